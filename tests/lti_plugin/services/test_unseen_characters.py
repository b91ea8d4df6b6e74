"""What nobody can see in a text keeps nobody from their badge: it is left out before."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.services import awarding, issuers, revoking
from lti_plugin.services.awarding import Order
from lti_plugin.services.issuing import BY_HAND
from lti_plugin.store.audit import REASON, AuditEntry
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from lti_plugin.vault import Vault
from tests.support.achievements import BASE_URL, give_addresses, held, of_course, reload
from tests.support.catalogue import Small, small_site

UNSEEN = "\x00\x07\x0b\x1b\x7f"


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    found = small_site(database, site)
    give_addresses(database, site.id)
    return found


def awarded(
    database: Database, vault: Vault, site: Site, made: UUID, person: UUID, reason: str = "Why not"
) -> tuple[Badge, BadgeHolder]:
    order = Order(made, {person: now()}, BY_HAND, "test", reason)
    awarding.award(database, vault, BASE_URL, site.id, order)
    with database.reading() as session:
        (found,) = held(session, made)
    return found


def test_they_go_from_what_is_typed_while_lines_and_tabs_stay(
    database: Database, vault: Vault, site: Site, small: Small
) -> None:
    typed = {
        "name": f"S{UNSEEN}QL",
        "description": f"Reads{UNSEEN} tables.",
        "criteria": f"Do{UNSEEN}:\n\tall of it",
        "caption": f"A{UNSEEN} picture",
        "tags": [f"da{UNSEEN}ta"],
    }
    made = of_course(database, site.id, small.courses["2"], **typed)
    with database.reading() as session:
        row = reload(session, made)
    assert (row.name, row.description, row.caption) == ("SQL", "Reads tables.", "A picture")
    assert (row.criteria, row.tags) == ("Do:\n\tall of it", ["data"])
    _, holder = awarded(database, vault, site, made, small.people["100"])
    assert holder.document["name"] == "SQL"


def test_they_go_from_names_that_came_from_elsewhere(
    database: Database, vault: Vault, site: Site, small: Small
) -> None:
    with database.writing() as session:
        session.get_one(Site, site.id).name = f"Acme{UNSEEN} Learning"
        sql = session.scalars(select(Skill).where(Skill.name == "SQL")).one()
        sql.name = f"S{UNSEEN}QL"
    made = of_course(database, site.id, small.courses["2"], skills=[f"S{UNSEEN}QL"])
    _, holder = awarded(database, vault, site, made, small.people["100"])
    assert holder.document["issuer"]["name"] == "Acme Learning"
    (skill,) = holder.document["credentialSubject"]["achievement"]["alignment"]
    assert skill["targetName"] == "SQL"
    with database.reading() as session:
        told = issuers.profile(BASE_URL, session.get_one(Site, site.id))
    assert told["name"] == "Acme Learning"


def test_they_go_from_reasons(database: Database, vault: Vault, site: Site, small: Small) -> None:
    made = of_course(database, site.id, small.courses["2"])
    badge, holder = awarded(database, vault, site, made, small.people["100"], f"Well{UNSEEN} done")
    assert holder.reason == "Well done"
    with database.writing() as session:
        revoking.revoke(session, site.id, [badge.id], f"Not{UNSEEN} so well", "test")
    with database.reading() as session:
        assert session.get_one(Badge, badge.id).revoked_because == "Not so well"
        reasons = {each.details.get(REASON) for each in session.scalars(select(AuditEntry))}
    assert reasons == {None, "Well done", "Not so well"}
