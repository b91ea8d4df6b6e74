"""Pieces of work: what may be kept, who may change them, and what is left when they go."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, FingerpostError, NotFound
from lti_plugin.services import evidence, portfolio, privacy
from lti_plugin.services.portfolio import LONGEST_TEXT, LONGEST_TITLE, Shown, Work
from lti_plugin.store.database import Database
from lti_plugin.store.evidence import of_people
from lti_plugin.store.portfolio import UNREVIEWED
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.profiles import skill
from tests.support.work import accepted, add


@pytest.fixture
def sql(database: Database, site: Site) -> UUID:
    with database.writing() as session:
        return skill(session, site.id, "SQL").id


@pytest.fixture
def work(sql: UUID) -> Work:
    return Work("A dashboard", "https://example.org/dashboard", "I made it.", {sql: 3.0})


def items(database: Database, site: Site, person: UUID) -> list[Shown]:
    with database.reading() as session:
        return portfolio.of_person(session, site.id, person)


def sources(database: Database, site: Site, person: UUID) -> list[str]:
    with database.reading() as session:
        return [row.source for row in of_people(session, site.id, [person])]


def test_a_new_piece_of_work_is_unreviewed_and_speaks_for_nothing(
    database: Database, site: Site, ada: UUID, work: Work
) -> None:
    add(database, site, ada, work)
    (found,) = items(database, site, ada)
    assert (found.item.state, found.owner, found.reviewer) == (UNREVIEWED, "Ada", None)
    assert [(c.skill.name, c.claimed, c.verdict) for c in found.claims] == [("SQL", 3.0, None)]
    assert sources(database, site, ada) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " \x00 "},
        {"title": "x" * (LONGEST_TITLE + 1)},
        {"text": "x" * (LONGEST_TEXT + 1)},
        {"link": "", "text": " "},
        {"claims": {}},
        {"link": "javascript:alert(1)"},
        {"link": "https://user:word@example.org/"},
        {"link": "https://example.org/a b"},
        {"link": "https://"},
        {"link": "http://[::1"},
        {"link": "example.org"},
        {"link": "https://example.org/" + "x" * 2000},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_what_cannot_be_kept_is_refused_whole(
    database: Database, site: Site, ada: UUID, work: Work, changes: dict[str, object]
) -> None:
    with pytest.raises(BadInput):
        add(database, site, ada, replace(work, **changes))
    assert items(database, site, ada) == []


@pytest.mark.parametrize("level", [0.0, 5.5, -1.0])
def test_a_claim_is_a_level_above_none(
    database: Database, site: Site, ada: UUID, work: Work, sql: UUID, level: float
) -> None:
    with pytest.raises(BadInput, match="above 0"):
        add(database, site, ada, replace(work, claims={sql: level}))


def test_there_is_a_most_of_skills_and_of_pieces(
    database: Database, site: Site, ada: UUID, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        many = {skill(session, site.id, f"Skill {n}").id: 1.0 for n in range(6)}
    with pytest.raises(BadInput, match="one to five"):
        add(database, site, ada, replace(work, claims=many))
    monkeypatch.setattr(portfolio, "MOST_ITEMS", 1)
    add(database, site, ada, work)
    with pytest.raises(BadInput, match="at most"):
        add(database, site, ada, work)


def test_skills_of_another_site_cannot_be_claimed(
    database: Database, site: Site, elsewhere: Site, ada: UUID, work: Work
) -> None:
    with database.writing() as session:
        other = skill(session, elsewhere.id, "SQL").id
    with pytest.raises(NotFound):
        add(database, site, ada, replace(work, claims={other: 3.0}))


def test_text_keeps_its_lines_and_no_control_characters(
    database: Database, site: Site, ada: UUID, work: Work
) -> None:
    add(database, site, ada, replace(work, title="A \n\x07 b", text=" one\r\ntwo\x00 "))
    (found,) = items(database, site, ada)
    assert (found.item.title, found.item.text) == ("A b", "one\ntwo")


def test_a_change_makes_it_unreviewed_and_takes_away_what_it_spoke_for(
    database: Database, site: Site, ada: UUID, grace: UUID, work: Work
) -> None:
    item = accepted(database, site, ada, grace, work)
    other = accepted(database, site, ada, grace, replace(work, title="Another"))
    with database.writing() as session:
        changed = replace(work, title="Better", link="")
        portfolio.change(session, site.id, ada, item, changed)
    found = {each.item.id: each for each in items(database, site, ada)}
    assert (found[item].item.title, found[item].item.state) == ("Better", UNREVIEWED)
    assert found[item].item.reviewed_by is None
    assert [claim.verdict for claim in found[item].claims] == [None]
    assert [claim.verdict for claim in found[other].claims] == [3.0]
    assert sources(database, site, ada) == ["portfolio"]


def test_deleting_it_takes_away_what_it_spoke_for_and_nothing_else(
    database: Database, site: Site, ada: UUID, grace: UUID, work: Work, sql: UUID
) -> None:
    item = accepted(database, site, ada, grace, work)
    with database.writing() as session:
        evidence.rate_oneself(session, site.id, ada, {sql: 2.0})
        portfolio.remove(session, site.id, ada, item)
    assert items(database, site, ada) == []
    assert sources(database, site, ada) == ["self"]


def test_nobody_else_changes_or_deletes_it(
    database: Database, site: Site, elsewhere: Site, ada: UUID, grace: UUID, work: Work
) -> None:
    item = add(database, site, ada, work)
    for site_id, person in ((site.id, grace), (elsewhere.id, ada)):
        for attempt in (
            lambda session, place: portfolio.change(session, *place, item, work),
            lambda session, place: portfolio.remove(session, *place, item),
        ):
            with pytest.raises(FingerpostError), database.writing() as session:
                attempt(session, (site_id, person))
    assert len(items(database, site, ada)) == 1


def test_an_erased_reviewer_leaves_the_review_without_a_name(
    database: Database, site: Site, ada: UUID, grace: UUID, work: Work, vault: Vault
) -> None:
    accepted(database, site, ada, grace, work)
    assert items(database, site, ada)[0].reviewer == "Grace"
    with database.writing() as session:
        privacy.erase(session, vault, site.id, grace, "test")
    (found,) = items(database, site, ada)
    assert (found.reviewer, found.item.state) == (None, "accepted")
