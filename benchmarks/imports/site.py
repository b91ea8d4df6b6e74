"""A made-up site in a SQLite file, and what it takes to look at a sent file and to take it over."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from lti_plugin import settings as settings_of
from lti_plugin.jobs.worker import run_here
from lti_plugin.settings import Settings
from lti_plugin.store import Base
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site

COSTS = ("look CPU s", "take CPU s", "MB more")


class MadeSite:
    """One site; memory counts from here on."""

    def __init__(self, settings: Settings) -> None:
        self.database = Database(settings.database_url)
        Base.metadata.create_all(self.database.engine)
        with self.database.writing() as session:
            site = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={})
            session.add(site)
        self.id = site.id
        self._settings = settings
        self._before = _megabytes()

    def costs(self, kind: str, file: UUID) -> list[str]:
        """Run the job that looks at a file, and the one that takes it over; return ``COSTS``."""
        begun = time.process_time()
        run_here(self._settings, self.id, kind, {"file": str(file)})
        looked = time.process_time()
        run_here(
            self._settings, self.id, kind, {"file": str(file), "take": True, "by": "benchmark"}
        )
        taken = time.process_time()
        more = f"{_megabytes() - self._before:.0f}"
        return [f"{looked - begun:.1f}", f"{taken - looked:.1f}", more]


@contextmanager
def made_site() -> Iterator[MadeSite]:
    """Make a site in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        secret = "a key for measuring only, of some length"
        given = {"FINGERPOST_SECRET_KEY": secret, "FINGERPOST_DATA_DIR": folder}
        site = MadeSite(settings_of.load(given))
        yield site
        site.database.close()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
