"""Progress in the gradebook: sent when it differs, kept at once; no refusal ends a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from lti_plugin.errors import JobFailed
from lti_plugin.jobs import grades, plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import gradebook, paths, privacy
from lti_plugin.services.gradebook import Answer, Mark, Outcome
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import jobs, people
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import GRADES, Job
from lti_plugin.store.lti import Deployment, Registration
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.people import Person
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.placed import activity, column, finished
from tests.support.platform import Platform

ROLE = "Data Analyst"
TAKEN = Answer(Outcome.TAKEN)
NOT_GRADED = Answer(Outcome.NOT_GRADED, gradebook.NOT_GRADED)
DOWN = Answer(Outcome.PLATFORM, "Moodle cannot be reached right now.")


class Killed(BaseException):
    """What ends a process without a word."""


class Moodle:
    """Keeps what it is sent; ``answers`` are given by person, or by all of a column."""

    def __init__(self) -> None:
        self.sent: list[Mark] = []
        self.answers: dict[str, Answer] = {}
        self.before: Callable[[Mark], object] = lambda _mark: None

    @contextmanager
    def opened(self, *_: Any) -> Iterator[gradebook.Send]:
        """Give what sends marks here."""
        yield self.take

    def take(self, mark: Mark) -> Answer:
        """Keep a mark and answer."""
        self.before(mark)
        self.sent.append(mark)
        by_column = self.answers.get(mark.line_item_url, TAKEN)
        return self.answers.get(mark.user_id, by_column)

    def told(self) -> list[tuple[str, float]]:
        """Return whose progress arrived, in the order of people; forget it."""
        told = sorted((mark.user_id, mark.percent) for mark in self.sent)
        self.sent.clear()
        return told


class Class:
    """A course's activity with a grade column, and people who start the path in it."""

    def __init__(self, tools: Tools, site: Site) -> None:
        self.tools, self.site, self.moodle = tools, site, Moodle()
        self.small: Small = small_site(tools.database, site)
        self.link = activity(tools.database, site, "1", column(1))

    def start(self, *who: str, link: ResourceLink | None = None) -> None:
        shelf = Shelf(self.tools.settings.models_dir)
        with self.tools.database.writing() as session:
            for each in who:
                person = self.small.people[each]
                place = (session, shelf, self.site.id, person, ROLE)
                assert paths.start(*place, link=link or self.link) is not None

    def finish(self, person: str, *courses: str) -> None:
        ids = [self.small.courses[each] for each in courses]
        finished(self.tools.database, self.site, self.small.people[person], *ids)

    def erase(self, person: str) -> None:
        with self.tools.database.writing() as session:
            one = self.small.people[person]
            if people.still_here(session, self.site.id, [one]):
                privacy.erase(session, self.tools.vault, self.site.id, one, "tests")

    def run(self) -> Job:
        stages = grades.stages(self.moodle.opened)
        return plans.run(self.tools, {GRADES: stages}, self.site.id, GRADES)

    def grade(self, person: str, link: ResourceLink | None = None) -> PathGrade:
        with self.tools.database.reading() as session:
            return (
                session.query(PathGrade)
                .filter_by(
                    person_id=self.small.people[person],
                    resource_link_id=(link or self.link).id,
                )
                .one()
            )


@pytest.fixture
def here(tools: Tools, site: Site) -> Class:
    """The class of these tests."""
    return Class(tools, site)


def test_everybodys_progress_is_sent_with_a_word(here: Class) -> None:
    here.start("102", "103")
    here.finish("103", "3")
    job = here.run()
    assert (job.status, job.counts["grades_sent"], job.notices) == ("done", 2, [])
    (mark,) = (each for each in here.moodle.sent if each.user_id == "103")
    assert (mark.percent, mark.comment) == (33.33, "1 of 3 courses")
    assert (mark.line_item_url, mark.registration_id) == (column(1), here.link.registration_id)
    assert here.moodle.told() == [("102", 0.0), ("103", 33.33)]
    kept = here.grade("103")
    assert (kept.sent, kept.problem) == (33.33, None)
    assert kept.sent_at is not None


def test_only_what_has_changed_is_sent_again(here: Class) -> None:
    here.start("102", "103")
    here.run()
    here.moodle.told()
    assert here.run().counts["grades_sent"] == 0
    here.finish("102", "3")
    here.run()
    assert here.moodle.told() == [("102", 33.33)]


def test_a_path_that_has_come_to_its_end_is_finished_once(here: Class) -> None:
    here.start("102")
    here.finish("102", "3", "4", "5")
    assert here.run().counts["paths_finished"] == 1
    assert here.moodle.told() == [("102", 100.0)]
    with here.tools.database.reading() as session:
        at = session.query(Path).one().finished_at
    assert at is not None
    assert here.run().counts["paths_finished"] == 0


def test_finished_paths_are_found_block_by_block(
    here: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grades, "BLOCK", 2)
    everybody = ("102", "103", "104", "105", "106")
    here.start(*everybody)
    for person in everybody:
        here.finish(person, "3", "4", "5")
    assert here.run().counts["paths_finished"] == 5


def test_a_course_taken_away_changes_what_is_held(here: Class) -> None:
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


def test_where_nothing_is_offered_any_more_nothing_is_sent(here: Class) -> None:
    here.start("102")
    with here.tools.database.writing() as session:
        session.execute(update(Course).values(excluded=True))
    assert here.run().counts["grades_sent"] == 0


