"""Requests: asked, answered once, never more than can be answered, gone with their person."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import inbox, privacy, requests
from lti_plugin.store import requests as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault


def ask(database: Database, site: Site, who: UUID, text: str = "") -> UUID:
    with database.writing() as session:
        return requests.ask_for_erasure(session, site.id, who, text).id


def test_a_request_waits_until_it_is_answered(database: Database, site: Site, ada: UUID) -> None:
    asked = ask(database, site, ada, "x" * 3000)
    with database.writing() as session:
        ((waiting, owner),) = rows.of_site(session, site.id)
        assert (waiting.id, len(waiting.text), owner.name) == (asked, inbox.LONGEST, "Ada")
        requests.settle(session, site.id, asked, " Not yet. ", "command line")
    with database.reading() as session:
        assert rows.of_site(session, site.id) == []
        ((settled, _owner),) = rows.of_site(session, site.id, settled=True)
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.at.desc())).first()
    assert (settled.answer, settled.settled_by) == ("Not yet.", "command line")
    assert settled.settled_at is not None
    assert last is not None
    assert (last.actor, last.action) == ("command line", "request settled")
    assert "Not yet." not in str(last.details)


def test_after_an_answer_one_may_ask_again(database: Database, site: Site, ada: UUID) -> None:
    first = ask(database, site, ada)
    assert ask(database, site, ada) == first
    with database.writing() as session:
        requests.settle(session, site.id, first, "No.", "x")
    assert ask(database, site, ada) != first


def test_an_answer_is_given_once_and_says_something(
    database: Database, site: Site, elsewhere: Site, ada: UUID
) -> None:
    asked = ask(database, site, ada)
    with database.writing() as session:
        with pytest.raises(BadInput, match="what came of it"):
            requests.settle(session, site.id, asked, "  ", "x")
        for where, which in ((elsewhere.id, asked), (site.id, uuid4())):
            with pytest.raises(NotFound):
                requests.settle(session, where, which, "Yes.", "x")
        requests.settle(session, site.id, asked, "Yes.", "x")
        with pytest.raises(BadInput, match="already"):
            requests.settle(session, site.id, asked, "No.", "x")


def test_nobody_buries_the_team_under_requests(database: Database, site: Site, ada: UUID) -> None:
    with database.writing() as session:
        for number in range(inbox.MOST_OPEN):
            requests.contest(session, site.id, ada, "people", ada, f"wrong {number}")
        with pytest.raises(BadInput, match="Too many"):
            requests.contest(session, site.id, ada, "people", ada, "wrong")


def test_erasing_somebody_takes_their_requests_along(
    database: Database, site: Site, vault: Vault, ada: UUID, grace: UUID
) -> None:
    ask(database, site, ada)
    left = ask(database, site, grace)
    with database.writing() as session:
        privacy.erase(session, vault, site.id, ada, "test")
    with database.reading() as session:
        assert [request.id for request, _ in rows.of_site(session, site.id)] == [left]
