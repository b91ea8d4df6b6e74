"""Reviews: who may say what about whose work, and what an accepted one speaks for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, NotAllowed, NotFound
from lti_plugin.lti.roster import Member
from lti_plugin.services import portfolio_reviews, position
from lti_plugin.services.portfolio import Work
from lti_plugin.services.portfolio_reviews import Verdict
from lti_plugin.store import portfolio as rows
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import MOODLE, Person, PersonId
from lti_plugin.store.portfolio import ACCEPTED, RETURNED, UNREVIEWED, PortfolioItem
from lti_plugin.store.sites import Site
from recommender.skills.evidence import Held
from tests.support.profiles import skill
from tests.support.standing import log_of
from tests.support.work import add, review


@pytest.fixture
def skills(database: Database, site: Site) -> dict[str, UUID]:
    with database.writing() as session:
        return {name: skill(session, site.id, name).id for name in ("SQL", "Reporting")}


@pytest.fixture
def item(database: Database, site: Site, ada: UUID, skills: dict[str, UUID]) -> UUID:
    claims = {skills["SQL"]: 4.0, skills["Reporting"]: 3.0}
    return add(database, site, ada, Work("A dashboard", "https://example.org/", "", claims))


def stored(database: Database, site: Site, item: UUID) -> PortfolioItem:
    with database.reading() as session:
        return rows.get(session, site.id, item)


def held(database: Database, site: Site, person: UUID) -> dict[str, Held]:
    with database.reading() as session:
        row = session.get_one(Person, person)
        return position.of_person(session, site.id, row, now().date()).held


def waiting(database: Database, site: Site, reviewer: UUID, people: set[UUID] | None) -> list[UUID]:
    with database.reading() as session:
        found = portfolio_reviews.waiting(session, site.id, reviewer, people)
        return [each.item.id for each in found]


def test_what_is_accepted_speaks_at_the_levels_that_were_seen(
    database: Database,
    site: Site,
    ada: UUID,
    grace: UUID,
    item: UUID,
    skills: dict[str, UUID],
) -> None:
    levels = {skills["SQL"]: 3.0, skills["Reporting"]: 0.0}
    review(database, site, grace, item, ACCEPTED, levels, " Well done ")
    row = stored(database, site, item)
    assert (row.state, row.reviewed_by, row.note) == (ACCEPTED, grace, "Well done")
    found = held(database, site, ada)
    assert set(found) == {"SQL"}
    assert found["SQL"].level == 3.0
    assert found["SQL"].sd == pytest.approx(0.7, abs=0.01)
    (counted,) = found["SQL"].counted
    assert counted.row.source == "portfolio"
    assert log_of(database, site)[-1] == (
        str(grace),
        "portfolio accepted",
        {"item": str(item)},
    )


def test_what_is_returned_speaks_for_nothing_and_says_why(
    database: Database, site: Site, ada: UUID, grace: UUID, item: UUID
) -> None:
    review(database, site, grace, item, RETURNED, {}, "The link does not open.")
    row = stored(database, site, item)
    assert (row.state, row.note) == (RETURNED, "The link does not open.")
    assert held(database, site, ada) == {}
    assert waiting(database, site, grace, None) == []


def test_nobody_reviews_their_own_work(
    database: Database, site: Site, ada: UUID, item: UUID
) -> None:
    with pytest.raises(NotAllowed):
        review(database, site, ada, item, RETURNED, {}, "x", {ada})
    assert waiting(database, site, ada, None) == []
    assert waiting(database, site, ada, {ada}) == []


def test_a_teacher_reviews_their_own_learners_alone(
    database: Database, site: Site, ada: UUID, grace: UUID, item: UUID
) -> None:
    assert waiting(database, site, grace, {ada}) == [item]
    assert waiting(database, site, grace, set()) == []
    with pytest.raises(NotAllowed):
        review(database, site, grace, item, RETURNED, {}, "x", set())
    assert stored(database, site, item).state == UNREVIEWED


def test_learners_of_a_course_are_known_by_their_ids_in_moodle(
    database: Database, site: Site, elsewhere: Site, ada: UUID, grace: UUID
) -> None:
    with database.writing() as session:
        for person, value in ((ada, "7"), (grace, "8")):
            given = {"site_id": site.id, "person_id": person, "kind": MOODLE}
            session.add(PersonId(**given, value=value))
    members = [Member("7", ("Learner",)), Member("8", ("Instructor",)), Member("9", ("Learner",))]
    with database.reading() as session:
        assert portfolio_reviews.learners(session, site.id, members) == {ada}
        assert portfolio_reviews.learners(session, elsewhere.id, members) == set()


@pytest.mark.parametrize(
    ("word", "levels", "note"),
    [
        (RETURNED, {}, "  "),
        (ACCEPTED, {}, ""),
        (ACCEPTED, {"SQL": 3.0}, ""),
        (ACCEPTED, {"SQL": 3.0, "Reporting": 6.0}, ""),
        (ACCEPTED, {"SQL": 0.0, "Reporting": 0.0}, ""),
        ("praised", {}, "x"),
        (RETURNED, {}, "x" * 2001),
    ],
    ids=["no reason", "no level", "one level", "too high", "nothing shown", "no word", "too long"],
)
def test_an_incomplete_verdict_changes_nothing(
    database: Database,
    site: Site,
    ada: UUID,
    grace: UUID,
    item: UUID,
    skills: dict[str, UUID],
    word: str,
    levels: dict[str, float],
    note: str,
) -> None:
    given = {skills[name]: level for name, level in levels.items()}
    with pytest.raises(BadInput):
        review(database, site, grace, item, word, given, note)
    assert stored(database, site, item).state == UNREVIEWED
    assert held(database, site, ada) == {}


def test_what_has_changed_since_it_was_read_is_not_judged(
    database: Database, site: Site, grace: UUID, item: UUID
) -> None:
    seen = stored(database, site, item).changed_at - timedelta(seconds=1)
    verdict = Verdict(RETURNED, {}, "x", seen)
    with pytest.raises(BadInput, match="in the meantime"), database.writing() as session:
        portfolio_reviews.review(session, site.id, grace, item, verdict, None)


def test_it_is_reviewed_once(database: Database, site: Site, grace: UUID, item: UUID) -> None:
    review(database, site, grace, item, RETURNED, {}, "x")
    with pytest.raises(BadInput, match="in the meantime"):
        review(database, site, grace, item, RETURNED, {}, "y")


def test_work_of_another_site_is_not_here(
    database: Database, elsewhere: Site, grace: UUID, item: UUID
) -> None:
    assert waiting(database, elsewhere, grace, None) == []
    with pytest.raises(NotFound):
        review(database, elsewhere, grace, item, RETURNED, {}, "x")


def test_the_oldest_come_first_and_not_all_at_once(
    database: Database,
    site: Site,
    ada: UUID,
    grace: UUID,
    item: UUID,
    skills: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portfolio_reviews, "MOST_LISTED", 2)
    more = [add(database, site, ada, Work(t, "", "x", {skills["SQL"]: 1.0})) for t in "ab"]
    assert waiting(database, site, grace, None) == [item, more[0]]
