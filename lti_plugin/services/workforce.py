"""Everybody of a site with what their roles ask for, as columns: one line a person and skill."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import profiles
from lti_plugin.store.base import raw
from lti_plugin.store.people import Person
from recommender.skills.audit import Asked, merged
from recommender.skills.evidence import ROLE
from recommender.skills.ledgers import SOURCES, UNKNOWN_DAY, Rows
from recommender.skills.roles import Requirement

DEPARTMENT, NONE, OTHERS, EVERYBODY = "department", "none", "others", "everybody"
# No department is called so; what stands for a group in forms and addresses.
KEYS = {NONE: "-", OTHERS: "*"}

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """People who are counted together.

    ``kind`` tells whether it is one department, the people without any, small departments shown
    as one, or the whole site; ``departments`` are the names of those in it.
    """

    key: str
    kind: str
    departments: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Workforce:
    """What is asked of everybody whose role is known, and who that is.

    ``people`` maps our ids, as the driver gives them, and ``skills`` names to the numbers in the
    columns; ``keys`` is person x skill, ascending, of each line of ``asked``. ``today`` are the
    lines' levels of today, NaN where the role asks for the skill only later. ``unplaced`` counts
    those whose role is not known here.
    """

    asked: Asked
    today: NDArray[np.float64]
    keys: Ints
    people: Mapping[Hashable, int]
    skills: Mapping[str, int]
    groups: Sequence[Group]
    unplaced: int

    @property
    def in_use(self) -> NDArray[np.bool_]:
        """Return, by line, whether the person's present role asks for the skill."""
        return ~np.isnan(self.today)

    @property
    def person(self) -> Ints:
        """Return, by line, the number of the person."""
        return self.keys // max(1, len(self.skills))

    def marked(self, ids: Iterable[Hashable]) -> NDArray[np.bool_]:
        """Return, by person, whether these ids, as the driver gives them, name them."""
        marks = np.zeros(len(self.people), dtype=bool)
        marks[[self.people[each] for each in ids if each in self.people]] = True
        return marks

    def assumed(self, today: date) -> Rows:
        """Return what the roles of today let us assume, as rows of evidence of today."""
        line = np.flatnonzero(~np.isnan(self.today))
        return Rows(
            line=line,
            level=self.today[line],
            source=np.full(len(line), SOURCES.index(ROLE)),
            on=np.full(len(line), today.toordinal()),
            weight=np.ones(len(line)),
            expires=np.full(len(line), UNKNOWN_DAY),
        )

    def group(self, named: str) -> tuple[int, Group]:
        """Return a group with its number, by its key or the name of a department in it.

        Raises
        ------
        NotFound
            When there is none.
        """
        for number, group in enumerate(self.groups):
            if named in {group.key, *group.departments}:
                return number, group
        raise NotFound("There is no such department here.")

    def only(self, kept: NDArray[np.bool_], groups: Sequence[Group]) -> Workforce:
        """Return the lines that ``kept`` marks, with these groups."""
        asked = self.asked
        group = asked.group[kept] if len(groups) > 1 else np.zeros(int(kept.sum()), np.int64)
        return Workforce(
            Asked(group, asked.skill[kept], asked.level[kept], asked.importance[kept]),
            self.today[kept],
            self.keys[kept],
            self.people,
            self.skills,
            groups,
            self.unplaced,
        )


def of_site(
    session: Session,
    site_id: UUID,
    today: date,
    at: date,
    beside: Mapping[str, Collection[str]] | None = None,
) -> Workforce:
    """Return everybody with what their roles ask for on the day ``at``; a few queries.

    ``beside`` names, by skill, others to look at where a role asks for that one: their lines tell
    what is held, and ask for nothing (NaN, with the importance 0).
    """
    everybody = session.execute(
        select(raw(Person.id), Person.role, Person.department)
        .where(Person.site_id == site_id, Person.gone_at.is_(None), Person.active)
        .order_by(Person.id)
    ).all()
    all_roles = profiles.of_site(session, site_id)
    found = {title: all_roles.meant(title) for title in {title for _, title, _ in everybody}}
    meant = {title: role for title, role in found.items() if role is not None}
    known = all_roles.read(session, site_id, {role.id for role in meant.values()})
    asks = {role_id: (role.profile(at), role.profile(today)) for role_id, role in known.items()}
    also = {role_id: _also(profile, beside or {}) for role_id, (profile, _) in asks.items()}
    asked = {skill for profile, _ in asks.values() for skill in profile}
    names = sorted(asked.union(*also.values()))
    skills = {name: number for number, name in enumerate(names)}
    placed = [
        (person_id, meant[title].id, department or "")
        for person_id, title, department in everybody
        if title in meant and asks[meant[title].id][0]
    ]
    lines = {role_id: _lines(*both, skills, also[role_id]) for role_id, both in asks.items()}
    groups, group_of = _groups([department for _, _, department in placed])
    return _joined(placed, lines, skills, groups, group_of, len(everybody) - len(placed))


