"""What other weights would do to lists: those of three people before and after, without names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import heading, learning, needs, shelf, site_settings
from lti_plugin.services.shelf import Shelf
from lti_plugin.services.site_settings import SETTINGS
from lti_plugin.store import choices, sites
from lti_plugin.store.base import now
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from recommender.recommend import recommend_block

PEOPLE = 3
LENGTH = 6


@dataclass(frozen=True, slots=True)
class Moved:
    """A course on the new list: its title, its place, and the one it had; None where it is new."""

    course: str
    rank: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One person's list before and after; of the person no more is told than this."""

    role: str | None
    department: str | None
    finished: int
    before: Sequence[str]
    after: Sequence[Moved]

    @property
    def changed(self) -> bool:
        """Say whether the lists differ at all."""
        return [each.course for each in self.after] != list(self.before)


def of_lists(
    session: Session,
    kept: Shelf,
    site_id: UUID,
    wanted: Mapping[str, object],
    department: str = "",
    role: str = "",
) -> list[Compared]:
    """Return the lists of at most three people now and under other settings of the ranking.

    They are somebody with the fewest finished courses of those who are meant, somebody in the
    middle and somebody with the most. The lists are made of what an L&D admin may know: without
    what people say of themselves, aim at or have put aside. Who opted out of others' history is not
    among them. Nothing is written.

    Raises
    ------
    BadSetting
        When a setting cannot have its value.
    """
    before = site_settings.values(sites.get(session, site_id))
    after = {**before, **{key: SETTINGS[key].checked(each) for key, each in wanted.items()}}
    people = _chosen(session, site_id, department, role)
    asking = [
        replace(
            each,
            facts=replace(each.facts, target_role=None),
            not_for_me=frozenset(),
            later=frozenset(),
        )
        for each in learning.asking_of(session, site_id, people, now())
    ]
    going = heading.of_people(session, site_id, people, now().date(), for_others=True)
    ranker = kept.ranker(session, site_id)
    lists = []
    for values in (before, after):
        adds = replace(needs.weights(session, site_id), leader=float(values["leader"]))
        lacks = [needs.of(each.at, each.direction, adds) for each in going]
        lists.append(recommend_block(shelf.under(ranker, values), asking, LENGTH, lacks))
    titles = {each.id: each.title for each in ranker.catalogue.courses}
    return [
        Compared(
            role=person.role,
            department=person.department,
            finished=len(own.history),
            before=[titles[item.course_id] for item in old],
            after=_moved([item.course_id for item in old], [i.course_id for i in new], titles),
        )
        for person, own, old, new in zip(people, asking, *lists, strict=True)
    ]


def _moved(old: Sequence[str], new: Sequence[str], titles: Mapping[str, str]) -> list[Moved]:
    places = {course: rank for rank, course in enumerate(old, start=1)}
    return [
        Moved(titles[course], rank, places.get(course)) for rank, course in enumerate(new, start=1)
    ]


def _chosen(session: Session, site_id: UUID, department: str, role: str) -> Sequence[Person]:
    """Return the people to show, the one with the fewest finished courses first."""
    finished = func.count(Completion.id)
    query = (
        select(Person.id)
        .outerjoin(
            Completion,
            (Completion.person_id == Person.id) & Completion.withdrawn_at.is_(None),
        )
        .where(
            Person.site_id == site_id,
            Person.gone_at.is_(None),
            Person.active,
            Person.id.not_in(choices.ids(site_id, choices.HISTORY)),
        )
        .group_by(Person.id)
        .order_by(finished, Person.id)
    )
    if department:
        query = query.where(Person.department == department)
    if role:
        query = query.where(Person.role == role)
    ids = session.scalars(query).all()
    if len(ids) > PEOPLE:
        ids = [ids[0], ids[len(ids) // 2], ids[-1]]
    found = {
        row.id: row
        for row in session.scalars(
            select(Person).where(Person.site_id == site_id, Person.id.in_(ids))
        )
    }
    return [found[each] for each in ids if each in found]
