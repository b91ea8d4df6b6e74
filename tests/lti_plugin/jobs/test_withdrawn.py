"""Completions that are taken back in Moodle (A17): marked, never deleted, and never too many."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from connectors.errors import Unreachable
from connectors.records import Completion as Told
from connectors.records import Enrolment, Rejected
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import achievements, evidence, freshness, learning
from lti_plugin.store import courses, participation
from lti_plugin.store.achievements import KEEP, REVOKE
from lti_plugin.store.base import now
from lti_plugin.store.jobs import Job
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import FILE, CourseSkill, Skill
from tests.support.achievements import finish, of_course, reload
from tests.support.awarded import holders, of_moodle, run
from tests.support.sources import MemoryConnector
from tests.support.told import lines

LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)
WHO, COURSE = "3", "7"


def read(tools: Tools, site: Site, **arguments: Any) -> Job:
    """Read what Moodle tells now."""
    return plans.run(tools, {"sync": sync.STAGES}, site.id, "sync", arguments)


@pytest.fixture
def moodle(tools: Tools, site: Site, source: MemoryConnector) -> MemoryConnector:
    """A source that has been read once: twenty people in a course, all of whom finished it."""
    source.all_participation = []
    for number in range(20):
        source.all_participation += [Enrolment(str(number), COURSE), done(str(number))]
    read(tools, site)
    return source


def done(who: str, at: datetime = LONG_AGO) -> Told:
    """Return a finished course as the source tells of it."""
    return Told(who, COURSE, at, "report")


def take_back(moodle: MemoryConnector, *who: str) -> None:
    """Let these people's completions be taken back; they stay in the course."""
    moodle.all_participation = [
        row
        for row in moodle.all_participation
        if not (isinstance(row, Told) and row.learner_id in who)
    ]


def taken_back(tools: Tools) -> int:
    """Return how many completions are marked."""
    with tools.database.reading() as session:
        query = select(func.count()).where(Completion.withdrawn_at.is_not(None))
        return session.scalar(query) or 0


def course_id(tools: Tools, site: Site) -> UUID:
    with tools.database.reading() as session:
        return courses.by_kind(session, site.id, courses.MOODLE)[COURSE]


@pytest.mark.parametrize("policy", [KEEP, REVOKE])
def test_a17_the_badge_follows_the_policy_of_its_achievement(
    tools: Tools, site: Site, moodle: MemoryConnector, policy: str
) -> None:
    made = of_course(tools.database, site.id, course_id(tools, site), when_undone=policy)
    moodle.all_participation += [Enrolment("20", COURSE), done("20", now())]
    moodle.all_learners = [
        replace(each, email=f"{each.id}@example.org") for each in moodle.all_learners
    ]
    read(tools, site)
    run(tools, site)
    ((badge, _),) = holders(tools, made)
    assert badge.revoked_at is None
    take_back(moodle, "20")
    assert read(tools, site).counts["completions_gone"] == 1
    run(tools, site)
    ((badge, holder),) = holders(tools, made)
    assert (badge.revoked_at is not None) is (policy == REVOKE)
    assert holder.person_id == of_moodle(tools, site, "20")


