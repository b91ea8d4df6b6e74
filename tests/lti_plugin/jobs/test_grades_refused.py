"""Progress that a platform does not take: nobody else is kept back, and no run breaks off."""

from __future__ import annotations

import pytest

from lti_plugin.jobs import grades
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import gradebook
from lti_plugin.services.gradebook import Answer, Outcome
from lti_plugin.store.sites import Site
from tests.support.pathclass import PathClass
from tests.support.placed import activity, column
from tests.support.platform import Platform
from tests.support.told import lines

NOT_GRADED = Answer(Outcome.NOT_GRADED, gradebook.NOT_GRADED)
DOWN = Answer(Outcome.PLATFORM, "Moodle cannot be reached right now.")


@pytest.fixture
def here(tools: Tools, site: Site) -> PathClass:
    """The class of these tests."""
    return PathClass(tools, site)


def test_who_has_no_grades_there_is_tried_again_only_after_a_change(here: PathClass) -> None:
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


def test_a_later_grade_is_no_error_and_is_tried_again(here: PathClass) -> None:
    here.start("102", "103")
    here.moodle.answers["102"] = Answer(Outcome.LATER_THERE, gradebook.LATER_THERE)
    assert here.run().status == "done"
    assert here.grade("102").problem == gradebook.LATER_THERE
    assert here.moodle.told() == [("102", 0.0), ("103", 0.0)]
    here.moodle.answers.clear()
    here.run()
    assert here.moodle.told() == [("102", 0.0)]


def test_an_outage_ends_with_a_notice_and_the_next_run_makes_up_for_it(here: PathClass) -> None:
    here.start("102", "103", "104")
    here.moodle.answers[column(1)] = DOWN
    job = here.run()
    assert (job.status, job.error, len(here.moodle.sent)) == ("done", None, 1)
    assert lines(job) == [f"{DOWN.problem} What is missing is sent after the next update."]
    here.moodle.answers.clear()
    here.moodle.told()
    here.run()
    assert here.moodle.told() == [("102", 0.0), ("103", 0.0), ("104", 0.0)]


def test_one_persons_error_keeps_nobody_else_back(here: PathClass) -> None:
    here.start("102", "103", "104")
    here.moodle.answers["103"] = Answer(Outcome.FAILED, "Moodle answered with an error.")
    job = here.run()
    assert (job.status, job.counts["grades_sent"], job.counts["grades_refused"]) == ("done", 2, 1)
    assert here.grade("103").sent is None


def test_many_errors_in_a_row_are_an_outage(
    here: PathClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grades, "MOST_FAILURES", 2)
    here.start("102", "103", "104")
    here.moodle.answers[column(1)] = Answer(Outcome.FAILED, "Moodle answered with an error.")
    assert here.run().status == "done"
    assert len(here.moodle.sent) == 2


def test_a_column_that_is_gone_keeps_no_other_back(here: PathClass) -> None:
    other = activity(here.tools.database, here.site, "2", column(2))
    here.start("102", "103")
    here.start("102", "103", link=other)
    here.moodle.answers[column(1)] = Answer(Outcome.COLUMN, "It is gone.")
    here.run()
    by_column = [mark.line_item_url for mark in here.moodle.sent]
    assert (by_column.count(column(1)), by_column.count(column(2))) == (1, 2)


def test_an_outage_of_one_registration_keeps_no_other_back(here: PathClass) -> None:
    second = Platform(client_id="client-2", deployment_id="2")
    other = activity(here.tools.database, here.site, "2", column(2), second)
    here.start("102", "103")
    here.start("102", "103", link=other)
    here.moodle.answers[column(1)] = DOWN
    here.run()
    by_column = [mark.line_item_url for mark in here.moodle.sent]
    assert (by_column.count(column(1)), by_column.count(column(2))) == (1, 2)