def of_people(
    placed: Sequence[tuple[Hashable, Hashable]],
    asks: Mapping[Any, tuple[Mapping[str, Requirement], Mapping[str, Requirement]]],
) -> Workforce:
    """Return these people with what is asked of each: a person and a key of ``asks``.

    ``asks`` are pairs of what is asked, and what the person's present role asks for.
    """
    names = sorted({skill for profile, _ in asks.values() for skill in profile})
    skills = {name: number for number, name in enumerate(names)}
    lines = {key: _lines(*both, skills, ()) for key, both in asks.items()}
    whole = [Group(KEYS[OTHERS], EVERYBODY, (), len(placed))]
    return _joined([(who, key, "") for who, key in placed], lines, skills, whole, {"": 0}, 0)


@dataclass(frozen=True, slots=True)
class _Lines:
    """What one role asks for, by ascending number of the skill."""

    skill: Ints
    level: NDArray[np.float64]
    importance: NDArray[np.float64]
    today: NDArray[np.float64]


def _also(profile: Mapping[str, Requirement], beside: Mapping[str, Collection[str]]) -> set[str]:
    return {other for skill in profile for other in beside.get(skill, ())} - profile.keys()


def _lines(
    profile: Mapping[str, Requirement],
    present: Mapping[str, Requirement],
    skills: Mapping[str, int],
    also: Collection[str],
) -> _Lines:
    nowhere = float("nan")
    asked = [(skills[each.skill], each.level, each.importance) for each in profile.values()]
    own = sorted([*asked, *((skills[skill], nowhere, 0.0) for skill in also)])
    now = {skills[name]: each.level for name, each in present.items() if name in skills}
    return _Lines(
        np.array([skill for skill, _, _ in own], dtype=np.int64),
        np.array([level for _, level, _ in own], dtype=np.float64),
        np.array([importance for _, _, importance in own], dtype=np.float64),
        np.array([now.get(skill, nowhere) for skill, _, _ in own], dtype=np.float64),
    )


def _joined(
    placed: Sequence[tuple[Hashable, Any, str]],
    lines: Mapping[Any, _Lines],
    skills: Mapping[str, int],
    groups: Sequence[Group],
    group_of: Mapping[str, int],
    unplaced: int,
) -> Workforce:
    own = [lines[role_id] for _, role_id, _ in placed]
    counts = [len(each.skill) for each in own]
    person = np.repeat(np.arange(len(placed)), counts)
    group = np.array([group_of[department] for _, _, department in placed], dtype=np.int64)
    skill = np.concatenate([*(each.skill for each in own), np.zeros(0, np.int64)])
    return Workforce(
        asked=Asked(
            np.repeat(group, counts),
            skill,
            np.concatenate([*(each.level for each in own), np.zeros(0)]),
            np.concatenate([*(each.importance for each in own), np.zeros(0)]),
        ),
        today=np.concatenate([*(each.today for each in own), np.zeros(0)]),
        keys=person * len(skills) + skill,
        people={person_id: number for number, (person_id, _, _) in enumerate(placed)},
        skills=skills,
        groups=groups,
        unplaced=unplaced,
    )


def _groups(departments: Collection[str]) -> tuple[list[Group], dict[str, int]]:
    """Return the groups to show, by name, the merged ones last, and which each department is in."""
    sizes = dict.fromkeys(sorted(departments, key=lambda name: (name.casefold(), name)), 0)
    for name in departments:
        sizes[name] += 1
    together = merged(sizes)
    groups = [
        Group(name or KEYS[NONE], DEPARTMENT if name else NONE, (name,) if name else (), count)
        for name, count in sizes.items()
        if name not in together
    ]
    if together:
        kind = OTHERS if groups else EVERYBODY
        names = tuple(name for name in sizes if name in together and name)
        groups.append(Group(KEYS[OTHERS], kind, names, sum(sizes[each] for each in together)))
    place = {name: number for number, name in enumerate(n for n in sizes if n not in together)}
    return groups, place | {name: len(groups) - 1 for name in together}