def test_what_is_finished_again_earns_another_badge(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    made = of_course(tools.database, site.id, course_id(tools, site), when_undone=REVOKE)
    moodle.all_participation.append(Enrolment("20", COURSE))
    moodle.all_learners = [replace(each, email="a@example.org") for each in moodle.all_learners]
    for round_ in (1, 2, 3):
        moodle.all_participation.append(done("20", now()))
        read(tools, site)
        assert run(tools, site).counts["badges_issued"] == 1
        assert run(tools, site).counts["badges_issued"] == 0
        take_back(moodle, "20")
        read(tools, site)
        run(tools, site)
        ends = [(holder.undone, badge.revoked_at is None) for badge, holder in holders(tools, made)]
        assert sorted(ends) == [(each + 1, False) for each in range(round_)]


def test_a17_what_was_taken_back_is_no_evidence_and_earns_nothing(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    course = course_id(tools, site)
    made = of_course(tools.database, site.id, course, active=False)
    with tools.database.writing() as session:
        skill = Skill(site_id=site.id, name="SQL")
        session.add(skill)
        session.flush()
        row = {"site_id": site.id, "course_id": course, "skill_id": skill.id}
        session.add(CourseSkill(**row, outcome=3.0, origin=FILE))
    person, other = (of_moodle(tools, site, each) for each in (WHO, "4"))

    def history() -> list[int]:
        with tools.database.reading() as session:
            row = session.get_one(Person, person)
            (asking,) = learning.asking_of(session, site.id, [row], now())
            learned = participation.all_finished(session, site.id)
            return [len(asking.history), len(learned), freshness.history(session, site.id)[0]]

    def counting() -> tuple[int, int]:
        with tools.database.reading() as session:
            said = evidence.of_people(session, site.id, [person, other], {})
            row = reload(session, made)
            rows = [len(said.get(each, ())) for each in (person, other)]
            assert rows[1] == 1
            return achievements.earned_already(session, row).people, rows[0]

    assert counting() == (20, 1)
    before = history()
    take_back(moodle, WHO)
    read(tools, site)
    assert taken_back(tools) == 1
    assert counting() == (19, 0)
    assert history() == [each - 1 for each in before]


def test_it_counts_again_as_soon_as_moodle_tells_of_it(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    before = list(moodle.all_participation)
    take_back(moodle, WHO)
    read(tools, site)
    moodle.all_participation = before
    assert read(tools, site).counts["completions_changed"] == 1
    assert taken_back(tools) == 0
    assert read(tools, site).counts["written"] == 0


def test_who_is_no_longer_in_the_course_keeps_the_completion(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    moodle.all_participation = [
        row for row in moodle.all_participation if getattr(row, "learner_id", "") != WHO
    ]
    read(tools, site)
    assert taken_back(tools) == 0


def test_more_than_a_tenth_waits_for_an_admin(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    take_back(moodle, "1", "2", "3")
    job = read(tools, site)
    assert job.counts["completions_to_confirm"] == 3
    assert "3 of 20 completions are no longer told of" in lines(job)[0]
    assert taken_back(tools) == 0
    assert read(tools, site, confirm_gone=True).counts["completions_gone"] == 3
    assert taken_back(tools) == 3


def test_the_latest_completion_alone_takes_no_earlier_one_back(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    take_back(moodle, WHO)
    moodle.all_participation.append(done(WHO, datetime(2026, 6, 1, tzinfo=UTC)))
    read(tools, site)
    assert taken_back(tools) == 0


def test_what_only_a_file_told_of_is_not_moodles_to_take_back(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    moodle.all_participation.append(Enrolment("21", COURSE))
    person = of_moodle(tools, site, "21")
    finish(tools.database, site.id, person, course_id(tools, site), completed_at=LONG_AGO)
    read(tools, site)
    read(tools, site)
    assert taken_back(tools) == 0


def test_whose_courses_could_not_be_read_keeps_what_was_finished(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    take_back(moodle, WHO)
    why = "“vielleicht” in the column Completed is not understood."
    moodle.all_participation.append(Rejected("report row 7", why, WHO))
    read(tools, site)
    assert taken_back(tools) == 0


def test_a_pass_that_breaks_off_takes_nothing_back(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    moodle.page_size, moodle.break_at = 10, "participation 2"
    with pytest.raises(Unreachable):
        read(tools, site)
    assert taken_back(tools) == 0
    read(tools, site)
    assert taken_back(tools) == 0


def test_another_sites_completions_are_left_alone(
    tools: Tools, site: Site, elsewhere: Site, moodle: MemoryConnector
) -> None:
    read(tools, elsewhere)
    take_back(moodle, WHO)
    read(tools, site)
    with tools.database.reading() as session:
        marked = session.scalars(
            select(Completion.site_id).where(Completion.withdrawn_at.is_not(None))
        ).all()
    assert marked == [site.id]
