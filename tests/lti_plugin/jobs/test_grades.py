"""Progress in the gradebook: sent when it differs, kept at once, of nobody who is gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from lti_plugin.errors import JobFailed
from lti_plugin.jobs import grades, plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services.gradebook import Mark
from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.lti import Deployment, Registration
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.people import Person
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.pathclass import PathClass
from tests.support.placed import column
from tests.support.told import lines


class Killed(BaseException):
    """What ends a process without a word."""


@pytest.fixture
def here(tools: Tools, site: Site) -> PathClass:
    """The class of these tests."""
    return PathClass(tools, site)


def test_everybodys_progress_is_sent_with_a_word(here: PathClass) -> None:
    here.start("102", "103")
    here.finish("103", "3")
    job = here.run()
    assert (job.status, job.counts["grades_sent"], lines(job)) == ("done", 2, [])
    (mark,) = (each for each in here.moodle.sent if each.user_id == "103")
    assert (mark.percent, mark.comment) == (33.33, "1 of 3 courses")
    assert (mark.line_item_url, mark.registration_id) == (column(1), here.link.registration_id)
    assert here.moodle.told() == [("102", 0.0), ("103", 33.33)]
    kept = here.grade("103")
    assert (kept.sent, kept.problem) == (33.33, None)
    assert kept.sent_at is not None


def test_only_what_has_changed_is_sent_again(here: PathClass) -> None:
    here.start("102", "103")
    here.run()
    here.moodle.told()
    assert here.run().counts["grades_sent"] == 0
    here.finish("102", "3")
    here.run()
    assert here.moodle.told() == [("102", 33.33)]


def test_a_path_that_has_come_to_its_end_is_finished_once(here: PathClass) -> None:
    here.start("102")
    here.finish("102", "3", "4", "5")
    assert here.run().counts["paths_finished"] == 1
    assert here.moodle.told() == [("102", 100.0)]
    with here.tools.database.reading() as session:
        at = session.query(Path).one().finished_at
    assert at is not None
    assert here.run().counts["paths_finished"] == 0


def test_finished_paths_are_found_block_by_block(
    here: PathClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grades, "BLOCK", 2)
    everybody = ("102", "103", "104", "105", "106")
    here.start(*everybody)
    for person in everybody:
        here.finish(person, "3", "4", "5")
    assert here.run().counts["paths_finished"] == 5


def test_a_course_taken_away_changes_what_is_held(here: PathClass) -> None:
    here.start("102")
    here.finish("102", "3")
    here.run()
    with here.tools.database.writing() as session:
        session.execute(
            update(Course).where(Course.id == here.small.courses["5"]).values(visible=False)
        )
    here.moodle.told()
    here.run()
    assert here.moodle.told() == [("102", 50.0)]


def test_where_nothing_is_offered_any_more_nothing_is_sent(here: PathClass) -> None:
    here.start("102")
    with here.tools.database.writing() as session:
        session.execute(update(Course).values(excluded=True))
    assert here.run().counts["grades_sent"] == 0


@pytest.mark.parametrize("table", [Registration, Deployment])
def test_by_what_is_switched_off_nothing_is_sent(here: PathClass, table: Any) -> None:
    here.start("102")
    with here.tools.database.writing() as session:
        session.execute(update(table).values(enabled=False))
    here.run()
    assert here.moodle.told() == []


def test_people_who_are_gone_or_erased_are_left_out(here: PathClass) -> None:
    here.start("102", "103", "104")
    with here.tools.database.writing() as session:
        session.get_one(Person, here.small.people["102"]).gone_at = now()
    here.erase("103")
    here.run()
    assert here.moodle.told() == [("104", 0.0)]


def test_of_somebody_erased_while_it_runs_nothing_is_sent_or_kept(here: PathClass) -> None:
    here.start("102", "103")
    here.moodle.before = lambda _mark: [here.erase(person) for person in ("102", "103")]
    assert here.run().status == "done"
    assert len(here.moodle.sent) == 1
    with here.tools.database.reading() as session:
        assert session.query(PathGrade).count() == 0


def test_what_a_column_was_sent_says_nothing_of_its_successor(here: PathClass) -> None:
    here.start("102")

    def renew(_mark: Mark) -> None:
        with here.tools.database.writing() as session:
            session.execute(update(ResourceLink).values(line_item_url=column(9)))

    here.moodle.before = renew
    here.run()
    assert here.grade("102").sent is None
    here.run()
    assert [mark.line_item_url for mark in here.moodle.sent] == [column(1), column(9)]


def test_a_run_that_was_killed_goes_on_with_what_is_missing(here: PathClass) -> None:
    here.start("102", "103", "104")

    def kill(_mark: Mark) -> None:
        if len(here.moodle.sent) == 2:
            raise Killed

    here.moodle.before = kill
    with here.tools.database.writing() as session:
        job_id: UUID = jobs.enqueue(session, here.site.id, GRADES).id
    assert plans.claim(here.tools, job_id) == GRADES
    send = grades.stages(here.moodle.opened)[1].run
    with pytest.raises(Killed):
        send(here.tools, job_id, None)
    here.moodle.before = lambda _mark: None
    assert send(here.tools, job_id, None) is None
    assert here.moodle.told() == [("102", 0.0), ("103", 0.0), ("104", 0.0)]
    with here.tools.database.reading() as session:
        assert jobs.get(session, job_id).counts["grades_sent"] == 3


def test_a_cancelled_run_stops_after_the_present_one(here: PathClass) -> None:
    here.start("102", "103", "104")

    def cancel(_mark: Mark) -> None:
        with here.tools.database.writing() as session:
            job = jobs.unfinished(session, here.site.id, GRADES)
            if job is not None:
                jobs.cancel(session, here.site.id, job.id)

    here.moodle.before = cancel
    with pytest.raises(JobFailed):
        here.run()
    assert len(here.moodle.sent) == 1


def test_a_site_without_paths_opens_no_way_to_moodle(here: PathClass) -> None:
    def fail(*_: Any) -> Any:
        raise AssertionError("nothing is to be sent")

    job = plans.run(here.tools, {GRADES: grades.stages(fail)}, here.site.id, GRADES)
    assert job.counts["grades_sent"] == 0
