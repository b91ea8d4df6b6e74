"""Changes of courses by L&D admins: they survive a sync, can be undone, and never overwrite."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from connectors.records import Course as Record
from connectors.records import SkillLink
from lti_plugin.errors import BadInput, Conflict, NotFound
from lti_plugin.services import editing
from lti_plugin.services.editing import Wish
from lti_plugin.store import course_edits, courses, prerequisites
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill
from tests.support.catalogue import Small, small_site
from tests.support.curating import BY, Here


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The site of these tests."""
    return small_site(database, site)


@pytest.fixture
def here(database: Database, site: Site, small: Small) -> Here:
    """The site with a few courses."""
    return Here(database, site, small)


def test_what_is_changed_survives_the_sync_and_the_rest_follows_it(here: Here) -> None:
    here.change("3", mode="workshop", duration_minutes=90)
    here.syncs(mode="e-learning", duration_minutes=480, cost=12.0)
    course = here.course()
    assert (course.mode, course.duration_minutes, course.cost) == ("workshop", 90, 12.0)


def test_a_source_that_changes_its_mind_is_shown_beside_ours_until_somebody_looks(
    here: Here,
) -> None:
    here.change("3", mode="workshop")
    here.syncs(mode=None)
    assert here.news() == set()
    here.syncs(mode="seminar")
    assert here.news() == {here.small.courses["3"]}
    with here.database.writing() as session:
        editing.keep_ours(session, here.site.id, here.small.courses["3"], "mode", BY)
    assert here.news() == set()
    assert here.course().mode == "workshop"


def test_the_sources_value_can_be_taken_and_is_followed_from_then_on(here: Here) -> None:
    here.change("3", mode="workshop", reviewed_at=datetime(2026, 1, 1, tzinfo=UTC))
    there = datetime(2026, 5, 1, tzinfo=UTC)
    here.syncs(mode="seminar", reviewed_at=there)
    with here.database.writing() as session:
        for name in ("mode", "reviewed_at"):
            editing.take_source(session, here.site.id, here.small.courses["3"], name, BY)
    assert (here.course().mode, here.course().reviewed_at) == ("seminar", there)
    here.syncs(mode="webinar")
    assert here.course().mode == "webinar"
    with here.database.writing() as session, pytest.raises(NotFound, match="already"):
        editing.take_source(session, here.site.id, here.small.courses["3"], "mode", BY)


def test_two_admins_with_the_same_page_the_second_is_told_and_nothing_is_lost(here: Here) -> None:
    version = here.course().edits
    here.change("3", version, mode="workshop")
    with pytest.raises(Conflict, match="Somebody else"):
        here.change("3", version, mode="seminar", cost=5.0)
    course = here.course()
    assert (course.mode, course.cost) == ("workshop", None)
    here.change("3", course.edits, cost=5.0)
    assert (here.course().mode, here.course().cost) == ("workshop", 5.0)


def test_a_sync_is_nobody_who_edits(here: Here) -> None:
    version = here.course().edits
    here.syncs(mode="seminar")
    here.change("3", version, cost=1.0)
    assert here.course().cost == 1.0


def test_what_does_not_change_anything_leaves_no_trace(here: Here) -> None:
    here.change("3", duration_minutes=480, level="Practitioner")
    assert here.course().edits == 0
    assert here.log() == []


def test_skills_survive_the_sync_and_the_source_is_noted_beside_them(here: Here) -> None:
    here.teach("3", "SQL", (4.0, 2.0))
    here.teach("3", "Statistics", (2.0, None))
    here.syncs("3", SkillLink("SQL", outcome=3.0))
    assert here.taught("3") == {"SQL": (4.0, 2.0), "Statistics": (2.0, None)}
    assert here.news() == {here.small.courses["3"]}
    field = course_edits.of_skill(here.skill("SQL"))
    with here.database.writing() as session:
        editing.take_source(session, here.site.id, here.small.courses["3"], field, BY)
    assert here.taught("3")["SQL"] == (3.0, None)
    here.syncs("3", SkillLink("SQL", outcome=5.0))
    assert here.taught("3")["SQL"] == (5.0, None)


def test_a_skill_taken_off_stays_off_until_somebody_puts_it_back(here: Here) -> None:
    here.teach("3", "SQL", None)
    here.syncs("3", SkillLink("SQL"))
    assert here.taught("3") == {}
    here.teach("3", "SQL", (3.0, None))
    here.syncs("3")
    assert here.taught("3") == {"SQL": (3.0, None)}


def test_many_are_changed_and_taken_back_where_nobody_changed_them_since(here: Here) -> None:
    ids = [here.small.courses[key] for key in ("2", "3", "4")]
    wish = Wish({"mode": "seminar", "included": False}, {here.skill("Negotiation"): (2.0, None)})
    before = {key: (here.course(key).mode, here.taught(key)) for key in ("2", "3", "4")}
    with here.database.writing() as session:
        batch = editing.many(session, here.site.id, ids, wish, BY)
    assert batch.courses == 3
    assert all(here.course(key).excluded for key in ("2", "3", "4"))
    here.change("3", mode="webinar")
    with here.database.writing() as session:
        undone = editing.undo(session, here.site.id, batch.id, BY)
    assert (undone.courses, undone.left) == (3, 1)
    assert here.course("3").mode == "webinar"
    for key in ("2", "4"):
        assert (here.course(key).mode, here.taught(key)) == before[key]
        assert not here.course(key).excluded
    here.syncs("2", mode="face to face")
    assert here.course("2").mode == "face to face"


