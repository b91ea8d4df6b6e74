"""Notes when anything changes that lists and paths are made of, and keeps what was made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, inspect, update
from sqlalchemy.orm import ORMExecuteState, Session

from lti_plugin.store import sites
from lti_plugin.store.base import WHOSE, now
from lti_plugin.store.courses import Course, Prerequisite
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.picks import Pick, PickedPerson
from lti_plugin.store.roles import Role, RoleIndex, RoleRequirement, RoleTrigger
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill, Skill

Made = TypeVar("Made")

# A skill that nothing asks for or teaches yet changes nothing, and people's ratings make such.
WHEN_NEW = (
    Course,
    CourseSkill,
    Prerequisite,
    Role,
    RoleRequirement,
    RoleTrigger,
    RoleIndex,
    Objective,
    ObjectiveSkill,
    Pick,
    PickedPerson,
)
CURATED = (*WHEN_NEW, Skill)
OF_THE_SITE = ("fields", "popularity")


class _Shelf:
    """What is kept for one database."""

    def __init__(self) -> None:
        self.kept: dict[tuple[Any, UUID], tuple[Hashable, Any]] = {}
        self.locks: defaultdict[tuple[Any, UUID], Lock] = defaultdict(Lock)


# Two databases may know the same site, such as a backup that was restored.
_shelves: WeakKeyDictionary[Engine, _Shelf] = WeakKeyDictionary()


def kept(
    session: Session,
    site_id: UUID,
    make: Callable[..., Made],
    on: date | None = None,
    also: Hashable = None,
) -> Made:
    """Return what ``make`` makes of a site, made anew once anything that is curated has changed.

    ``make`` is called with the session, the site's id and, where it is given, the day that it is
    to be made for. ``also`` is what else has to be the same for it to count: of what is no part of
    the curation. It serves every session of a database, in several threads, of which one makes it
    while the others wait: nothing of the session may stand in it, and nobody may change it.
    """
    session.flush()  # what this session has changed but not written counts as well
    stamp, place = (sites.get(session, site_id).curated_at, on, also), (make, site_id)
    shelf = _shelves.setdefault(_engine(session), _Shelf())
    with shelf.locks[place]:
        found = shelf.kept.get(place)
        if found is None or found[0] != stamp:
            day = () if on is None else (on,)
            found = shelf.kept[place] = stamp, make(session, site_id, *day)
    made: Made = found[1]
    return made


def _engine(session: Session) -> Engine:
    bound = session.get_bind()
    return bound if isinstance(bound, Engine) else bound.engine


@event.listens_for(Session, "before_flush")
def _note(session: Session, _context: object, _instances: object) -> None:
    """Note the time with each site of which something curated is about to be written."""
    changed = {row.site_id for row in session.new if isinstance(row, WHEN_NEW)}
    changed |= {row.site_id for row in session.deleted if isinstance(row, CURATED)}
    changed |= {
        row.site_id
        for row in session.dirty
        if isinstance(row, CURATED) and session.is_modified(row)
    }
    for site_id in changed:
        site = session.get(Site, site_id)
        if site is not None:  # one that is only just being made has nothing kept of it
            site.curated_at = now()
    for row in session.dirty:
        if isinstance(row, Site) and _changed(row):
            row.curated_at = now()


def _changed(site: Site) -> bool:
    """Say whether something of the site itself has changed that ranks its courses."""
    attributes = inspect(site).attrs
    return any(attributes[name].history.has_changes() for name in OF_THE_SITE)


@event.listens_for(Session, "do_orm_execute")
def _note_many(state: ORMExecuteState) -> None:
    """Note it when one statement changes many rows, with every site where it tells not whose.

    Whoever notes it with every site waits for all who write for any, and they for them: on
    PostgreSQL two of these can stop each other.
    """
    if not (state.is_update or state.is_delete or state.is_insert) or state.bind_mapper is None:
        return
    if issubclass(state.bind_mapper.class_, CURATED):
        whose = state.execution_options.get(WHOSE)
        noted = update(Site).values(curated_at=now())
        state.session.execute(noted if whose is None else noted.where(Site.id == whose))
