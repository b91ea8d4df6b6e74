"""Whoever opted out of others' history is ranked for without it, on every page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lti_plugin.services import choices, plans, position, recommendations, short, stand
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store import people
from lti_plugin.store.base import now
from lti_plugin.store.choices import HISTORY
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.ranker import Ranker
from tests.support.catalogue import small_site
from tests.support.goals import Goals

View = Callable[[Session, Shelf, UUID, UUID], object]


class Noted(Shelf):
    """A shelf that notes whether rankers without others' history are asked of it."""

    alone: set[bool]

    def ranker(self, session: Session, site_id: UUID, *, alone: bool = False) -> Ranker:
        self.alone.add(alone)
        return super().ranker(session, site_id, alone=alone)


def _list(session: Session, shelf: Shelf, site_id: UUID, person_id: UUID) -> object:
    return recommendations.for_person(session, shelf, site_id, person_id)


def _path(session: Session, shelf: Shelf, site_id: UUID, person_id: UUID) -> object:
    return plans.for_person(session, shelf, site_id, person_id, "UTC", with_curve=False)


def _short(session: Session, shelf: Shelf, site_id: UUID, person_id: UUID) -> object:
    return short.for_person(session, shelf, site_id, person_id, 60)


def _stand(session: Session, shelf: Shelf, site_id: UUID, person_id: UUID) -> object:
    person = people.get(session, site_id, person_id)
    return stand.view(session, shelf, position.of_person(session, site_id, person, now().date()))


@pytest.mark.parametrize("view", [_list, _path, _short, _stand])
def test_a_page_of_somebody_who_opted_out(
    database: Database, site: Site, settings: Settings, view: View
) -> None:
    me = small_site(database, site).people["100"]
    goals = Goals(database, site)
    goals.role("Analyst", {"SQL": 4})
    goals.has(me, "Analyst")
    for opted_out in (False, True):
        shelf = Noted(settings.models_dir)
        shelf.alone = set()
        with database.reading() as session:
            assert view(session, shelf, site.id, me) is not None
        assert shelf.alone == {opted_out}
        with database.writing() as session:
            choices.opt_out(session, site.id, me, HISTORY)
