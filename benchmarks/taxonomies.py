"""Counts what the public taxonomies hold, and how long reading them takes.

    python benchmarks/taxonomies.py --esco DIR --onet DIR [--language en]

Either may be left out. Prints a table and every row that is not usable.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from connectors.records import Rejected
from connectors.taxonomies.esco import Esco
from connectors.taxonomies.onet import Onet
from connectors.taxonomies.records import Demand, Occupation, Related, Skill

Record = Skill | Occupation | Demand | Related


def main(arguments: Sequence[str] | None = None) -> int:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--esco", type=Path)
    parser.add_argument("--onet", type=Path)
    parser.add_argument("--language")
    chosen = parser.parse_args(arguments)
    if chosen.esco:
        esco = Esco(chosen.esco, chosen.language)
        parts = {"skills": esco.skills, "occupations": esco.occupations, "demands": esco.demands}
        _print(f"ESCO in {esco.language}", {name: read() for name, read in parts.items()})
    if chosen.onet:
        onet = Onet(chosen.onet)
        _print(
            f"O*NET {onet.release}",
            {
                "skills": onet.skills(),
                "occupations": onet.occupations(),
                "ratings": onet.ratings(),
                "demands": onet.demands(),
                "related": onet.related(),
            },
        )
        rated = {each.occupation for each in onet.ratings() if isinstance(each, Demand)}
        every = {each.id for each in onet.occupations() if isinstance(each, Occupation)}
        Console().print(f"{len(every - rated)} of {len(every)} occupations without ratings")
    return 0


def _print(title: str, parts: dict[str, Iterable[Record | Rejected]]) -> None:
    table = Table("read", "what", "count", "s", title=title)
    told: list[Rejected] = []
    for name, records in parts.items():
        began = time.monotonic()
        counts: Counter[str] = Counter()
        for record in records:
            if isinstance(record, Rejected):
                told.append(record)
            else:
                counts.update(_kinds(record))
        seconds = f"{time.monotonic() - began:.1f}"
        for kind, count in counts.items():
            table.add_row(name, kind, f"{count:,}", seconds)
            name = seconds = ""
    console = Console()
    console.print(table)
    for each in told:
        console.print(f"{each.where}: {each.reason}")


def _kinds(record: Record) -> list[str]:
    """Return under which names a record counts."""
    match record:
        case Skill():
            return ["group" if record.kind == "group" else "skill", *sorted(record.collections)]
        case Demand():
            return ["essential" if record.essential else "other", "all"]
        case _:
            return ["all"]


if __name__ == "__main__":
    sys.exit(main())
