"""Measures what a file of people takes: looked at, taken over, and sent again unchanged.

    python benchmarks/staff.py [--people 100000] [--bad 500]

A made-up site in a SQLite file; the bad rows have no id. Memory is the most that the
process had, beside what it had before the first file.
"""

from __future__ import annotations

import argparse
import io
import random
from collections.abc import Sequence

from imports.site import COSTS, MadeSite, made_site
from rich.console import Console
from rich.table import Table

from lti_plugin.services import staff_import
from lti_plugin.store import people_files
from lti_plugin.store.jobs import STAFF

COUNTED = ("new", "changed", "same", "bad")
HEAD = "Employee ID,First name,Last name,E-mail,Job title,Department,Manager,Hire date"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--bad", type=int, default=500)
    chosen = parser.parse_args(arguments)
    table = Table("file", *COUNTED, *COSTS)
    with made_site() as site:
        text = _file(chosen.people, chosen.bad)
        for name in ("first", "again"):
            table.add_row(name, *_measured(site, text))
    Console().print(table)
    return 0


def _file(people: int, bad: int) -> bytes:
    spoiled = set(random.Random(1).sample(range(people), bad))
    rows = [HEAD]
    for n in range(people):
        day = f"2020-{1 + n % 12:02}-{1 + n % 28:02}"
        who = f"{'' if n in spoiled else f'E{n}'},First{n},Last{n},p{n}@example.org"
        rows.append(f"{who},Role {n % 150},Department {n % 40},E{n // 10},{day}")
    return "\n".join(rows).encode()


def _measured(site: MadeSite, text: bytes) -> list[str]:
    with site.database.writing() as session:
        file = staff_import.keep(session, site.id, "hr.csv", io.BytesIO(text), "benchmark").id
    costs = site.costs(STAFF, file)
    with site.database.reading() as session:
        found = people_files.get(session, site.id, file).found
    return [*(str(found[name]) for name in COUNTED), *costs]


if __name__ == "__main__":
    raise SystemExit(main())
