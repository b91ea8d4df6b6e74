"""How much popular courses count at a site: kept, told, and in force at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_plugin.errors import BadInput
from lti_plugin.services import popularity
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store import jobs
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.sites import AS_LEARNED, LESS, NOT_AT_ALL, Site
from tests.support.catalogue import small_site


def choose(database: Database, site: Site, step: str) -> None:
    with database.writing() as session:
        popularity.choose(session, site.id, step, "somebody")


def log(database: Database) -> list[tuple[str, str, dict[str, str]]]:
    with database.reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
        return [(row.actor, row.action, row.details) for row in rows]


def test_a_new_site_counts_it_as_learned(database: Database, site: Site) -> None:
    with database.reading() as session:
        assert popularity.share(session, site.id) == 1.0


@pytest.mark.parametrize(("step", "share"), [(LESS, 0.5), (NOT_AT_ALL, 0.0)])
def test_a_change_holds_at_once_and_stored_lists_are_made_anew(
    database: Database, site: Site, elsewhere: Site, settings: Settings, step: str, share: float
) -> None:
    small_site(database, site)
    shelf = Shelf(settings.models_dir)
    with database.reading() as session:
        assert shelf.ranker(session, site.id).popularity == 1.0
    choose(database, site, step)
    with database.reading() as session:
        assert shelf.ranker(session, site.id).popularity == share
        assert shelf.ranker(session, site.id, alone=True).popularity == share
        assert popularity.share(session, elsewhere.id) == 1.0
        assert jobs.unfinished(session, site.id, SCORE) is not None
    details = {"before": AS_LEARNED, "now": step}
    assert log(database) == [("somebody", popularity.CHANGED, details)]


def test_choosing_what_is_chosen_changes_nothing(database: Database, site: Site) -> None:
    choose(database, site, AS_LEARNED)
    with database.reading() as session:
        assert jobs.unfinished(session, site.id, SCORE) is None
    assert log(database) == []


def test_another_step_is_refused(database: Database, site: Site) -> None:
    with pytest.raises(BadInput, match="learned, less, none"):
        choose(database, site, "twice")
    assert log(database) == []
