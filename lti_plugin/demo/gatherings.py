"""Groups of courses and cohorts of the site that a tool made, and whom it enrolled by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock

from lti_plugin.demo.folder import ENROLMENTS, GATHERINGS, DemoFolder, Row
from lti_plugin.demo.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Gathering:
    """A group of a course, or a cohort of the site where there is no course."""

    id: int
    course_id: int | None
    name: str
    id_number: str
    members: tuple[int, ...] = ()


class Gatherings:
    """All of them, in the order in which they were made, kept in the demo's folder."""

    def __init__(self, folder: DemoFolder, ledger: Ledger) -> None:
        self._folder = folder
        self._ledger = ledger
        self._lock = Lock()
        self._all = {each.id: each for each in folder.load(GATHERINGS, _gathering)}
        self._enrolled: list[Row] = folder.load(ENROLMENTS, dict)
        for row in self._enrolled:
            self._put(row)

    def everything(self) -> list[Gathering]:
        """Return groups and cohorts."""
        with self._lock:
            return list(self._all.values())

    def find(self, number: int) -> Gathering | None:
        """Return the one with this number."""
        with self._lock:
            return self._all.get(number)

    def make(self, course_id: int | None, name: str, id_number: str) -> Gathering:
        """Make one and return it."""
        with self._lock:
            made = Gathering(max(self._all, default=0) + 1, course_id, name, id_number)
            self._all[made.id] = made
            self._keep()
        return made

    def join(self, number: int, person_id: int) -> bool:
        """Put somebody in; say whether they were not in it before."""
        with self._lock:
            found = self._all[number]
            if person_id in found.members:
                return False
            self._all[number] = replace(found, members=(*found.members, person_id))
            self._keep()
        return True

    def enrol(self, person_id: int, course_id: int) -> None:
        """Enrol somebody as a student; who has a place already keeps it."""
        if self._ledger.find(person_id, course_id) is not None:
            return
        at = datetime.now(UTC).replace(microsecond=0)
        row = {"person_id": person_id, "course_id": course_id, "at": at.isoformat()}
        with self._lock:
            self._put(row)
            self._enrolled.append(row)
            self._folder.save(ENROLMENTS, self._enrolled)

    def _put(self, row: Row) -> None:
        if self._ledger.find(row["person_id"], row["course_id"]) is None:
            at = datetime.fromisoformat(row["at"])
            self._ledger.enrol(row["person_id"], row["course_id"], at, "student")

    def _keep(self) -> None:
        self._folder.save(GATHERINGS, _rows(self._all.values()))


def _rows(found: Iterable[Gathering]) -> list[Row]:
    names = ("id", "course_id", "name", "id_number", "members")
    return [{name: getattr(each, name) for name in names} for each in found]


def _gathering(row: Row) -> Gathering:
    return Gathering(**(row | {"members": tuple(row["members"])}))
