"""The plain records that every connector yields, and the protocol it follows.

All ids are text exactly as the source names them; all times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

DateSource = Literal["report", "api", "file", "unknown"]
CheckKind = Literal["connection", "function", "right", "report", "ratings", "writing"]
CompletionBasis = Literal["flag", "progress"]


@dataclass(frozen=True, slots=True)
class Category:
    """A folder of the catalogue; ``parent`` is another category's id or None at the top."""

    id: str
    name: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class SkillLink:
    """What a course teaches: levels on the 0-5 scale, None where the source is silent.

    ``competency_id`` is the id of the :class:`Competency` that says so, where one does.
    """

    skill: str
    outcome: float | None = None
    entry: float | None = None
    skill_id: str | None = None
    competency_id: str | None = None


@dataclass(frozen=True, slots=True)
class Competency:
    """Something to be good at, of one of the source's own frameworks.

    ``scale_id`` names the scale on which people are rated in it. An ``id_number`` is unique within
    its framework; it may be the address of the same thing in a public taxonomy.
    """

    id: str
    name: str
    framework: str
    framework_number: str | None = None
    id_number: str | None = None
    description: str = ""
    scale_id: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One course of the catalogue.

    ``duration_minutes`` is in minutes, ``cost`` in the site's own currency, ``level`` the source's
    own word, ``language`` a code such as ``de`` or None where the course has none of its own.
    ``enrolable`` is False where the source says that no way in is open, ``ends_at`` the time from
    which the course is over.
    ``extra`` holds every custom field by its short name, as text. ``silent`` names the fields that
    the source does not speak of: they say nothing about a course that is known already.
    """

    id: str
    title: str
    short_name: str | None = None
    id_number: str | None = None
    summary: str = ""
    category_id: str | None = None
    category: str | None = None
    visible: bool = True
    language: str | None = None
    level: str | None = None
    mode: str | None = None
    duration_minutes: int | None = None
    cost: float | None = None
    tags: tuple[str, ...] = ()
    skills: tuple[SkillLink, ...] = ()
    prerequisites: tuple[str, ...] = ()
    modified_at: datetime | None = None
    reviewed_at: datetime | None = None
    enrolable: bool = True
    ends_at: datetime | None = None
    url: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    silent: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Learner:
    """One person. ``active`` is False for a suspended account; ``silent`` as in a course."""

    id: str
    name: str = ""
    username: str | None = None
    id_number: str | None = None
    email: str | None = None
    language: str | None = None
    role: str | None = None
    target_role: str | None = None
    department: str | None = None
    manager_id: str | None = None
    hired_on: date | None = None
    active: bool = True
    extra: dict[str, str] = field(default_factory=dict)
    silent: frozenset[str] = field(default=frozenset(), compare=False)


Described = TypeVar("Described", Course, Learner)


def silent_where_empty(record: Described, names: Collection[str]) -> Described:
    """Return the record with those of the fields ``names`` silent for which it holds no value."""
    empty = {name for name in names if getattr(record, name) in (None, "", ())}
    return replace(record, silent=record.silent | empty) if empty - record.silent else record


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person in a course; ``progress`` in percent, 0-100, None where it is not tracked."""

    learner_id: str
    course_id: str
    enrolled_at: datetime | None = None
    progress: float | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished course. ``completed_at`` None means that the source gives no reliable date."""

    learner_id: str
    course_id: str
    completed_at: datetime | None = None
    date_source: DateSource = "unknown"
    basis: CompletionBasis = "flag"
    grade: float | None = None


@dataclass(frozen=True, slots=True)
class CompetencyRating:
    """How somebody is rated in a competency: the scale's own word, and whether it is enough.

    ``proficient`` None means that the source does not say.
    """

    learner_id: str
    competency_id: str
    word: str
    proficient: bool | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: where it stood and why, in a sentence. Never fatal.

    ``learner_id`` names the person about whom it would have told something more.
    """

    where: str
    reason: str
    learner_id: str | None = None


@dataclass(frozen=True, slots=True)
class Notice(Rejected):
    """Nothing is lost, but the admin should know: an ignored column, a part switched off."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A weighted feature of a course or of a learner (``owner`` is its id)."""

    owner: str
    name: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said of a person's skill, on the 0-5 scale; ``where`` is its place.

    From the day ``expires`` on it no longer counts; ``url`` leads to what it rests on.
    """

    learner_id: str
    skill: str
    level: float
    source: str
    on: date | None = None
    note: str = ""
    expires: date | None = None
    url: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a connection check; ``hint`` says what to do where ``ok`` is False.

    ``required`` is False where only a part of the product would be missing. ``kind`` says what the
    name names, and ``certain`` is False where the source does not tell and nothing speaks against
    it. ``said`` is the source's own reason, where it gave one.
    """

    name: str
    ok: bool
    hint: str = ""
    required: bool = True
    kind: CheckKind = "connection"
    certain: bool = True
    said: str = ""


Record = TypeVar("Record")


class Page(NamedTuple, Generic[Record]):
    """A few records and the cursor at which the next page starts, None after the last page."""

    cursor: str | None
    records: list[Record | Rejected]


Participation = Enrolment | Completion


class Connector(Protocol):
    """A source of records. Every method is an iterator that holds one page in memory.

    Raises the errors of :mod:`connectors.errors`; a bad row is yielded as :class:`Rejected`.
    """

    def check(self) -> Iterator[Check]:
        """Yield what works and what does not, one line for each thing that is needed."""
        ...

    def categories(self) -> Iterator[Category | Rejected]: ...

    def courses(self) -> Iterator[Course | Rejected]: ...

    def learners(self) -> Iterator[Learner | Rejected]: ...

    def participation(self) -> Iterator[Enrolment | Completion | Rejected]:
        """Yield who is in which course and who finished it."""
        ...

    def learner_pages(self, start: str | None = None) -> Iterator[Page[Learner]]:
        """Yield the people page by page from ``start``, the cursor of an earlier page."""
        ...

    def participation_pages(self, start: str | None = None) -> Iterator[Page[Participation]]:
        """Yield the participation page by page from ``start``, the cursor of an earlier page."""
        ...


@runtime_checkable
class Lookup(Protocol):
    """A connector that can be asked about single people as well."""

    def present(self, ids: Sequence[str]) -> set[str]:
        """Return which of the people with these ids there are."""
        ...


@runtime_checkable
class Rater(Protocol):
    """A connector whose source has frameworks of competencies, and may rate people in them."""

    @property
    def rates(self) -> bool:
        """Say whether ratings can be read here."""
        ...

    @property
    def dates_ratings(self) -> bool:
        """Say whether ratings can be dated here, one question each."""
        ...

    def rated_at(self, learner_id: str, competency_id: str) -> datetime | None:
        """Return when the present rating was given; None where the source does not tell."""
        ...

    def competencies(self) -> Iterator[Competency | Rejected]:
        """Yield the competencies of every framework that is in use."""
        ...

    def rating_pages(self) -> Iterator[Page[CompetencyRating]]:
        """Yield every rating there is, page by page."""
        ...
