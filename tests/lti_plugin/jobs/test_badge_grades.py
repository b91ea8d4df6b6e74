"""The grade column of a badge: 1 of 1 for who has it, nothing once it is revoked, tried again."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, update

from lti_plugin.jobs import grades, plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import awarding, badge_columns, gradebook, privacy, revoking
from lti_plugin.services.awarding import Order
from lti_plugin.services.gradebook import Answer, Outcome
from lti_plugin.services.issuing import BY_HAND
from lti_plugin.store import people
from lti_plugin.store.badge_columns import BadgeColumn, BadgeGrade
from lti_plugin.store.badges import Badge
from lti_plugin.store.base import now
from lti_plugin.store.jobs import GRADES, Job
from lti_plugin.store.lti import Registration
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support import achievements as told
from tests.support.awarded import (
    COURSE_ID,
    course_of,
    of_moodle,
    read_again,
    read_school,
    run,
)
from tests.support.pathclass import Moodle
from tests.support.placed import activity, column
from tests.support.sources import MemoryConnector

ANNA, BEN, CARL = "3", "4", "5"


class Gradebook:
    """A course with a badge and its grade column, and a gradebook that keeps what it is sent."""

    def __init__(self, tools: Tools, site: Site) -> None:
        self.tools, self.site, self.moodle = tools, site, Moodle()
        self.course = course_of(tools, site)
        self.made = told.of_course(tools.database, site.id, self.course)
        self.link = activity(tools.database, site, "1")
        self.switch_on()

    def switch_on(self, address: str | None = None) -> None:
        """Switch the column on, as its page does once Moodle has made it."""
        with self.tools.database.writing() as session:
            place = (session, self.site.id, self.made, self.link, now())
            begun = badge_columns.begin(*place)
            assert begun is not None
            badge_columns.end(session, begun, self.link, address or column(1), "test")

    def award(self, *moodle_ids: str) -> None:
        """Let these people have finished the course, and award their badges."""
        for each in moodle_ids:
            person = of_moodle(self.tools, self.site, each)
            told.finish(self.tools.database, self.site.id, person, self.course)
        run(self.tools, self.site)

    def revoke(self, moodle_id: str) -> None:
        """Revoke somebody's badge."""
        person = of_moodle(self.tools, self.site, moodle_id)
        with self.tools.database.writing() as session:
            badge = next(b for b, h in told.held(session, self.made) if h.person_id == person)
            revoking.revoke(session, self.site.id, [badge.id], "By mistake.", "test")

    def send(self) -> Job:
        """Run the job that sends grades."""
        stages = grades.stages(self.moodle.opened)
        return plans.run(self.tools, {GRADES: stages}, self.site.id, GRADES)

    def asked(self) -> bool:
        """Say whether grades wait to be sent."""
        with self.tools.database.reading() as session:
            query = select(Job.id).where(Job.kind == GRADES, Job.status == "queued")
            return session.scalar(query) is not None

    def problem(self) -> str | None:
        """Return why the column takes nobody's grade."""
        with self.tools.database.reading() as session:
            return session.scalars(select(BadgeColumn.problem)).one()


@pytest.fixture
def book(tools: Tools, site: Site, source: MemoryConnector) -> Gradebook:
    """The gradebook of these tests."""
    read_school(tools, site, source)
    return Gradebook(tools, site)


def test_who_gets_the_badge_has_one_of_one(book: Gradebook) -> None:
    book.send()
    book.award(ANNA, BEN)
    assert book.asked()
    assert book.send().counts["grades_sent"] == 2
    (mark,) = (each for each in book.moodle.sent if each.user_id == ANNA)
    assert (mark.line_item_url, mark.percent, mark.full) == (column(1), 100.0, 1)
    assert mark.comment == f"SQL: Foundations ({now().date().isoformat()})"
    assert not mark.taken_back
    book.moodle.told()
    assert book.send().counts["grades_sent"] == 0
    assert book.moodle.told() == []


def test_a_revoked_badge_takes_its_grade_back_once(book: Gradebook) -> None:
    book.award(ANNA, BEN)
    book.send()
    book.moodle.sent.clear()
    book.revoke(ANNA)
    assert book.asked()
    book.send()
    (mark,) = book.moodle.sent
    assert (mark.user_id, mark.taken_back, mark.comment) == (ANNA, True, "")
    book.send()
    assert len(book.moodle.sent) == 1


def test_of_a_badge_revoked_before_it_was_told_nothing_is_sent(book: Gradebook) -> None:
    book.award(ANNA)
    book.revoke(ANNA)
    book.send()
    assert book.moodle.sent == []


def test_who_has_earned_a_new_version_keeps_the_grade(book: Gradebook) -> None:
    book.award(ANNA)
    book.send()
    with book.tools.database.writing() as session:
        badge = session.scalars(select(Badge)).one()
        badge.version = 0
        session.flush()
        for _, holder in told.held(session, book.made):
            holder.version = 0
    run(book.tools, book.site)
    with book.tools.database.writing() as session:
        session.execute(update(Badge).where(Badge.version == 0).values(revoked_at=now()))
    book.moodle.sent.clear()
    book.send()
    assert book.moodle.sent == []


