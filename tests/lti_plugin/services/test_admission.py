"""The one-time link: once, in time, and written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from lti_plugin.errors import NotTrusted
from lti_plugin.services import admission
from lti_plugin.store.access import OneTimeLink
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site


def invite(database: Database, site: Site) -> str:
    with database.writing() as session:
        return admission.invite(session, site.id)


def test_a_link_admits_to_its_site_once(database: Database, site: Site) -> None:
    secret = invite(database, site)
    with database.writing() as session:
        assert admission.admit(session, secret) == site.id
    with database.writing() as session, pytest.raises(NotTrusted, match="does not work any more"):
        admission.admit(session, secret)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.site_id, entry.action) == (site.id, "admin link used")


def test_only_a_hash_of_the_secret_is_kept(database: Database, site: Site) -> None:
    secret = invite(database, site)
    assert len(secret) >= 43
    with database.reading() as session:
        row = session.scalars(select(OneTimeLink)).one()
    assert secret.encode() not in row.secret_hash
    assert len(row.secret_hash) == 32


def test_each_link_is_its_own(database: Database, site: Site) -> None:
    first, second = invite(database, site), invite(database, site)
    for secret in (second, first):
        with database.writing() as session:
            assert admission.admit(session, secret) == site.id


@pytest.mark.parametrize(("late", "works"), [(timedelta(0), False), (timedelta(seconds=-1), True)])
def test_a_link_has_its_time(database: Database, site: Site, late: timedelta, works: bool) -> None:
    present = now()
    with time_machine.travel(present, tick=False):
        secret = invite(database, site)
    with (
        time_machine.travel(present + admission.LIFE + late, tick=False),
        database.writing() as session,
    ):
        if works:
            assert admission.admit(session, secret) == site.id
        else:
            with pytest.raises(NotTrusted):
                admission.admit(session, secret)


def test_an_unknown_secret_admits_nobody(database: Database, site: Site) -> None:
    invite(database, site)
    with database.writing() as session, pytest.raises(NotTrusted):
        admission.admit(session, "unknown")
