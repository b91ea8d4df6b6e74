"""Who is in which course right now: the made-up history and what visitors clicked since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from threading import Lock

from lti_plugin.demo.entities import CourseRole, Participation

Key = tuple[int, int]


class Ledger:
    """One participation for each person and course, in the order of enrolment."""

    def __init__(self, history: Iterable[Participation]) -> None:
        self._lock = Lock()
        self._all: dict[Key, Participation] = {}
        self._courses: dict[int, dict[int, Key]] = {}
        self._people: dict[int, dict[int, Key]] = {}
        for step in history:
            self._put(step)

    def _put(self, step: Participation) -> None:
        key = (step.person_id, step.course_id)
        self._all[key] = step
        self._courses.setdefault(step.course_id, {})[step.person_id] = key
        self._people.setdefault(step.person_id, {})[step.course_id] = key

    def everything(self) -> list[Participation]:
        """Return every participation; a later call keeps the order and adds at the end."""
        with self._lock:
            return list(self._all.values())

    def of_person(self, person_id: int) -> list[Participation]:
        """Return the courses of one person, oldest enrolment first."""
        with self._lock:
            return [self._all[key] for key in self._people.get(person_id, {}).values()]

    def of_course(self, course_id: int) -> list[Participation]:
        """Return the people of one course, oldest enrolment first."""
        with self._lock:
            return [self._all[key] for key in self._courses.get(course_id, {}).values()]

    def find(self, person_id: int, course_id: int) -> Participation | None:
        """Return this person's place in this course, if any."""
        with self._lock:
            return self._all.get((person_id, course_id))

    def enrol(self, person_id: int, course_id: int, at: datetime, role: CourseRole) -> None:
        """Give a person a place in a course."""
        with self._lock:
            self._put(Participation(person_id, course_id, at, role=role))

    def mark_done(self, person_id: int, course_id: int, at: datetime) -> bool:
        """Enrol the person where needed and complete the course; False if it was complete."""
        with self._lock:
            step = self._all.get((person_id, course_id), Participation(person_id, course_id, at))
            if step.completed_at is not None or step.role != "student":
                return False
            self._put(replace(step, completed_at=at, progress=100.0))
            return True