def test_who_has_no_grades_there_is_tried_again_only_after_a_change(here: Class) -> None:
    here.start("102", "103")
    here.moodle.answers["102"] = NOT_GRADED
    job = here.run()
    assert (job.status, job.counts["grades_sent"], job.counts["grades_refused"]) == ("done", 1, 1)
    assert here.grade("102").problem == gradebook.NOT_GRADED
    here.moodle.told()
    here.run()
    assert here.moodle.told() == []
    here.finish("102", "3")
    here.moodle.answers.clear()
    here.run()
    assert here.moodle.told() == [("102", 33.33)]
    assert here.grade("102").problem is None


def test_a_later_grade_is_no_error_and_is_tried_again(here: Class) -> None:
    here.start("102", "103")
    here.moodle.answers["102"] = Answer(Outcome.LATER_THERE, gradebook.LATER_THERE)
    assert here.run().status == "done"
    assert here.grade("102").problem == gradebook.LATER_THERE
    assert here.moodle.told() == [("102", 0.0), ("103", 0.0)]
    here.moodle.answers.clear()
    here.run()
    assert here.moodle.told() == [("102", 0.0)]


def test_an_outage_ends_with_a_notice_and_the_next_run_makes_up_for_it(here: Class) -> None:
    here.start("102", "103", "104")
    here.moodle.answers[column(1)] = DOWN
    job = here.run()
    assert (job.status, job.error, len(here.moodle.sent)) == ("done", None, 1)
    assert job.notices == [f"{DOWN.problem} What is missing is sent after the next update."]
    here.moodle.answers.clear()
    here.moodle.told()
    here.run()
    assert here.moodle.told() == [("102", 0.0), ("103", 0.0), ("104", 0.0)]


def test_one_persons_error_keeps_nobody_else_back(here: Class) -> None:
    here.start("102", "103", "104")
    here.moodle.answers["103"] = Answer(Outcome.FAILED, "Moodle answered with an error.")
    job = here.run()
    assert (job.status, job.counts["grades_sent"], job.counts["grades_refused"]) == ("done", 2, 1)
    assert here.grade("103").sent is None


def test_many_errors_in_a_row_are_an_outage(here: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grades, "MOST_FAILURES", 2)
    here.start("102", "103", "104")
    here.moodle.answers[column(1)] = Answer(Outcome.FAILED, "Moodle answered with an error.")
    assert here.run().status == "done"
    assert len(here.moodle.sent) == 2


def test_a_column_that_is_gone_keeps_no_other_back(here: Class) -> None:
    other = activity(here.tools.database, here.site, "2", column(2))
    here.start("102", "103")
    here.start("102", "103", link=other)
    here.moodle.answers[column(1)] = Answer(Outcome.COLUMN, "It is gone.")
    here.run()
    by_column = [mark.line_item_url for mark in here.moodle.sent]
    assert (by_column.count(column(1)), by_column.count(column(2))) == (1, 2)


def test_an_outage_of_one_registration_keeps_no_other_back(here: Class) -> None:
    second = Platform(client_id="client-2", deployment_id="2")
    other = activity(here.tools.database, here.site, "2", column(2), second)
    here.start("102", "103")
    here.start("102", "103", link=other)
    here.moodle.answers[column(1)] = DOWN
    here.run()
    by_column = [mark.line_item_url for mark in here.moodle.sent]
    assert (by_column.count(column(1)), by_column.count(column(2))) == (1, 2)


@pytest.mark.parametrize("table", [Registration, Deployment])
def test_by_what_is_switched_off_nothing_is_sent(here: Class, table: Any) -> None:
    here.start("102")
    with here.tools.database.writing() as session:
        session.execute(update(table).values(enabled=False))
    here.run()
    assert here.moodle.told() == []


def test_people_who_are_gone_or_erased_are_left_out(here: Class) -> None:
    here.start("102", "103", "104")
    with here.tools.database.writing() as session:
        session.get_one(Person, here.small.people["102"]).gone_at = now()
    here.erase("103")
    here.run()
    assert here.moodle.told() == [("104", 0.0)]


def test_of_somebody_erased_while_it_runs_nothing_is_sent_or_kept(here: Class) -> None:
    here.start("102", "103")
    here.moodle.before = lambda _mark: [here.erase(person) for person in ("102", "103")]
    assert here.run().status == "done"
    assert len(here.moodle.sent) == 1
    with here.tools.database.reading() as session:
        assert session.query(PathGrade).count() == 0


def test_what_a_column_was_sent_says_nothing_of_its_successor(here: Class) -> None:
    here.start("102")

    def renew(_mark: Mark) -> None:
        with here.tools.database.writing() as session:
            session.execute(update(ResourceLink).values(line_item_url=column(9)))

    here.moodle.before = renew
    here.run()
    assert here.grade("102").sent is None
    here.run()
    assert [mark.line_item_url for mark in here.moodle.sent] == [column(1), column(9)]


def test_a_run_that_was_killed_goes_on_with_what_is_missing(here: Class) -> None:
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


def test_a_cancelled_run_stops_after_the_present_one(here: Class) -> None:
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


def test_a_site_without_paths_opens_no_way_to_moodle(here: Class) -> None:
    def fail(*_: Any) -> Any:
        raise AssertionError("nothing is to be sent")

    job = plans.run(here.tools, {GRADES: grades.stages(fail)}, here.site.id, GRADES)
    assert job.counts["grades_sent"] == 0
