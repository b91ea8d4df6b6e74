"""How people are rated in Moodle becomes evidence, and goes when the rating goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from connectors.errors import BadReport, Unreachable
from connectors.records import Competency, Notice, Rejected
from connectors.records import CompetencyRating as Rating
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Source, Tools
from lti_plugin.services import evidence
from lti_plugin.store import competencies, people, sites
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import Job
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from recommender.skills.evidence import SELF
from tests.lti_plugin.jobs.test_sync import PLANS, snapshot
from tests.support.sources import RatingConnector, school
from tests.support.told import lines

COMPETENT, NOT_YET = "Competent", "Not yet competent"
FIRST = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = datetime(2026, 5, 4, 8, tzinfo=UTC)


@pytest.fixture
def source() -> RatingConnector:
    """A small site with two competencies, in which three people are rated."""
    return RatingConnector(
        **vars(school(people=6)),
        all_competencies=[
            Competency("1", "French", "Languages", "LANG", "L1", scale_id="2"),
            Competency("2", "Spanish", "Languages", "LANG", "L2", scale_id="2"),
        ],
        all_ratings=[
            Rating("0", "1", COMPETENT, True),
            Rating("1", "1", NOT_YET, False),
            Rating("2", "2", COMPETENT, True),
        ],
    )


def run(tools: Tools, site: Site, **arguments: Any) -> Job:
    return plans.run(tools, PLANS, site.id, "sync", arguments)


def held(tools: Tools) -> set[tuple[str, str, float, str, str]]:
    """Return every rating that is evidence: who, skill, level, day, word."""
    query = (
        select(Person.name, Skill.name, EvidenceRow.level, EvidenceRow.on, EvidenceRow.note)
        .join(Person, Person.id == EvidenceRow.person_id)
        .join(Skill, Skill.id == EvidenceRow.skill_id)
        .where(EvidenceRow.source == "rating", EvidenceRow.first_seen)
    )
    with tools.database.reading() as session:
        return {
            (who, skill, level, str(on), word)
            for who, skill, level, on, word in session.execute(query)
        }


def test_ratings_are_evidence_from_the_day_they_were_first_seen(tools: Tools, site: Site) -> None:
    with time_machine.travel(FIRST, tick=False):
        job = run(tools, site)
    assert job.counts["ratings_added"] == 3
    assert held(tools) == {
        ("Person 0", "French", 3.0, "2026-03-02", COMPETENT),
        ("Person 1", "French", 1.0, "2026-03-02", NOT_YET),
        ("Person 2", "Spanish", 3.0, "2026-03-02", COMPETENT),
    }
    assert any("“Competent” of scale 2 counts as level 3" in each for each in lines(job))


def test_they_count_as_ratings_by_a_teacher_do(tools: Tools, site: Site) -> None:
    run(tools, site)
    with tools.database.reading() as session:
        (row,) = session.scalars(select(EvidenceRow).where(EvidenceRow.level == 1.0))
        (said,) = evidence.of_people(session, site.id, [row.person_id], {})[row.person_id]
        assert (said.skill, said.source, said.first_seen) == ("French", "rating", True)


def test_a_second_sync_writes_nothing(tools: Tools, site: Site) -> None:
    run(tools, site)
    before = snapshot(tools)
    job = run(tools, site)
    assert snapshot(tools) == before
    assert (job.counts["ratings_same"], job.counts["written"]) == (3, 0)


def test_a_rating_that_changed_is_from_the_day_of_the_change(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    with time_machine.travel(FIRST, tick=False):
        run(tools, site)
    source.all_ratings[1] = Rating("1", "1", COMPETENT, True)
    with time_machine.travel(LATER, tick=False):
        job = run(tools, site)
    assert job.counts["ratings_changed"] == 1
    assert ("Person 1", "French", 3.0, "2026-05-04", COMPETENT) in held(tools)
    assert ("Person 0", "French", 3.0, "2026-03-02", COMPETENT) in held(tools)


def test_a_word_that_means_something_else_now_keeps_its_day(tools: Tools, site: Site) -> None:
    with time_machine.travel(FIRST, tick=False):
        run(tools, site)
    with tools.database.writing() as session:
        row = sites.get(session, site.id)
        row.fields = {**row.fields, "scales": {"2": {COMPETENT: 4.0, NOT_YET: 1.0}}}
    with time_machine.travel(LATER, tick=False):
        job = run(tools, site)
    assert job.counts["ratings_changed"] == 2
    assert ("Person 0", "French", 4.0, "2026-03-02", COMPETENT) in held(tools)


def test_a_rating_that_is_gone_is_withdrawn_and_nothing_else_is(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    run(tools, site)
    with tools.database.writing() as session:
        person_id = people.by_kind(session, site.id, people.MOODLE)["0"]
        skill_id = session.scalars(select(Skill.id).where(Skill.name == "French")).one()
        evidence.rate_oneself(session, site.id, person_id, {skill_id: 2.0})
    del source.all_ratings[0]
    job = run(tools, site)
    assert job.counts["ratings_gone"] == 1
    assert {who for who, *_ in held(tools)} == {"Person 1", "Person 2"}
    with tools.database.reading() as session:
        assert (
            len(session.scalars(select(EvidenceRow).where(EvidenceRow.source == SELF)).all()) == 1
        )


def test_a_report_that_lost_most_of_its_rows_withdraws_nothing_by_itself(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    source.all_learners = school().all_learners
    source.all_ratings = [Rating(str(n), "1", COMPETENT, True) for n in range(20)]
    run(tools, site)
    source.all_ratings = source.all_ratings[:5]
    job = run(tools, site)
    assert (job.counts["ratings_to_confirm"], len(held(tools))) == (15, 20)
    assert any("confirm to withdraw" in each for each in lines(job))
    run(tools, site, confirm_gone=True)
    assert len(held(tools)) == 5


def test_a_site_that_no_longer_has_the_report_has_no_ratings(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    run(tools, site)
    source.rates = False
    assert run(tools, site).counts["ratings_gone"] == 3
    assert held(tools) == set()


@pytest.mark.parametrize(
    "trouble", [BadReport("The report lacks the column Rating."), Unreachable("It is away.")]
)
def test_what_hinders_is_noted_and_the_sync_goes_on(
    tools: Tools, site: Site, source: RatingConnector, trouble: Any
) -> None:
    run(tools, site)
    source.trouble = trouble
    job = run(tools, site)
    assert job.status == "done"
    assert any(each.startswith(f"Ratings were not read: {trouble}") for each in lines(job))
    assert job.counts["ratings_not_read"] == 1
    assert len(held(tools)) == 3
    with tools.database.reading() as session:
        assert sites.get(session, site.id).synced_at is not None


def test_a_pass_that_breaks_half_way_withdraws_nothing(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    run(tools, site)
    source.page_size, source.break_at = 1, "ratings 1"
    del source.all_ratings[2]
    run(tools, site)
    assert len(held(tools)) == 3
    assert run(tools, site).counts["ratings_gone"] == 1


def test_people_and_competencies_that_are_not_known_here_are_counted(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    source.all_ratings += [
        Rating("999", "1", COMPETENT, True),
        Rating("0", "999", COMPETENT, True),
        Rejected("ratings report row 6", "The person “x” is not known."),
    ]
    job = run(tools, site)
    assert (job.counts["ratings_unmatched"], job.counts["ratings_rejected"]) == (2, 1)
    assert "ratings report row 6: The person “x” is not known." in lines(job)
    assert len(held(tools)) == 3


def test_a_word_that_says_nothing_is_told_and_is_no_evidence(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    source.all_ratings = [Rating("0", "1", "Mostly connected", None)]
    job = run(tools, site)
    assert "The rating “Mostly connected” has no level yet." in lines(job)
    assert held(tools) == set()


def test_two_competencies_of_one_skill_are_two_rows(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    source.all_competencies.append(Competency("8", "French", "Others", "O", "L1", scale_id="3"))
    source.all_ratings.append(Rating("0", "8", "Expert", True))
    run(tools, site)
    assert {(skill, level) for who, skill, level, *_ in held(tools) if who == "Person 0"} == {
        ("French", 3.0),
        ("French", 5.0),
    }


def test_a_competency_that_could_not_be_read_makes_no_other_forgotten(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    run(tools, site)
    source.all_competencies = [Notice("competencies", "They are left out.")]
    job = run(tools, site)
    assert "competencies: They are left out." in lines(job)
    with tools.database.reading() as session:
        assert len(competencies.of_site(session, site.id)) == 2
    assert len(held(tools)) == 3


def test_a_sync_that_is_past_the_ratings_does_not_read_them_again(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    opened: list[str] = []

    @contextmanager
    def counting(here: Site) -> Iterator[Source]:
        opened.append(here.slug)
        with source.opened(here) as found:
            yield found

    own = replace(tools, open_source=counting)
    job = run(own, site)
    with tools.database.writing() as session:
        again = session.get(Job, job.id)
        assert again is not None
        again.status = "running"
    number = len(opened)
    sync.ratings(own, job.id, None)
    assert len(opened) == number
