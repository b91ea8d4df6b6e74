"""The job that finds cohorts: who is in one, what is never looked at, and that it is kept."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lti_plugin.jobs import cohorts as job
from lti_plugin.jobs import plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import choices, consents
from lti_plugin.services.cohorts import Cohorts
from lti_plugin.store.choices import COHORTS
from lti_plugin.store.cohorts import CohortMember, CohortStep
from lti_plugin.store.consents import TEACHERS
from lti_plugin.store.courses import Course, Prerequisite
from lti_plugin.store.jobs import Job
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.evidence import SELF
from tests.support.catalogue import Small
from tests.support.cohorts import assess, lacking, of_course


@pytest.fixture
def small(tools: Tools, site: Site, tmp_path: Path) -> Small:
    return lacking(tools.database, site, tmp_path)


def found(tools: Tools, site: Site, course: UUID) -> Cohorts:
    """Run the job, and return the cohorts of a course."""
    plans.run(tools, {"cohorts": job.STAGES}, site.id, "cohorts")
    return of_course(tools.database, course)


def inside(tools: Tools) -> set[UUID]:
    with tools.database.reading() as session:
        return set(session.scalars(select(CohortMember.person_id)))


def test_people_who_lack_the_same_skill_are_a_cohort_for_the_course_that_closes_it(
    tools: Tools, site: Site, small: Small
) -> None:
    here = found(tools, site, small.courses["3"]).here
    assert [(each.skill, each.size) for each in here] == [("SQL", 6)]
    cohort = here[0].cohort
    # The role and what they finished speak a little for the level as well.
    assert cohort.level == pytest.approx(2.34, abs=0.01)
    assert (cohort.required, cohort.departments) == (4.0, 1)
    assert 0 < cohort.coverage < cohort.coverage + cohort.gain <= 1
    assert len(cohort.sessions) == 8
    assert inside(tools) == set(small.people.values()) - {small.people["100"]}


def test_finishers_are_a_cohort_for_what_comes_next(tools: Tools, site: Site, small: Small) -> None:
    following = found(tools, site, small.courses["2"]).following
    assert [(each.course.title, each.size) for each in following] == [("SQL: Practitioner", 6)]
    assert following[0].after is not None


def test_who_is_ready_is_counted_by_month_and_the_rest_waits(
    tools: Tools, site: Site, small: Small
) -> None:
    view = found(tools, site, small.courses["2"])
    assert (sum(view.ready.values()), view.waiting, list(view.here)) == (1, 1, [])


def test_self_ratings_count_for_those_who_agreed_to_it(
    tools: Tools, site: Site, small: Small
) -> None:
    quiet = small.people["103"]
    for person in small.people.values():
        assess(tools.database, site, person, 4.9, SELF)
    with tools.database.writing() as session:
        session.execute(update(Person).where(Person.id == quiet).values(role="Negotiator"))
    found(tools, site, small.courses["3"])
    before = levels(tools)
    with tools.database.writing() as session:
        consents.give(session, site.id, small.people["104"], TEACHERS)
    found(tools, site, small.courses["3"])
    after = levels(tools)
    changed = {who for who in before if before[who] != after.get(who)}
    assert changed == {small.people["104"]}
    assert max(before.values()) == pytest.approx(2.34, abs=0.01)


def levels(tools: Tools) -> dict[UUID, float]:
    """Return the level that each person's first step begins at."""
    with tools.database.reading() as session:
        rows = session.scalars(select(CohortStep).where(CohortStep.place == 0))
        return {row.person_id: row.lacks[0][1] for row in rows}


def test_who_opts_out_is_in_no_cohort_from_that_moment_on(
    tools: Tools, site: Site, small: Small
) -> None:
    found(tools, site, small.courses["3"])
    with tools.database.writing() as session:
        choices.opt_out(session, site.id, small.people["101"], COHORTS)
    assert small.people["101"] not in inside(tools)
    found(tools, site, small.courses["3"])
    assert small.people["101"] not in inside(tools)


def test_who_may_not_begin_yet_is_in_no_cohort(tools: Tools, site: Site, small: Small) -> None:
    with tools.database.writing() as session:
        session.add(
            Prerequisite(
                site_id=site.id,
                course_id=small.courses["3"],
                requires_id=small.courses["4"],
            )
        )
    assert list(found(tools, site, small.courses["3"]).here) == []


def test_done_again_it_keeps_the_same_and_drops_what_is_no_longer_so(
    tools: Tools, site: Site, small: Small
) -> None:
    first = found(tools, site, small.courses["3"])
    assert [each.size for each in found(tools, site, small.courses["3"]).here] == [
        each.size for each in first.here
    ]
    with tools.database.writing() as session:
        session.execute(update(Course).values(visible=False))
    view = found(tools, site, small.courses["3"])
    assert (list(view.here), view.ready) == ([], {})


def test_the_job_tells_what_it_did(tools: Tools, site: Site, small: Small) -> None:
    assert small.courses
    done: Job = plans.run(tools, {"cohorts": job.STAGES}, site.id, "cohorts")
    assert (done.counts["cohorts"], done.done) == (2, done.total)
