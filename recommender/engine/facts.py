"""What the engine is told about courses and learners, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """One course as the engine sees it.

    ``level`` is on the 0-5 scale, ``language`` a code such as ``de`` (None: for everybody),
    ``excluded`` an admin's decision, ``enrolable`` False where no way in is open to anybody,
    ``ends_at`` the time from which it is over, ``prerequisites`` ids of courses to finish first,
    and ``extra`` any further feature with its weight. ``outcomes`` are the levels that the course
    leads to and ``entries`` those that it begins at, by skill; ``hours`` and ``cost`` are None
    where they are not known, ``stale`` says that nobody has reviewed it for too long. ``alike`` are
    ids of courses that count for this one, such as an earlier run, also where they are no longer in
    the catalogue.
    """

    id: str
    title: str
    summary: str = ""
    skills: tuple[str, ...] = ()
    category: str | None = None
    level: float | None = None
    mode: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    visible: bool = True
    excluded: bool = False
    enrolable: bool = True
    ends_at: datetime | None = None
    prerequisites: tuple[str, ...] = ()
    extra: Mapping[str, float] = field(default_factory=dict)
    outcomes: Mapping[str, float] = field(default_factory=dict)
    entries: Mapping[str, float] = field(default_factory=dict)
    hours: float | None = None
    cost: float | None = None
    stale: bool = False
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """One learner as the engine sees them; ``extra`` is any further feature with its weight."""

    id: str
    role: str | None = None
    target_role: str | None = None
    department: str | None = None
    language: str | None = None
    extra: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A learner at the moment of asking: facts, what they finished and what not to show them.

    ``history`` holds the ids of finished courses, oldest first; ``enrolled``, ``not_for_me`` and
    ``later`` are ids of courses that must not come up now, ``hidden`` those that an admin keeps
    from them. ``mode`` is the one way of learning that they want to see at the moment, in the
    catalogue's own word. ``at`` is that moment; None asks regardless of what is over.
    """

    facts: LearnerFacts
    history: tuple[str, ...] = ()
    enrolled: frozenset[str] = frozenset()
    not_for_me: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    mode: str | None = None
    at: datetime | None = None
