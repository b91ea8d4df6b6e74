"""What a sync writes, what it leaves alone, and what it never marks by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from connectors.records import Completion as CompletionRecord
from connectors.records import Course as CourseRecord
from connectors.records import Enrolment as EnrolmentRecord
from connectors.records import Learner, Notice, Rejected, SkillLink
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Progress, Tools
from lti_plugin.services import privacy
from lti_plugin.store import Base, courses, jobs, people, sites, skills
from lti_plugin.store.courses import Category, Course
from lti_plugin.store.jobs import Job, Seen
from lti_plugin.store.notices import NOTHING_NEW, TEXTS
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.sources import MemoryConnector
from tests.support.told import lines

PLANS = {"sync": sync.STAGES}
NOT_DOMAIN = {"jobs", "seen", "sites"}


def run(tools: Tools, site: Site, **arguments: Any) -> Job:
    return plans.run(tools, PLANS, site.id, "sync", arguments)


def rows(tools: Tools, table: type[Any], *where: Any) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def snapshot(tools: Tools) -> dict[str, list[Any]]:
    """Return every row of every domain table."""
    with tools.database.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in NOT_DOMAIN
        }


def test_a_first_sync_writes_everything(tools: Tools, site: Site) -> None:
    job = run(tools, site)
    assert (job.status, job.error) == ("done", None)
    assert rows(tools, Category) == 2
    assert rows(tools, Course) == job.counts["courses_added"] == 20
    assert rows(tools, Person) == job.counts["people_added"] == 25
    assert rows(tools, Enrolment) == job.counts["enrolments_added"] == 75
    assert rows(tools, Completion) == job.counts["completions_added"] == 50
    with tools.database.reading() as session:
        assert sites.get(session, site.id).synced_at is not None
        assert jobs.unfinished(session, site.id, "train") is not None
    assert rows(tools, Seen) == 0


def test_a_second_sync_of_an_unchanged_site_writes_nothing_and_says_so(
    tools: Tools, site: Site
) -> None:
    run(tools, site)
    before = snapshot(tools)
    job = run(tools, site)
    assert snapshot(tools) == before
    assert job.counts["written"] == 0
    assert job.counts["enrolments_same"] == 75
    assert TEXTS[NOTHING_NEW] in lines(job)


def test_changes_are_written_and_counted(tools: Tools, site: Site, source: MemoryConnector) -> None:
    run(tools, site)
    source.all_courses[0] = CourseRecord("0", "A better title", short_name="C0", category_id="1")
    source.all_learners[3] = Learner("3", "Person 3", username="u3", role="Manager")
    source.all_participation.append(EnrolmentRecord("0", "9"))
    job = run(tools, site)
    assert job.counts["written"] == 3
    assert {name for name, n in job.counts.items() if name.endswith("_changed") and n} == {
        "courses_changed",
        "people_changed",
    }
    assert TEXTS[NOTHING_NEW] not in lines(job)


def test_skills_and_prerequisites_follow_the_courses(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.all_courses[1] = CourseRecord(
        "1",
        "Course 1",
        short_name="C1",
        skills=(SkillLink("French", 2.0, 1.0),),
        prerequisites=("C0", "2", "C1", "nowhere"),
    )
    job = run(tools, site)
    with tools.database.reading() as session:
        by_id = courses.by_kind(session, site.id, courses.MOODLE)
        assert skills.names_by_course(session, site.id) == {by_id["1"]: ["French"]}
        needed = courses.prerequisites(session, site.id)
        assert {key: set(each) for key, each in needed.items()} == {
            by_id["1"]: {by_id["0"], by_id["2"]}
        }
    assert lines(job) == ["The prerequisite “nowhere” is not a course here."]


def test_a_bad_row_is_reported_and_skipped(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.all_learners.insert(2, Rejected("person 99", "has no name"))
    source.all_courses.append(Notice("catalogue", "competencies are switched off"))
    job = run(tools, site)
    assert job.status == "done"
    assert job.counts["rejected"] == 1
    assert set(lines(job)) == {
        "person 99: has no name",
        "catalogue: competencies are switched off",
        "Some people could not be read, so none was marked gone this time.",
    }
    assert rows(tools, Person) == 25


def test_rows_of_unknown_people_are_left_out_and_counted(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.all_participation.append(EnrolmentRecord("stranger", "1"))
    job = run(tools, site)
    assert job.counts["unmatched"] == 1
    assert lines(job) == ["1 rows of people or courses not known here were left out."]
    assert "stranger" not in str(lines(job))


def test_an_erased_person_does_not_come_back(tools: Tools, site: Site) -> None:
    run(tools, site)
    with tools.database.writing() as session:
        person = people.find(session, site.id, "moodle_id:4")
        privacy.erase(session, tools.vault, site.id, person.id, "test")
    job = run(tools, site)
    assert rows(tools, Person) == 24
    assert job.counts["people_erased"] == 1
    assert rows(tools, Enrolment) == 72
    assert "Person 4" not in str(lines(job))


def test_a_course_and_a_person_no_longer_listed_are_marked_gone_and_come_back(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    course, person = source.all_courses.pop(), source.all_learners.pop()
    job = run(tools, site)
    assert (job.counts["courses_gone"], job.counts["people_gone"]) == (1, 1)
    assert rows(tools, Course, Course.gone_at.is_not(None)) == 1
    assert rows(tools, Person, Person.gone_at.is_not(None)) == 1
    source.all_courses.append(course)
    source.all_learners.append(person)
    run(tools, site)
    assert rows(tools, Course, Course.gone_at.is_not(None)) == 0
    assert rows(tools, Person, Person.gone_at.is_not(None)) == 0


def test_more_than_a_tenth_is_only_marked_gone_when_confirmed(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    del source.all_courses[-3:]
    source.all_learners.clear()
    job = run(tools, site)
    assert job.status == "done"
    assert "3 of 20 courses are no longer listed; confirm to mark them gone." in lines(job)
    assert "25 of 25 people are no longer listed; confirm to mark them gone." in lines(job)
    assert rows(tools, Course, Course.gone_at.is_not(None)) == 0
    assert rows(tools, Person, Person.gone_at.is_not(None)) == 0
    confirmed = run(tools, site, confirm_gone=True)
    assert (confirmed.counts["courses_gone"], confirmed.counts["people_gone"]) == (3, 25)


def test_exactly_a_tenth_needs_no_confirmation(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    del source.all_courses[-2:]
    assert run(tools, site).counts["courses_gone"] == 2


def test_a_course_that_another_source_brought_is_never_marked_gone(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    with tools.database.writing() as session:
        courses.upsert(session, site.id, [CourseRecord("book", "A book")], courses.FILE)
    job = run(tools, site)
    assert "courses_gone" not in job.counts


def test_an_enrolment_that_ends_is_kept_inactive_and_its_completion_stays(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    source.all_participation = [
        row for row in source.all_participation if (row.learner_id, row.course_id) != ("0", "0")
    ]
    job = run(tools, site)
    assert job.counts["enrolments_gone"] == 1
    assert rows(tools, Enrolment, Enrolment.active.is_(False)) == 1
    assert rows(tools, Completion) == 50


def test_the_same_report_with_other_dates_keeps_both_certifications(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    old = next(row for row in source.all_participation if isinstance(row, CompletionRecord))
    assert old.completed_at is not None
    place = source.all_participation.index(old)
    source.all_participation[place] = replace(
        old, completed_at=old.completed_at + timedelta(days=365)
    )
    job = run(tools, site)
    assert job.counts["completions_added"] == 1
    assert rows(tools, Completion) == 51


def test_progress_is_shown_batch_by_batch(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.page_size = 10
    seen: list[Progress] = []
    run(replace(tools, show=seen.append), site)
    stages = list(dict.fromkeys(each.stage for each in seen))
    assert stages == ["catalogue", "people", "participation", "ratings", "finish"]
    assert [each.done for each in seen if each.stage == "people"] == [0, 10, 20, 25, 25]


def test_a_site_of_another_moodle_is_untouched(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    with tools.database.writing() as session:
        other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC")
        session.add(other)
    run(tools, site)
    run(tools, other)
    source.all_courses.pop()
    run(tools, site)
    assert rows(tools, Course, Course.site_id == other.id) == 20
    assert rows(tools, Course, Course.site_id == other.id, Course.gone_at.is_not(None)) == 0


def test_a_job_of_nowhere_cannot_be_claimed(tools: Tools) -> None:
    assert plans.claim(tools, UUID(int=1)) is None
