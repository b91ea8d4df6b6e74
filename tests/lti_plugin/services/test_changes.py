"""The audit log of a site with names: who changed what about whom."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from lti_plugin.services import changes
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site


def log(database: Database, site: Site, **values: object) -> None:
    with database.writing() as session:
        session.add(AuditEntry(**{"site_id": site.id, "action": "made", "details": {}} | values))


def latest(database: Database, site: Site, most: int = 50) -> list[changes.Change]:
    with database.reading() as session:
        return changes.latest(session, site.id, most)


def test_people_are_named_and_other_actors_stay_as_they_are(database: Database, site: Site) -> None:
    with database.writing() as session:
        ada = Person(site_id=site.id, name="Ada", extra={})
        session.add(ada)
    log(database, site, actor="command line", details={"person": str(ada.id), "now": True})
    log(database, site, actor=str(ada.id), at=now() + timedelta(seconds=1))
    by_ada, about_ada = latest(database, site)
    assert (about_ada.actor, about_ada.by_person, about_ada.person) == (
        "command line",
        False,
        "Ada",
    )
    assert about_ada.details["now"] is True
    assert (by_ada.actor, by_ada.by_person, by_ada.person) == ("Ada", True, None)


def test_who_is_not_here_any_more_has_no_name(database: Database, site: Site) -> None:
    log(database, site, actor=str(uuid4()), details={"person": str(uuid4())})
    (change,) = latest(database, site)
    assert (change.actor, change.by_person, change.person) == (None, True, None)


def test_the_newest_come_first_and_only_so_many(database: Database, site: Site) -> None:
    start = now()
    for number in range(5):
        log(database, site, actor=f"job {number}", at=start + timedelta(minutes=number))
    assert [each.actor for each in latest(database, site, 3)] == ["job 4", "job 3", "job 2"]


def test_nothing_of_another_site_is_told(database: Database, site: Site) -> None:
    with database.writing() as session:
        other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(other)
        session.flush()
        stranger = Person(site_id=other.id, name="Grace", extra={})
        session.add(stranger)
    log(database, other, actor="command line")
    assert latest(database, site) == []
    log(database, site, actor=str(stranger.id))
    (change,) = latest(database, site)
    assert change.actor is None