def test_what_a_teacher_awards_is_told_as_well(book: Gradebook) -> None:
    book.send()
    person = of_moodle(book.tools, book.site, CARL)
    order = Order(book.made, {person: now()}, BY_HAND, "teacher", "Taught it.")
    awarding.award(book.tools.database, book.tools.vault, told.BASE_URL, book.site.id, order)
    assert book.asked()
    book.send()
    assert book.moodle.told() == [(CARL, 100.0)]


@pytest.mark.parametrize(
    ("answer", "of_column"),
    [
        (Answer(Outcome.FAILED, "Moodle answered with an error."), False),
        (Answer(Outcome.LATER_THERE, gradebook.LATER_THERE), False),
        (Answer(Outcome.COLUMN, "It is gone."), True),
        (Answer(Outcome.PLATFORM, "Moodle cannot be reached right now."), True),
    ],
    ids=["failed", "later", "gone", "down"],
)
def test_what_was_not_taken_is_told_and_tried_again(
    book: Gradebook, source: MemoryConnector, answer: Answer, of_column: bool
) -> None:
    book.award(ANNA)
    book.moodle.answers[column(1)] = answer
    book.send()
    assert (book.problem() == answer.problem) is of_column
    with book.tools.database.reading() as session:
        stand = badge_columns.stand(session, told.reload(session, book.made))
    assert (stand.on, stand.sent, stand.problem is not None) == (True, 0, of_column)
    assert stand.refused == ([] if of_column else [(answer.problem, 1)])
    read_again(book.tools, book.site)
    assert book.asked()
    book.moodle.answers.clear()
    book.moodle.sent.clear()
    book.send()
    assert book.moodle.told() == [(ANNA, 100.0)]
    assert book.problem() is None


def test_who_has_no_grades_there_is_not_sent_again(book: Gradebook) -> None:
    book.moodle.answers[ANNA] = Answer(Outcome.NOT_GRADED, gradebook.NOT_GRADED)
    book.award(ANNA, BEN)
    book.send()
    with book.tools.database.reading() as session:
        stand = badge_columns.stand(session, told.reload(session, book.made))
    assert (stand.sent, stand.refused) == (1, [(gradebook.NOT_GRADED, 1)])
    book.moodle.sent.clear()
    book.send()
    assert book.moodle.sent == []


def test_nothing_is_sent_where_it_is_off(book: Gradebook) -> None:
    with book.tools.database.writing() as session:
        badge_columns.switch_off(session, book.site.id, book.made, "test")
    book.award(ANNA)
    book.send()
    assert book.moodle.sent == []
    book.switch_on()
    book.send()
    assert book.moodle.told() == [(ANNA, 100.0)]


def test_another_column_is_filled_from_the_beginning(book: Gradebook) -> None:
    book.award(ANNA)
    book.send()
    book.moodle.sent.clear()
    book.switch_on(column(9))
    book.send()
    assert [mark.line_item_url for mark in book.moodle.sent] == [column(9)]


def test_of_people_who_are_gone_or_erased_nothing_is_sent(book: Gradebook) -> None:
    book.award(ANNA, BEN, CARL)
    with book.tools.database.writing() as session:
        session.get_one(Person, of_moodle(book.tools, book.site, ANNA)).gone_at = now()
    erase(book, BEN)
    book.send()
    assert book.moodle.told() == [(CARL, 100.0)]


def test_of_somebody_erased_meanwhile_nothing_is_kept(book: Gradebook) -> None:
    book.award(ANNA)
    book.moodle.before = lambda _mark: erase(book, ANNA)
    book.send()
    with book.tools.database.reading() as session:
        assert session.scalars(select(BadgeGrade)).all() == []


def test_by_what_is_switched_off_nothing_is_sent(book: Gradebook) -> None:
    book.award(ANNA)
    with book.tools.database.writing() as session:
        session.execute(update(Registration).values(enabled=False))
    book.send()
    assert book.moodle.sent == []


def test_anelsewheres_column_is_not_touched(book: Gradebook, tools: Tools, elsewhere: Site) -> None:
    with tools.database.writing() as session:
        assert badge_columns.stand(session, told.reload(session, book.made)).on
        badge_columns.switch_off(session, elsewhere.id, book.made, "test")
        assert badge_columns.stand(session, told.reload(session, book.made)).on


def erase(book: Gradebook, moodle_id: str) -> None:
    """Erase somebody."""
    with book.tools.database.writing() as session:
        person: UUID = people.by_kind(session, book.site.id, people.MOODLE)[moodle_id]
        privacy.erase(session, book.tools.vault, book.site.id, person, "tests")


def test_the_course_of_the_badge_tells_the_way(book: Gradebook) -> None:
    with book.tools.database.writing() as session:
        row = told.reload(session, book.made)
        assert badge_columns.way(session, row) is None
        link = session.merge(book.link)
        link.context_id, link.line_items_url = COURSE_ID, "https://moodle.test/items"
    with book.tools.database.reading() as session:
        found = badge_columns.way(session, told.reload(session, book.made))
        assert found is not None
        assert found.id == book.link.id
