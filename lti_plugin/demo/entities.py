"""What the demo organisation consists of: families, skills, courses, roles and people."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

LEVELS = ("Foundations", "Practitioner", "Advanced")
DURABLE = "Durable skills"
MAIL_DOMAIN = "example.com"

CourseRole = Literal["student", "editingteacher"]


@dataclass(frozen=True, slots=True)
class Family:
    """A category of the catalogue; ``prefix`` begins the codes of its courses."""

    id: int
    prefix: str
    name: str


@dataclass(frozen=True, slots=True)
class Skill:
    """A competency of the organisation's framework."""

    id: int
    name: str
    family: str
    description: str


@dataclass(frozen=True, slots=True)
class Course:
    """One course: ``minutes`` of work, ``cost`` per seat in euros, the first skill is the main one.

    ``prerequisites`` are codes of other courses; ``language`` is empty for the site's own.
    ``ancestors`` are the courses that this one was copied from, the nearest first. ``outcomes`` is
    what its custom field says of levels, ``skill:outcome:entry`` separated by ``;``.
    """

    id: int
    code: str
    title: str
    family: Family
    level: str
    mode: str
    minutes: int
    cost: int
    skills: tuple[Skill, ...]
    summary: str
    language: str = ""
    prerequisites: tuple[str, ...] = ()
    visible: bool = True
    ancestors: tuple[int, ...] = ()
    outcomes: str = ""

    @property
    def step(self) -> int:
        """Return the level as a number from 1 to 3."""
        return LEVELS.index(self.level) + 1


@dataclass(frozen=True, slots=True)
class JobRole:
    """A job: whom it employs, at which level people enter and which skills it asks for first."""

    name: str
    department: str
    family: str
    people: int
    entry_level: int
    skills: tuple[str, ...]
    moves_to: str = ""
    moving_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Person:
    """One account. Staff have an ``id_number``; technical accounts have none."""

    id: int
    first_name: str
    last_name: str
    username: str
    id_number: str = ""
    job_role: str = ""
    target_role: str = ""
    department: str = ""
    manager: str = ""
    hired_on: date | None = None
    language: str = "en"
    site_admin: bool = False
    city: str = ""

    @property
    def name(self) -> str:
        """Return the name as people read it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        """Return the address, always in a domain that is kept for examples."""
        return f"{self.username}@{MAIL_DOMAIN}"


@dataclass(frozen=True, slots=True)
class Persona:
    """A person whose eyes a visitor may borrow; ``key`` is the word in the address."""

    key: str
    person_id: int
    blurb: str


@dataclass(frozen=True, slots=True)
class Participation:
    """A person in a course. Times are in UTC and whole minutes; ``progress`` is in percent."""

    person_id: int
    course_id: int
    enrolled_at: datetime
    completed_at: datetime | None = None
    progress: float = 0.0
    grade: float | None = None
    role: CourseRole = "student"


def ascii_word(name: str) -> str:
    """Return ``name`` in plain lower-case letters, as a user name needs it."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain.lower() if sign.isascii() and sign.isalnum())
