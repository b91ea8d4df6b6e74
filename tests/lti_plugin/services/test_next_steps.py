"""What is still missing on a site, in the order in which it is worth doing."""

from __future__ import annotations

from collections.abc import Sequence

from lti_plugin.services import next_steps
from lti_plugin.services.next_steps import ASSESS, OBJECTIVES, READ, ROLES, TRAIN
from lti_plugin.store import sites
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.audited import set_objective
from tests.support.catalogue import small_site
from tests.support.goals import Goals
from tests.support.trained import train_with


def steps(database: Database, site: Site) -> Sequence[str]:
    with database.reading() as session:
        return next_steps.of_site(session, site.id)


def test_an_empty_site_is_read_first(database: Database, site: Site) -> None:
    assert steps(database, site) == (READ,)


def test_each_step_goes_once_it_is_done(database: Database, site: Site) -> None:
    small, goals = small_site(database, site), Goals(database, site)
    assert steps(database, site) == (READ, ROLES, OBJECTIVES, ASSESS, TRAIN)
    with database.writing() as session:
        sites.get(session, site.id).synced_at = now()
    goals.role("Analyst", {"SQL": 3})
    assert steps(database, site) == (OBJECTIVES, ASSESS, TRAIN)
    set_objective(goals, "Reports in a day", "SQL")
    goals.knows(small.people["101"], {"SQL": 3})
    train_with(database, site)
    assert steps(database, site) == ()
