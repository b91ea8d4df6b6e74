"""Measures what files of courses and skills take: looked at, taken over, sent again unchanged.

    python benchmarks/catalogue_files.py [--courses 2000] [--skills 2000] [--bad 20]

A made-up site in a SQLite file; the bad rows have a length or a kind that is none. Memory is the
most that the process had, beside what it had before the first file.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from uuid import UUID

from rich.console import Console
from rich.table import Table

from lti_plugin import settings as settings_of
from lti_plugin.jobs.worker import run_here
from lti_plugin.services import catalogue_import
from lti_plugin.services.catalogue_requests import KINDS
from lti_plugin.settings import Settings
from lti_plugin.store import Base, catalogue_files
from lti_plugin.store.catalogue_files import COURSES, SKILLS
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--courses", type=int, default=2_000)
    parser.add_argument("--skills", type=int, default=2_000)
    parser.add_argument("--bad", type=int, default=20)
    chosen = parser.parse_args(arguments)
    table = Table("file", *catalogue_import.COUNTED, "look CPU s", "take CPU s", "MB more")
    with tempfile.TemporaryDirectory() as folder:
        secret = "a key for measuring only, of some length"
        given = {"FINGERPOST_SECRET_KEY": secret, "FINGERPOST_DATA_DIR": folder}
        settings = settings_of.load(given)
        database = Database(settings.database_url)
        Base.metadata.create_all(database.engine)
        with database.writing() as session:
            site = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={})
            session.add(site)
        before = _megabytes()
        texts = {
            SKILLS: _skills(chosen.skills, chosen.bad),
            COURSES: _courses(chosen.courses, chosen.bad),
        }
        for what, text in texts.items():
            for name in (what, f"{what} again"):
                table.add_row(name, *_measured(settings, database, site.id, (what, text), before))
        database.close()
    Console().print(table)
    return 0


def _courses(number: int, bad: int) -> bytes:
    spoiled = set(random.Random(1).sample(range(number), min(bad, number)))
    rows = ["id,title,category,skills,level,duration_minutes,prerequisites"]
    for n in range(number):
        minutes = "soon" if n in spoiled else 30 + n % 400
        taught = f"Skill {n % 150}:3;Skill {(7 * n) % 150}:2"
        earlier = f"C{n - 1}" if n % 5 else ""
        rows.append(f"C{n},Course {n},Category {n % 40},{taught},basic,{minutes},{earlier}")
    return "\n".join(rows).encode()


def _skills(number: int, bad: int) -> bytes:
    spoiled = set(random.Random(1).sample(range(number), min(bad, number)))
    rows = ["id,name,alternatives,kind,description"]
    for n in range(number):
        kind = "thing" if n in spoiled else "skill"
        rows.append(f"S{n},Skill {n},Ability {n},{kind},What is meant by it")
    return "\n".join(rows).encode()


def _measured(
    settings: Settings, database: Database, site_id: UUID, sent: tuple[str, bytes], before: float
) -> list[str]:
    what, text = sent
    with database.writing() as session:
        name, stream = f"{what}.csv", io.BytesIO(text)
        file = catalogue_import.keep(session, site_id, what, name, stream, "benchmark").id
    begun = time.process_time()
    run_here(settings, site_id, KINDS[what], {"file": str(file)})
    looked = time.process_time()
    arguments = {"file": str(file), "take": True, "by": "benchmark"}
    run_here(settings, site_id, KINDS[what], arguments)
    taken = time.process_time()
    with database.reading() as session:
        found = catalogue_files.get(session, site_id, what, file).found
    counts = [str(found[name]) for name in catalogue_import.COUNTED]
    more = f"{_megabytes() - before:.0f}"
    return [*counts, f"{looked - begun:.1f}", f"{taken - looked:.1f}", more]


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
