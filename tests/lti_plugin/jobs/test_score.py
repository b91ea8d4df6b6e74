"""The lists that are kept for everybody serve each person's own gap, as their page does."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.jobs import plans, score
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import picks, recommendations
from lti_plugin.services.picks import Said
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import jobs
from lti_plugin.store.jobs import Job
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.sites import Site
from recommender.skills.roles import STABLE
from tests.support.catalogue import Small, small_site
from tests.support.workforce import HEAD, Workforce

ROLES = f"{HEAD},family\nAnalyst,SQL,4,1,Data\nNegotiator,Negotiation,4,1,Sales\n"


@pytest.fixture
def small(tools: Tools, site: Site) -> Small:
    return small_site(tools.database, site, finishers=3)


@pytest.fixture
def acme(tools: Tools, site: Site, small: Small, tmp_path: Path) -> Workforce:
    """A site with two roles and a model that is in use."""
    found = Workforce(tools.database, site)
    found.reads(tmp_path / "roles", ROLES)
    found.signs("Analyst", STABLE)
    with tools.database.writing() as session:
        session.add(ModelRun(site_id=site.id, basis="features", promoted=True, metrics={}))
    return found


def scored(tools: Tools, site: Site) -> Job:
    return plans.run(tools, {"score": score.STAGES}, site.id, "score")


def lists(tools: Tools) -> dict[UUID, list[UUID]]:
    with tools.database.reading() as session:
        rows = session.scalars(select(Scored).order_by(Scored.person_id, Scored.rank)).all()
    return {
        who: [row.course_id for row in rows if row.person_id == who]
        for who in {row.person_id for row in rows}
    }


def test_two_people_of_one_role_with_other_aims_get_other_lists(
    tools: Tools, site: Site, small: Small, acme: Workforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score, "AT_ONCE", 2)
    stays, turns = small.people["102"], small.people["103"]
    acme.aims(turns, "Negotiator")
    assert scored(tools, site).counts["people_scored"] == 4
    found = lists(tools)
    assert found[stays][0] == small.courses["3"]
    assert found[turns][0] == small.courses["5"]


def test_what_is_kept_is_what_the_page_shows(
    tools: Tools, site: Site, small: Small, acme: Workforce
) -> None:
    acme.aims(small.people["100"], "Negotiator")
    acme.rates(small.people["101"], {"SQL": 2})
    scored(tools, site)
    kept = lists(tools)
    shelf = Shelf(tools.settings.models_dir)
    with tools.database.reading() as session:
        for person in small.people.values():
            shown = recommendations.for_person(session, shelf, site.id, person)
            assert kept[person] == [course.id for _, course in shown.items]


def test_a_pin_stands_first_in_the_kept_lists_of_its_audience(
    tools: Tools, site: Site, small: Small, acme: Workforce
) -> None:
    pin = Said("pin", "people", people=["102"])
    with tools.database.writing() as session:
        picks.add(session, site.id, small.courses["4"], pin, "an admin")
    scored(tools, site)
    found = lists(tools)
    assert found[small.people["102"]][0] == small.courses["4"]
    assert found[small.people["103"]][0] != small.courses["4"]


@pytest.fixture
def _in_small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rank one person at a time, and two in a durable block."""
    monkeypatch.setattr(score, "AT_ONCE", 1)
    monkeypatch.setattr(score, "BLOCK", 2)


@pytest.mark.usefixtures("acme", "_in_small_blocks")
def test_a_durable_block_is_ranked_in_smaller_parts_that_are_kept_one_by_one(
    tools: Tools, site: Site
) -> None:
    with tools.database.writing() as session:
        job = jobs.enqueue(session, site.id, "score")
    kept, cursor = [], score.score(tools, job.id, None)
    while cursor is not None:
        kept.append(len(lists(tools)))
        cursor = score.score(tools, job.id, cursor)
    assert kept == [2, 4]
    with tools.database.reading() as session:
        found = jobs.get(session, job.id)
    assert (found.done, found.total, found.cursor) == (4, 4, None)


@pytest.mark.usefixtures("acme", "_in_small_blocks")
@pytest.mark.parametrize("trained_anew", [False, True])
def test_a_block_that_was_broken_off_goes_on_where_it_was_unless_there_is_a_new_model(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch, trained_anew: bool
) -> None:
    with tools.database.writing() as session:
        job = jobs.enqueue(session, site.id, "score")
    rank, asked = score.recommend_block, []

    def breaking(*arguments: Any) -> Any:
        asked.append(arguments)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return rank(*arguments)

    monkeypatch.setattr(score, "recommend_block", breaking)
    with pytest.raises(KeyboardInterrupt):
        score.score(tools, job.id, None)
    assert len(lists(tools)) == 1
    if trained_anew:
        with tools.database.writing() as session:
            session.add(ModelRun(site_id=site.id, basis="features", promoted=True, metrics={}))
    cursor = score.score(tools, job.id, None)
    while cursor is not None:
        cursor = score.score(tools, job.id, cursor)
    assert len(asked) == 2 + (4 if trained_anew else 3)
    with tools.database.reading() as session:
        found = jobs.get(session, job.id)
    assert (found.done, found.counts["people_scored"], len(lists(tools))) == (4, 4, 4)


def test_a_new_self_rating_changes_the_list_at_the_next_run(
    tools: Tools, site: Site, small: Small, acme: Workforce
) -> None:
    person = small.people["100"]
    scored(tools, site)
    assert small.courses["3"] in lists(tools)[person]
    acme.rates(person, {"SQL": 0})
    scored(tools, site)
    assert small.courses["3"] not in lists(tools)[person]
