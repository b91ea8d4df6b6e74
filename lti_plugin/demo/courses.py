"""The courses that there are: those of the catalogue and the copies that were made of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from threading import Lock

from lti_plugin.demo.entities import Course, CourseRole
from lti_plugin.demo.folder import COPIES, DemoFolder, Row
from lti_plugin.demo.ledger import Ledger
from lti_plugin.demo.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a course: made of which, when, and with whom in which role."""

    id: int
    original: int
    at: datetime
    people: tuple[tuple[int, CourseRole], ...]


class Courses:
    """The courses by id; copies are kept in the demo's folder and enrol their people."""

    def __init__(self, folder: DemoFolder, organisation: Organisation, ledger: Ledger) -> None:
        self._folder = folder
        self._ledger = ledger
        self._lock = Lock()
        self._copies: list[Copy] = []
        # Replaced, never changed: others may be walking through it.
        self.all: dict[int, Course] = dict(organisation.courses)
        for copy in folder.load(COPIES, _copy):
            self._put(copy)

    def copy(self, course: Course) -> Course:
        """Make a copy of ``course`` with the same people and return it."""
        with self._lock:
            steps = self._ledger.of_course(course.id)
            people = tuple((step.person_id, step.role) for step in steps)
            now = datetime.now(UTC).replace(microsecond=0)
            copy = Copy(max(self.all) + 1, course.id, now, people)
            self._put(copy)
            rows = (asdict(one) | {"at": one.at.isoformat()} for one in self._copies)
            self._folder.save(COPIES, rows)
        return self.all[copy.id]

    def _put(self, copy: Copy) -> None:
        original = self.all[copy.original]
        number = 1 + sum(other.original == copy.original for other in self._copies)
        course = replace(
            original,
            id=copy.id,
            code=f"{original.code}_{number}",
            title=f"{original.title} copy {number}",
            ancestors=(original.id, *original.ancestors),
        )
        self._copies.append(copy)
        self.all = self.all | {course.id: course}
        for person_id, role in copy.people:
            self._ledger.enrol(person_id, course.id, copy.at, role)


def _copy(row: Row) -> Copy:
    people = tuple((person_id, role) for person_id, role in row["people"])
    return Copy(row["id"], row["original"], datetime.fromisoformat(row["at"]), people)
