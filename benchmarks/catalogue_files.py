"""Measures what files of courses and skills take: looked at, taken over, sent again unchanged.

    python benchmarks/catalogue_files.py [--courses 2000] [--skills 2000] [--bad 20]

A made-up site in a SQLite file; the bad rows have no title or a kind that is none. Memory is the
most that the process had, beside what it had before the first file.
"""

from __future__ import annotations

import argparse
import io
import random
from collections.abc import Sequence

from imports.site import COSTS, MadeSite, made_site
from rich.console import Console
from rich.table import Table

from lti_plugin.services import catalogue_import
from lti_plugin.services.catalogue_requests import KINDS
from lti_plugin.store import catalogue_files
from lti_plugin.store.catalogue_files import COURSES, SKILLS


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--courses", type=int, default=2_000)
    parser.add_argument("--skills", type=int, default=2_000)
    parser.add_argument("--bad", type=int, default=20)
    chosen = parser.parse_args(arguments)
    table = Table("file", *catalogue_import.COUNTED, *COSTS)
    texts = {
        SKILLS: _skills(chosen.skills, chosen.bad),
        COURSES: _courses(chosen.courses, chosen.bad),
    }
    with made_site() as site:
        for what, text in texts.items():
            for name in (what, f"{what} again"):
                table.add_row(name, *_measured(site, what, text))
    Console().print(table)
    return 0


def _courses(number: int, bad: int) -> bytes:
    spoiled = set(random.Random(1).sample(range(number), min(bad, number)))
    rows = ["id,title,category,skills,level,duration_minutes,prerequisites"]
    for n in range(number):
        title = "" if n in spoiled else f"Course {n}"
        taught = f"Skill {n % 150}:3;Skill {(7 * n) % 150}:2"
        earlier = f"C{n - 1}" if n % 5 else ""
        rows.append(f"C{n},{title},Category {n % 40},{taught},basic,{30 + n % 400},{earlier}")
    return "\n".join(rows).encode()


def _skills(number: int, bad: int) -> bytes:
    spoiled = set(random.Random(1).sample(range(number), min(bad, number)))
    rows = ["id,name,alternatives,kind,description"]
    for n in range(number):
        kind = "thing" if n in spoiled else "skill"
        rows.append(f"S{n},Skill {n},Ability {n},{kind},What is meant by it")
    return "\n".join(rows).encode()


def _measured(site: MadeSite, what: str, text: bytes) -> list[str]:
    with site.database.writing() as session:
        name, stream = f"{what}.csv", io.BytesIO(text)
        file = catalogue_import.keep(session, site.id, what, name, stream, "benchmark").id
    costs = site.costs(KINDS[what], file)
    with site.database.reading() as session:
        found = catalogue_files.get(session, site.id, what, file).found
    return [*(str(found[name]) for name in catalogue_import.COUNTED), *costs]


if __name__ == "__main__":
    raise SystemExit(main())
