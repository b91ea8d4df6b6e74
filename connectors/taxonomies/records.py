"""The plain records that a taxonomy yields: skills, groups, occupations and what ties them.

Ids are URIs, or the customer's own ids exactly as written; texts are plain text, never HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, or a group of skills (``kind`` "group").

    ``id`` is an ESCO URI, an O*NET element or commodity as URI, or the customer's own id; ``kind``
    is "skill", "knowledge", "attitude", "language", "technology" or "group"; ``broader`` holds the
    ids of what stands directly above it; ``collections`` are of "transversal", "digital", "green",
    "language", "research", "in demand", "hot", "durable", or the customer's own words.
    """

    id: str
    name: str
    alternatives: tuple[str, ...] = ()
    kind: str = "skill"
    description: str = ""
    broader: tuple[str, ...] = ()
    collections: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation of a public taxonomy.

    ``id`` is an ESCO URI or an O*NET-SOC code as URI; ``family`` the code of its ISCO unit group
    or SOC major group, ``family_name`` that group's name where the files tell it; ``broader`` the
    ids of the groups or occupations directly above it; ``job_zone`` O*NET's level of preparation.
    """

    id: str
    name: str
    alternatives: tuple[str, ...] = ()
    family: str | None = None
    description: str = ""
    broader: tuple[str, ...] = ()
    job_zone: int | None = None
    family_name: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """What an occupation asks for: ``level`` on 0-5, ``importance`` on 0-1."""

    occupation: str
    skill: str
    essential: bool = True
    level: float | None = None
    importance: float = 1.0


@dataclass(frozen=True, slots=True)
class Related:
    """Two occupations that the taxonomy itself calls related, the closest with ``rank`` 1.

    ``primary`` is False for the weaker, supplemental relation.
    """

    occupation: str
    other: str
    rank: int
    primary: bool = True


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the organisation; ``level`` is its step within ``family``, lowest first.

    What is None or empty is not said.
    """

    name: str
    family: str | None = None
    level: int | None = None
    leader: bool | None = None
    uri: str | None = None
    alternatives: tuple[str, ...] = ()
    description: str = ""
    outlook: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a role asks for: ``level`` on 0-5, ``importance`` on 0-1.

    ``valid_from`` is the day from which it holds, None where it has always held.
    """

    role: str
    skill: str
    level: float
    importance: float
    valid_from: date | None = None
