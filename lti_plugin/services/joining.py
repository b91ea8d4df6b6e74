"""Puts one person after the other into a course and its group in Moodle, and tells how it went.

What Moodle refuses for a reason that is not about the person is not asked again for the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from connectors.errors import (
    BadToken,
    ConnectorError,
    Maintenance,
    MissingCapability,
    MissingFunction,
    MoodleError,
    Unreachable,
    WebServicesOff,
)
from connectors.moodle.writing import Member, Writer, student_role
from lti_plugin.store.made import (
    ENROLLED,
    JOINED,
    ONLY_COURSE,
    ONLY_GROUP,
    SITE,
    THERE,
)
from lti_plugin.store.made import REFUSED as NOTHING

# Why something could not be done; pages put these into words, with what to do about it.
NOT_TEACHER, GONE, NO_ACCOUNT = "not_teacher", "gone", "no_account"
LEFT, SUSPENDED = "left", "suspended"
NO_RIGHT, NO_FUNCTION, NO_ROLE = "no_right", "no_function", "no_role"
NO_ENROLMENT, OTHER = "no_enrolment", "other"
PROBLEMS = (
    NOT_TEACHER,
    GONE,
    NO_ACCOUNT,
    LEFT,
    SUSPENDED,
    NO_RIGHT,
    NO_FUNCTION,
    NO_ROLE,
    NO_ENROLMENT,
    OTHER,
)
_CODES = {
    "wsusercannotassign": NO_ROLE,
    "wsnoinstance": NO_ENROLMENT,
    "wscannotenrol": NO_ENROLMENT,
    "manualpluginnotinstalled": NO_ENROLMENT,
}
_NUMBER = re.compile(r"\s*\(\d+\)")
# These end the whole attempt; it goes on later where it was broken off.
PASSING = (Unreachable, Maintenance, BadToken, WebServicesOff)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why Moodle did not do something, and its own words."""

    problem: str
    said: str

    @property
    def for_all(self) -> bool:
        """Say whether the next person would be refused for the same reason."""
        return self.problem in {NO_RIGHT, NO_FUNCTION, NO_ROLE, NO_ENROLMENT}


@dataclass(frozen=True, slots=True)
class Room:
    """The course and the group or cohort that people come into, and who was there before."""

    kind: str
    course: str
    group: str
    inside: Mapping[str, Member]


@dataclass
class Usher:
    """Takes people in."""

    writer: Writer
    room: Room
    _closed: dict[str, Refusal] = field(default_factory=dict)

    def take(self, person: str, was_inside: bool = False) -> tuple[str, Refusal | None]:
        """Return what became of the person with this number, and what stood in the way.

        Whoever ``was_inside`` the course when somebody looked and has left is not enrolled again:
        nobody was shown that.
        """
        room, before = self.room, self.room.inside.get(person)
        if before is None and was_inside:
            return NOTHING, Refusal(LEFT, "")
        if before and room.kind != SITE and room.group in before.groups:
            return THERE, None
        if before and before.suspended:
            return NOTHING, Refusal(SUSPENDED, "")
        refused = None if before else self._try("enrol", lambda: self._enrol(person))
        if refused and (room.kind != SITE or refused.problem == GONE):
            return NOTHING, refused
        unjoined = self._try("join", lambda: self._join(person))
        if unjoined and refused:
            return NOTHING, refused
        if unjoined:
            return ONLY_COURSE, unjoined
        return (ONLY_GROUP, refused) if refused else (JOINED if before else ENROLLED, None)

    def _try(self, step: str, act: Callable[[], Refusal | None]) -> Refusal | None:
        if step in self._closed:
            return self._closed[step]
        try:
            refused = act()
        except PASSING:
            raise
        except ConnectorError as error:
            refused = refusal(error)
        if refused is not None and refused.for_all:
            self._closed[step] = refused
        return refused

    def _enrol(self, person: str) -> Refusal | None:
        if not self.writer.is_active(person):
            return Refusal(GONE, "")
        self.writer.enrol(self.room.course, person, student_role(self.room.inside))
        return None

    def _join(self, person: str) -> Refusal | None:
        if self.room.kind != SITE:
            self.writer.join_group(self.room.group, person)
            return None
        warned = self.writer.join_cohort(self.room.group, person)
        return Refusal(OTHER, warned) if warned else None


def refusal(error: ConnectorError) -> Refusal:
    """Return what an error of Moodle's comes to."""
    said = _without_numbers(f"{error.message} {error.hint}").strip()
    if isinstance(error, MissingCapability):
        return Refusal(NO_RIGHT, said)
    if isinstance(error, MissingFunction):
        return Refusal(NO_FUNCTION, said)
    if isinstance(error, MoodleError):
        return Refusal(_CODES.get(error.code, OTHER), _without_numbers(error.message))
    return Refusal(OTHER, _without_numbers(error.message))


def _without_numbers(said: str) -> str:
    """Strike out the numbers of accounts: who is not in the course is not told to its teachers."""
    return _NUMBER.sub("", said)