def test_every_change_is_in_the_log_with_the_way_back(here: Here) -> None:
    here.change("3", mode="workshop")
    (entry,) = here.log()
    assert (entry.actor, entry.action) == (BY, editing.CHANGED)
    assert entry.details["course"] == "SQL: Practitioner"
    assert entry.details["fields"] == ["mode"]
    with here.database.writing() as session:
        editing.undo(session, here.site.id, UUID(entry.details["batch"]), BY)
        rows = course_edits.changes_of(session, here.site.id, here.small.courses["3"], 10)
    assert [(row.before["value"], row.after["value"]) for row in rows] == [
        ("workshop", None),
        (None, "workshop"),
    ]
    assert here.course().mode is None
    assert here.log()[-1].action == editing.UNDONE


def test_prerequisites_are_ours_and_never_lead_back(here: Here) -> None:
    first, second = here.small.courses["2"], here.small.courses["3"]
    with here.database.writing() as session:
        editing.require(session, here.site.id, second, [first], BY)
        prerequisites.from_source(session, here.site.id, {second: {here.small.courses["4"]}})
    with here.database.writing() as session:
        assert prerequisites.of_course(session, here.site.id, second) == {first}
        with pytest.raises(BadInput, match="before itself"):
            editing.require(session, here.site.id, first, [second], BY)
        editing.take_source(session, here.site.id, second, course_edits.PREREQUISITES, BY)
        assert prerequisites.of_course(session, here.site.id, second) == {here.small.courses["4"]}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"duration_minutes": 0}, "minutes"),
        ({"duration_minutes": 1.5}, "minutes"),
        ({"cost": -1.0}, "cost"),
        ({"cost": float("nan")}, "cost"),
        ({"language": "a language"}, "code"),
        ({"reviewed_at": now() + timedelta(days=3)}, "future"),
        ({"title": "Mine"}, "Moodle"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    here: Here, values: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        here.change("3", mode="workshop", **values)
    assert here.course().mode is None


def test_levels_that_cannot_be_are_refused(here: Here) -> None:
    for levels in ((6.0, None), (float("nan"), None), (2.0, 3.0)):
        with pytest.raises(BadInput):
            here.teach("3", "SQL", levels)


def test_another_sites_course_batch_or_skill_is_not_found(
    here: Here, elsewhere: Site, database: Database
) -> None:
    course = here.small.courses["3"]
    here.change("3", mode="workshop")
    batch = UUID(here.log()[0].details["batch"])
    wish = Wish({"mode": "x"})
    with database.writing() as session:
        for attempt in (
            lambda: editing.change(session, elsewhere.id, course, wish, BY),
            lambda: editing.many(session, elsewhere.id, [course], wish, BY),
            lambda: editing.undo(session, elsewhere.id, batch, BY),
            lambda: editing.refuse(session, elsewhere.id, course, here.skill("SQL"), BY),
            lambda: editing.require(session, elsewhere.id, course, [], BY),
            lambda: editing.change(
                session, here.site.id, course, Wish(taught={uuid4(): (1.0, None)}), BY
            ),
        ):
            with pytest.raises(NotFound):
                attempt()


WORDS = some.sampled_from([None, "a", "b", "c"])
STEPS = some.lists(
    some.tuples(some.sampled_from(["admin", "source", "take", "keep"]), WORDS), max_size=12
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_happens_a_field_is_the_admins_word_or_the_sources_last(
    here: Here, steps: list[tuple[str, str | None]]
) -> None:
    """Against a model of two variables: what the source said last, and what is our own, if any."""
    course_id = here.small.courses["5"]
    with here.database.writing() as session:
        place = session, here.site.id, course_id
        row = session.get_one(Course, course_id)
        if course_edits.of_courses(session, here.site.id, [course_id]):
            editing.take_source(*place, "mode", BY)
        said, ours = row.mode, None
        for step, word in steps:
            if step == "source":
                record = Record(id="5", title=row.title, mode=word)
                courses.upsert(session, here.site.id, [record], courses.MOODLE)
                said = word
            elif step == "admin":
                shown = ours[0] if ours else said
                editing.change(*place, Wish({"mode": word}), BY)
                ours = (word,) if word != shown else ours
            elif ours and step == "take":
                editing.take_source(*place, "mode", BY)
                ours = None
            elif ours and step == "keep":
                editing.keep_ours(*place, "mode", BY)
            assert row.mode == (ours[0] if ours else said)
            edit = course_edits.of_courses(session, here.site.id, [course_id]).get(course_id)
            assert bool(edit) == bool(ours)
            assert edit is None or edit["mode"].source == {"value": said}


def test_what_somebody_else_entered_stays_when_one_skill_is_changed(here: Here) -> None:
    here.teach("3", "Statistics", (2.0, None))
    here.teach("3", "SQL", (4.0, None))
    with here.database.reading() as session:
        query = select(CourseSkill).where(CourseSkill.course_id == here.small.courses["3"])
        assert {row.outcome for row in session.scalars(query)} == {2.0, 4.0}
