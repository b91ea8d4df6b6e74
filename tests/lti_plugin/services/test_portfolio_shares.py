"""Links to a portfolio: what they show, and that they can be taken back."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import portfolio, portfolio_shares, privacy
from lti_plugin.services.portfolio import Work
from lti_plugin.services.portfolio_shares import Shared
from lti_plugin.store import portfolio as rows
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.profiles import skill
from tests.support.work import accepted, add


@pytest.fixture
def work(database: Database, site: Site) -> Work:
    with database.writing() as session:
        sql = skill(session, site.id, "SQL").id
    return Work("A dashboard", "https://example.org/", "", {sql: 3.0})


@pytest.fixture
def item(database: Database, site: Site, ada: UUID, grace: UUID, work: Work) -> UUID:
    """An accepted item of Ada's."""
    return accepted(database, site, ada, grace, work)


def share(database: Database, site: Site, person: UUID, *items: UUID, name: bool = False) -> str:
    with database.writing() as session:
        return portfolio_shares.share(session, site.id, person, items, name)


def opened(database: Database, secret: str) -> Shared:
    with database.reading() as session:
        return portfolio_shares.open_link(session, secret)


def shown(database: Database, secret: str) -> list[UUID]:
    return [each.item.id for each in opened(database, secret).items]


def test_a_link_shows_what_was_chosen_of_what_is_accepted(
    database: Database, site: Site, ada: UUID, grace: UUID, item: UUID, work: Work
) -> None:
    not_chosen = accepted(database, site, ada, grace, work)
    unreviewed = add(database, site, ada, work)
    secret = share(database, site, ada, item, unreviewed)
    assert shown(database, secret) == [item]
    assert not_chosen not in shown(database, secret)


def test_a_name_is_shown_where_the_person_says_so(
    database: Database, site: Site, ada: UUID, item: UUID
) -> None:
    assert opened(database, share(database, site, ada, item)).name is None
    assert opened(database, share(database, site, ada, item, name=True)).name == "Ada"


def test_what_is_changed_is_shown_no_more(
    database: Database, site: Site, ada: UUID, item: UUID, work: Work
) -> None:
    secret = share(database, site, ada, item)
    with database.writing() as session:
        portfolio.change(session, site.id, ada, item, work)
    assert shown(database, secret) == []


def test_nothing_to_show_makes_no_link(
    database: Database, site: Site, ada: UUID, grace: UUID, item: UUID, work: Work
) -> None:
    unreviewed = add(database, site, ada, work)
    for person, items in ((ada, []), (ada, [unreviewed]), (ada, [uuid4()]), (grace, [item])):
        with pytest.raises(BadInput):
            share(database, site, person, *items)


def test_a_link_that_was_taken_back_leads_nowhere(
    database: Database, site: Site, ada: UUID, grace: UUID, item: UUID
) -> None:
    secret, other = share(database, site, ada, item), share(database, site, ada, item)
    with database.writing() as session:
        newest = rows.shares_of(session, site.id, ada)[0].id
        with pytest.raises(NotFound):
            portfolio_shares.take_back(session, site.id, grace, newest)
        portfolio_shares.take_back(session, site.id, ada, newest)
    assert shown(database, secret) == [item]
    for lost in (other, "", "x" * 5000, "\ud800"):
        with pytest.raises(NotFound):
            opened(database, lost)


def test_the_secret_is_kept_and_exported_nowhere(
    database: Database, site: Site, ada: UUID, item: UUID
) -> None:
    secret = share(database, site, ada, item)
    with database.reading() as session:
        (row,) = rows.shares_of(session, site.id, ada)
        assert secret.encode() not in bytes(row.secret_hash)
        (told,) = privacy.export(session, site.id, ada)["portfolio_shares"]
    assert "secret_hash" not in told
    assert told["items"] == [str(item)]


def test_there_is_a_most_of_links(
    database: Database, site: Site, ada: UUID, item: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portfolio_shares, "MOST_SHARES", 1)
    share(database, site, ada, item)
    with pytest.raises(BadInput):
        share(database, site, ada, item)


def test_links_of_an_erased_person_lead_nowhere(
    database: Database, site: Site, ada: UUID, item: UUID, vault: Vault
) -> None:
    secret = share(database, site, ada, item)
    with database.writing() as session:
        privacy.erase(session, vault, site.id, ada, "test")
    with pytest.raises(NotFound):
        opened(database, secret)
