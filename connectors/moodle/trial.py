"""Calls each function of Moodle's that is used once, and keeps what it answered or why not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from connectors.errors import BadToken, ConnectorError, Maintenance, Unreachable
from connectors.moodle import catalogue, competencies, people, per_user
from connectors.moodle.client import MoodleClient

FRONT_PAGE = 1
SAMPLE = 100
Row = dict[str, Any]
# Where one of these comes, the next call would fare no better.
_ENDING = (BadToken, Maintenance, Unreachable)


class Trial:
    """What the functions answered; one that Moodle does not offer is not called.

    ``offered`` are the functions of the external service, ``own_id`` is the service account, whose
    own row tells nothing of its rights. ``listed`` is how many people of a course are listed,
    ``everywhere`` says whether those of the front page are, which are all people.
    """

    def __init__(self, client: MoodleClient, offered: Collection[str], own_id: int) -> None:
        self._client = client
        self._offered = offered
        self._own_id = own_id
        self.errors: dict[str, ConnectorError] = {}
        self.answered: set[str] = set()
        self.categories: list[Row] = []
        self.courses: list[Row] = []
        self.shown: list[Row] = []
        self.sampled: list[Row] = []
        self.listed: dict[Any, int] = {}
        self.everywhere = False
        self.somebodys: list[Row] = []
        self.people: int | None = None
        self.framework: int | None = None

    def others(self, rows: list[Row]) -> list[Row]:
        """Return these people without the service account itself and the guest."""
        return [row for row in rows if row.get("id") not in (self._own_id, people.GUEST)]

    def run(self) -> None:
        """Call everything; raises what no other call would fare better with."""
        self.categories = self.rows(catalogue.CATEGORIES)
        courses = self.rows(catalogue.COURSES, "courses")
        self.courses = [row for row in courses if row.get("id") != FRONT_PAGE]
        first = self.courses[0].get("id") if self.courses else FRONT_PAGE
        self._people(first)
        self._competencies(first)

    def rows(self, function: str, key: str | None = None, **params: Any) -> list[Row]:
        """Return the rows that a function answers; none where it fails or is not offered."""
        if function not in self._offered:
            return []
        try:
            with self.noted(function):
                found = self._client.call_list(function, key, **params)
        except _ENDING:
            raise
        except ConnectorError:
            return []
        return [row for row in found if isinstance(row, dict)]

    @contextmanager
    def noted(self, function: str, *answers: type[ConnectorError]) -> Iterator[None]:
        """Keep that a function answers, or how it fails; errors of ``answers`` are answers too."""
        try:
            yield
        except answers:
            self.answered.add(function)
            raise
        except ConnectorError as error:
            self.errors.setdefault(function, error)
            raise
        self.answered.add(function)

    def offers(self, function: str) -> bool:
        """Say whether a function is part of the external service."""
        return function in self._offered

    def called(self, function: str) -> bool:
        """Say whether a function was called and answered."""
        return function in self.answered and function not in self.errors

    def _people(self, course: Any) -> None:
        listed = self.rows(people.PARTICIPANTS, **_of_course(course, SAMPLE))
        everywhere = [] if self.errors.get(people.PARTICIPANTS) else self._front_page()
        ids = [row["id"] for row in everywhere or listed if isinstance(row.get("id"), int)]
        somebody = next((each for each in ids if each != self._own_id), None)
        criteria = [{"key": "email", "value": "%"}]
        if everywhere and somebody is not None:  # else nothing but the whole list counts people
            criteria.append({"key": "id", "value": somebody})
        found = self.rows(people.EVERYBODY, "users", criteria=criteria)
        self.sampled = self.rows(people.BY_ID, field="id", values=ids or [self._own_id])
        self.shown, self.everywhere = self.sampled, bool(everywhere)
        if len(criteria) > 1:
            self.people = self._count(len(everywhere))
        elif self.called(people.EVERYBODY):
            self.shown, self.people = found or self.sampled, len(found)
        if self.called(people.PARTICIPANTS) and len(listed) < SAMPLE:
            self.listed = {course: len(listed)}
        learners = [row["id"] for row in listed if isinstance(row.get("id"), int)]
        self._courses_of([each for each in learners if each != self._own_id] or ids)

    def _front_page(self) -> list[Row]:
        """Return some of all people, who count as participants of the front page."""
        try:
            found = self._client.call_list(people.PARTICIPANTS, **_of_course(FRONT_PAGE, SAMPLE))
        except _ENDING:
            raise
        except ConnectorError:
            return []
        return [row for row in found if isinstance(row, dict)]

    def _count(self, least: int) -> int:
        """Return how many people there are, by asking for single places of the list."""
        if least < SAMPLE:
            return least
        low, high = least, 2 * least
        while self._is_place(high):
            low, high = high, 2 * high
        while high - low > max(1, low // 100):
            middle = (low + high) // 2
            low, high = (middle, high) if self._is_place(middle) else (low, middle)
        return high

    def _is_place(self, place: int) -> bool:
        asked = _of_course(FRONT_PAGE, 1, place)
        return bool(self._client.call_list(people.PARTICIPANTS, **asked))

    def _courses_of(self, ids: list[Any]) -> None:
        """Ask for the courses of somebody who is in any."""
        others = [row.get("id") for row in self.others(self.shown)]
        for each in (ids or others or [self._own_id])[:5]:
            self.somebodys = self.rows(per_user.COURSES_OF, userid=each, returnusercount=True)
            if self.somebodys or per_user.COURSES_OF in self.errors:
                return

    def _competencies(self, course: Any) -> None:
        system = {"contextlevel": "system", "instanceid": 0}
        found = self.rows(competencies.FRAMEWORKS, sort="shortname", context=system)
        self.framework = next((row["id"] for row in found if row.get("visible")), None)
        if self.framework is not None:
            within = [{"column": "competencyframeworkid", "value": self.framework}]
            self.rows(competencies.OF_FRAMEWORK, filters=within, sort="id", skip=0, limit=1)
            self.rows(competencies.OF_COURSE, id=course)


def _of_course(course: Any, limit: int, place: int = 0) -> dict[str, Any]:
    options = {"userfields": "id", "limitfrom": place, "limitnumber": limit, "sortby": "id"}
    named = [{"name": name, "value": value} for name, value in options.items()]
    return {"courseid": course, "options": named}


def numbers(rows: list[Row], name: str) -> Iterator[int]:
    """Yield the whole numbers under a name; what is none is left out."""
    for row in rows:
        if isinstance(row.get(name), int):
            yield row[name]
