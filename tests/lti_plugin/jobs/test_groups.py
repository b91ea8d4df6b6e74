"""The job that makes groups in Moodle: once, resumed where it broke off, refusals told."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from connectors.errors import MissingCapability, MoodleError, Unreachable
from connectors.records import Learner
from lti_plugin.jobs import groups as job
from lti_plugin.jobs import plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import making
from lti_plugin.services.making import Wish
from lti_plugin.store import made, people
from lti_plugin.store.jobs import GROUPS
from lti_plugin.store.made import DONE, REFUSED, MadeGroup
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.gathering import ENROL, INTO_GROUP, NEW_COHORT, NEW_GROUP, Room

PLANS = {GROUPS: job.STAGES}
NO_ROLE = MoodleError("No permission to assign this role.", code="wsusercannotassign")


@pytest.fixture
def small(tools: Tools, site: Site) -> Small:
    return small_site(tools.database, site, 3)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """A course with persons 100 and 101 and a teacher."""
    return Room("100", "101").opened(monkeypatch)


def asked(tools: Tools, site: Site, small: Small, room: Room, teacher: str | None = "50") -> UUID:
    """Look at a group of everybody in course 2 and ask for it."""
    with tools.database.writing() as session:
        (own,) = people.upsert(
            session, site.id, [Learner(id="50", name="Teacher")], people.MOODLE
        ).ids
        wish = Wish(
            small.courses["2"], "SQL", small.people.values(), "a test", own if teacher else None
        )
        inside = job.Writer(room).members("2")
        row = making.plan(session, site.id, wish, inside, None)
        making.ask(session, site.id, row.id, "a test")
        return row.id


def again(tools: Tools, site: Site, group: UUID) -> None:
    with tools.database.writing() as session:
        making.ask(session, site.id, group, "a test")


def run(tools: Tools, site: Site) -> None:
    plans.run(tools, PLANS, site.id, GROUPS)


def result(tools: Tools, site: Site, group: UUID) -> tuple[MadeGroup, dict[str, tuple[str, str]]]:
    """Return the group, and what became of each person and why."""
    with tools.database.reading() as session:
        row = made.get(session, site.id, group)
        found = made.members(session, site.id, group)
        return row, {person.name: (each.outcome, each.problem) for each, person in found}


def test_the_group_is_made_with_its_people_and_a_second_click_changes_nothing(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    run(tools, site)
    row, people = result(tools, site, group)
    assert (row.state, row.moodle_id) == (DONE, "1")
    assert people == {
        "Person 0": ("joined", ""),
        "Person 1": ("joined", ""),
        "Person 2": ("enrolled", ""),
        "Person 3": ("enrolled", ""),
    }
    assert room.groups[1]["people"] == {"100", "101", "102", "103"}
    before = dict(room.asked)
    again(tools, site, group)
    run(tools, site)
    assert dict(room.asked) == before


def test_a_run_that_broke_off_goes_on_without_a_second_group(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    room.refusals[ENROL] = [Unreachable("The line broke.")]
    with pytest.raises(Unreachable):
        run(tools, site)
    assert "waits" in {outcome for outcome, _ in result(tools, site, group)[1].values()}
    again(tools, site, group)
    run(tools, site)
    row, people = result(tools, site, group)
    assert row.state == DONE
    assert {outcome for outcome, _ in people.values()} == {"joined", "enrolled"}
    assert (len(room.groups), room.asked[NEW_GROUP]) == (1, 1)


def test_a_role_that_may_not_be_given_is_told_for_each_person_and_asked_for_once(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    room.refusals[ENROL] = [NO_ROLE]
    run(tools, site)
    row, people = result(tools, site, group)
    assert row.state == DONE
    assert people["Person 0"] == ("joined", "")
    assert people["Person 2"] == people["Person 3"] == ("refused", "no_role")
    assert room.asked[ENROL] == 1
    again(tools, site, group)
    run(tools, site)
    assert {why for _, why in result(tools, site, group)[1].values()} == {""}


def test_who_is_enrolled_but_not_let_into_the_group_is_shown_so(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    room.refusals[INTO_GROUP] = [MissingCapability("No right.")]
    run(tools, site)
    _row, people = result(tools, site, group)
    assert set(people.values()) == {("only_course", "no_right")}


def test_without_the_right_to_make_groups_nobody_is_enrolled(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    room.refusals[NEW_GROUP] = [MissingCapability("No right to manage groups.")]
    run(tools, site)
    row, people = result(tools, site, group)
    assert (row.state, row.problem) == (REFUSED, "no_right")
    assert "No right to manage groups." in row.said
    assert {outcome for outcome, _ in people.values()} == {"waits"}
    assert room.asked[ENROL] == 0


def test_who_teaches_no_more_at_the_moment_of_action_changes_nothing(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    del room.inside["50"]
    run(tools, site)
    row, _people = result(tools, site, group)
    assert (row.state, row.problem) == (REFUSED, "not_teacher")
    assert (room.groups, room.asked[ENROL]) == ({}, 0)


def test_who_left_between_preview_and_action_is_told_of(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    with tools.database.writing() as session:
        gone = update(Person).where(Person.id == small.people["103"])
        session.execute(gone.values(gone_at=Person.created_at))
    run(tools, site)
    _row, people = result(tools, site, group)
    assert people["Person 3"] == ("refused", "gone")
    assert room.groups[1]["people"] == {"100", "101", "102"}


@pytest.mark.parametrize("teacher", ["50", None])
def test_whose_account_is_closed_in_moodle_is_not_enrolled(
    tools: Tools, site: Site, small: Small, room: Room, teacher: str | None
) -> None:
    group = asked(tools, site, small, room, teacher)
    room.deleted = {"103"}
    run(tools, site)
    assert result(tools, site, group)[1]["Person 3"] == ("refused", "gone")
    assert "103" not in room.inside
    (made_there,) = (room.groups or room.cohorts).values()
    assert made_there["people"] == {"100", "101", "102"}


def test_who_left_the_course_meanwhile_is_not_enrolled_unseen(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    del room.inside["100"]
    run(tools, site)
    _row, people = result(tools, site, group)
    assert people["Person 0"] == ("refused", "left")
    assert room.groups[1]["people"] == {"101", "102", "103"}
    assert "100" not in room.inside
    again(tools, site, group)
    run(tools, site)
    assert result(tools, site, group)[1]["Person 0"] == ("enrolled", "")


def test_looked_at_again_who_is_not_there_any_more_can_be_taken_in_again(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    run(tools, site)
    del room.inside["100"]
    room.groups[1]["people"] -= {"100", "101"}
    room.suspended = {"102"}
    found = looked_at(tools, site, small, room)
    assert found["Person 0"] == ("waits", "enrols")
    assert found["Person 1"] == ("waits", "joins")
    assert found["Person 2"] == ("enrolled", "there")  # suspended, but in the group
    again(tools, site, group)
    run(tools, site)
    assert room.groups[1]["people"] == {"100", "101", "102", "103"}
    room.groups.clear()
    assert set(looked_at(tools, site, small, room).values()) == {
        ("waits", "joins"),
        ("waits", "stays"),
    }


def looked_at(tools: Tools, site: Site, small: Small, room: Room) -> dict[str, tuple[str, str]]:
    """Look at the group of everybody again; return what became of each and what is expected."""
    writer = job.Writer(room)
    with tools.database.writing() as session:
        own = people.by_kind(session, site.id, people.MOODLE)["50"]
        wish = Wish(small.courses["2"], "SQL", small.people.values(), "a test", own)
        there = writer.group("2", wish.id_number)
        row = making.plan(session, site.id, wish, writer.members("2"), there)
        found = made.members(session, site.id, row.id)
        return {person.name: (each.outcome, each.expected) for each, person in found}


def test_who_is_suspended_in_the_course_is_left_as_they_are(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    room.suspended = {"101"}
    run(tools, site)
    _row, people = result(tools, site, group)
    assert people["Person 1"] == ("refused", "suspended")
    assert room.groups[1]["people"] == {"100", "102", "103"}
    with tools.database.writing() as session:
        inside = job.Writer(room).members("2")
        wish = Wish(small.courses["2"], "SQL", small.people.values(), "a test")
        row = making.plan(session, site.id, wish, inside, None)
        found = {
            person.name: each.expected for each, person in made.members(session, site.id, row.id)
        }
    assert found["Person 1"] == "stays"


def test_a_teacher_who_is_suspended_in_the_course_changes_nothing(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    room.suspended = {"50"}
    run(tools, site)
    row, _people = result(tools, site, group)
    assert (row.state, row.problem, room.groups) == (REFUSED, "not_teacher", {})


def test_without_the_right_to_review_enrolments_everybody_counts_as_active(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    room.suspended, room.tells_suspended = {"101"}, False
    group = asked(tools, site, small, room)
    run(tools, site)
    assert result(tools, site, group)[1]["Person 1"] == ("joined", "")


def test_numbers_of_accounts_are_not_told(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room)
    words = "No permission to assign this role (5) to this user (102) in this course (2)."
    room.refusals[ENROL] = [MoodleError(words, code="wsusercannotassign")]
    run(tools, site)
    with tools.database.reading() as session:
        said = {each.said for each, _person in made.members(session, site.id, group)}
    assert said == {"", "No permission to assign this role to this user in this course."}


def test_an_admin_makes_a_cohort_of_the_site(
    tools: Tools, site: Site, small: Small, room: Room
) -> None:
    group = asked(tools, site, small, room, teacher=None)
    room.refusals[ENROL] = [NO_ROLE]
    run(tools, site)
    row, people = result(tools, site, group)
    assert (row.kind, row.state, room.groups) == ("site", DONE, {})
    assert room.cohorts[1]["people"] == {"100", "101", "102", "103"}
    assert people["Person 2"] == ("only_group", "no_role")
    again(tools, site, group)
    run(tools, site)
    assert room.asked[NEW_COHORT] == 1
    assert set(result(tools, site, group)[1].values()) == {("joined", ""), ("enrolled", "")}
