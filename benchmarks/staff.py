"""Measures what a file of people takes: looked at, taken over, and sent again unchanged.

    python benchmarks/staff.py [--people 100000] [--bad 500]

A made-up site in a SQLite file; the bad rows have a day that is none. Memory is the most that the
process had, beside what it had before the first file.
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
from lti_plugin.services import staff_import
from lti_plugin.settings import Settings
from lti_plugin.store import Base, people_files
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import STAFF
from lti_plugin.store.sites import Site

HEAD = "Employee ID,First name,Last name,E-mail,Job title,Department,Manager,Hire date"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--bad", type=int, default=500)
    chosen = parser.parse_args(arguments)
    table = Table("file", "new", "changed", "same", "bad", "look CPU s", "take CPU s", "MB more")
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
        text = _file(chosen.people, chosen.bad)
        for name in ("first", "again"):
            table.add_row(name, *_measured(settings, database, site.id, text, before))
        database.close()
    Console().print(table)
    return 0


def _file(people: int, bad: int) -> bytes:
    spoiled = set(random.Random(1).sample(range(people), bad))
    rows = [HEAD]
    for n in range(people):
        day = "31.12.2020" if n in spoiled else f"2020-{1 + n % 12:02}-{1 + n % 28:02}"
        who = f"E{n},First{n},Last{n},p{n}@example.org"
        rows.append(f"{who},Role {n % 150},Department {n % 40},E{n // 10},{day}")
    return "\n".join(rows).encode()


def _measured(
    settings: Settings, database: Database, site_id: UUID, text: bytes, before: float
) -> list[str]:
    with database.writing() as session:
        file = staff_import.keep(session, site_id, "hr.csv", io.BytesIO(text), "benchmark").id
    begun = time.process_time()
    run_here(settings, site_id, STAFF, {"file": str(file)})
    looked = time.process_time()
    run_here(settings, site_id, STAFF, {"file": str(file), "take": True})
    taken = time.process_time()
    with database.reading() as session:
        found = people_files.get(session, site_id, file).found
    counts = [str(found[name]) for name in ("new", "changed", "same", "bad")]
    more = f"{_megabytes() - before:.0f}"
    return [*counts, f"{looked - begun:.1f}", f"{taken - looked:.1f}", more]


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
