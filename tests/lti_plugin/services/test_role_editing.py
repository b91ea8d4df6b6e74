"""Roles as admins write them: drafts again after a change, and nobody writes over another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, Conflict, NotFound
from lti_plugin.services import profiles, role_editing, role_list, role_profiles, role_versions
from lti_plugin.services.position import horizon_of
from lti_plugin.services.role_editing import Line, Said
from lti_plugin.services.signing import Expected
from lti_plugin.store import audit, roles
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.roles import FILE, Role
from lti_plugin.store.sites import Site
from tests.support.goals import Goals

TODAY = date(2027, 1, 1)
SOON = TODAY + timedelta(days=200)
ANALYST = Said("Analyst", "Data", 1, lines=[Line("sql", 3), Line("SQL", 4, 1.0, SOON)])


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    goals = Goals(database, site)
    for skill in ("SQL", "Statistics", "Writing"):
        goals.skill(skill)
    return goals


def written(goals: Goals, said: Said = ANALYST) -> UUID:
    with goals.database.writing() as session:
        return role_editing.add(session, goals.site.id, said, "admin").id


def read(goals: Goals, role_id: UUID) -> tuple[Role, Said, str]:
    """Return a role, all that it says, and the version that this is."""
    with goals.database.reading() as session:
        row = roles.get(session, goals.site.id, role_id)
        return row, role_editing.as_written(session, row), role_versions.version(session, row)


def does(goals: Goals, act: Callable[..., Role], role_id: UUID, *given: Any) -> None:
    with goals.database.writing() as session:
        act(session, goals.site.id, role_id, *given, "admin")


def test_a_role_is_written_line_by_line_and_read_back(goals: Goals) -> None:
    row, said, _ = read(goals, written(goals))
    assert said.lines == (Line("SQL", 3), Line("SQL", 4, 1.0, SOON))
    assert (row.origin, row.reviewed_at, row.unconfirmed, row.family) == (
        "admin",
        None,
        False,
        "Data",
    )


def test_a_changed_profile_is_a_draft_again_and_the_log_tells_what_changed(goals: Goals) -> None:
    role_id = written(goals)
    does(goals, role_editing.sign, role_id, "Head of Data", read(goals, role_id)[2])
    row, said, seen = read(goals, role_id)
    assert row.reviewed_by == "Head of Data"
    does(goals, role_editing.change, role_id, replace(said, step=2), seen)
    row, said, seen = read(goals, role_id)
    assert (row.step, row.reviewed_by) == (2, "Head of Data")  # its profile is what was signed
    more = replace(said, lines=[*said.lines, Line("Writing", 2, 0.5)])
    does(goals, role_editing.change, role_id, more, seen)
    row, _, _ = read(goals, role_id)
    assert (row.reviewed_at, row.reviewed_by) == (None, None)
    with goals.database.reading() as session:
        newest = audit.latest(session, goals.site.id, 1)[0]
    assert (newest.action, newest.actor) == ("role changed", "admin")
    assert newest.details == {
        "role": "Analyst",
        "lines": {"gone": [], "come": ["Writing: 2 x 0.5"]},
    }


def test_imported_values_are_unconfirmed_until_somebody_signs_them(goals: Goals) -> None:
    role_id = goals.role("Imported", {"SQL": 3}, origin=FILE, unconfirmed=True)
    row, said, seen = read(goals, role_id)
    assert role_list.state(row) == role_list.UNCONFIRMED
    does(goals, role_editing.change, role_id, replace(said, lines=[Line("SQL", 4)]), seen)
    row, _, seen = read(goals, role_id)
    assert role_list.state(row) == role_list.UNCONFIRMED
    does(goals, role_editing.sign, role_id, "Head of Data", seen)
    row, said, seen = read(goals, role_id)
    assert role_list.state(row) == role_list.SIGNED
    does(goals, role_editing.change, role_id, replace(said, lines=[Line("SQL", 3)]), seen)
    assert role_list.state(read(goals, role_id)[0]) == role_list.DRAFT


def test_whoever_writes_after_another_is_told_and_changes_nothing(goals: Goals) -> None:
    role_id = written(goals)
    _, said, seen = read(goals, role_id)
    does(goals, role_editing.change, role_id, replace(said, family="Insight"), seen)
    mine = replace(said, description="Mine")
    outlook = Expected("growing", source="Plan")
    for act, given in (
        (role_editing.change, (mine, seen)),
        (role_editing.sign, ("Me", seen)),
        (role_editing.expect, (outlook, "Me", seen)),
    ):
        with pytest.raises(Conflict, match="Somebody has changed this role"):
            does(goals, act, role_id, *given)
    row, said, seen = read(goals, role_id)
    assert (row.family, row.description, row.reviewed_by) == ("Insight", "", None)
    does(goals, role_editing.change, role_id, replace(said, description="Mine"), seen)
    row, _, _ = read(goals, role_id)
    assert (row.family, row.description) == ("Insight", "Mine")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (replace(ANALYST, name=" \x00 "), "needs a name"),
        (replace(ANALYST, name="x" * 256), "needs a name"),
        (replace(ANALYST, name="analyst"), "of this name already"),
        (replace(ANALYST, name="B", step=0), "step in the family"),
        (replace(ANALYST, name="B", leader_weight=float("nan")), "weight for leaders"),
        (replace(ANALYST, name="B", lines=[Line("Juggling", 3)]), "not known here"),
        (replace(ANALYST, name="B", lines=[Line("SQL", 6)]), "between 0 and 5"),
        (replace(ANALYST, name="B", lines=[Line("SQL", float("nan"))]), "between 0 and 5"),
        (replace(ANALYST, name="B", lines=[Line("SQL", 3, 1.5)]), "between 0 and 5"),
        (replace(ANALYST, name="B", lines=[Line("SQL", 3), Line("sql", 2)]), "stands twice"),
        (replace(ANALYST, name="B", lines=[Line("SQL", 3)] * 201), "at most 200 lines"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_named(goals: Goals, said: Said, wrong: str) -> None:
    written(goals)
    with pytest.raises(BadInput, match=wrong):
        written(goals, said)


def test_nobody_signs_nothing_and_an_outlook_needs_its_source(goals: Goals) -> None:
    role_id = written(goals, Said("Empty"))
    seen = read(goals, role_id)[2]
    with pytest.raises(BadInput, match="asks for no skill"):
        does(goals, role_editing.sign, role_id, "Me", seen)
    with pytest.raises(BadInput, match="comes from"):
        does(goals, role_editing.expect, role_id, Expected("growing", source=" "), "Me", seen)


def test_a_role_of_another_site_is_not_there(goals: Goals, elsewhere: Site) -> None:
    role_id = written(goals)
    seen = read(goals, role_id)[2]
    with pytest.raises(NotFound), goals.database.writing() as session:
        role_editing.sign(session, elsewhere.id, role_id, "Me", seen, "admin")


def test_today_and_the_horizon_stand_side_by_side(goals: Goals) -> None:
    lines = [
        *(Line("SQL", 3), Line("SQL", 4, 1.0, SOON)),
        *(Line("Writing", 2, 0.5), Line("Writing", 2, 0.0, SOON)),
        Line("Statistics", 2, 1.0, SOON),
    ]
    row, _, _ = read(goals, written(goals, Said("Analyst", lines=lines)))
    with goals.database.reading() as session:
        role = profiles.read(session, goals.site.id, [row])[row.id]
    found = role_profiles.side_by_side(role, TODAY, horizon_of(TODAY))
    assert [(each.skill, each.change, each.since) for each in found] == [
        ("SQL", "raised", SOON),
        ("Statistics", "added", SOON),
        ("Writing", "dropped", SOON),
    ]


def test_roles_are_found_by_word_state_outlook_and_holders(goals: Goals) -> None:
    today = now().date()
    for name, values in (
        ("Analyst", {"family": "Data", "reviewed_at": now(), "alternatives": ["Number person"]}),
        ("Clerk", {"unconfirmed": True}),
        ("Baker", {}),
    ):
        goals.role(name, {"SQL": 3}, **values)
    goals.sign("Clerk", 10, outlook="shrinking")
    goals.sign("Baker", 200, outlook="growing")
    with goals.database.writing() as session:
        session.add(Person(site_id=goals.site.id, name="Ada", role="number person", extra={}))
    with goals.database.reading() as session:
        found = role_list.of_site(session, goals.site.id, today)
    assert [(each.role.name, each.holders, each.skills) for each in found] == [
        ("Analyst", 1, 1),
        ("Baker", 0, 1),
        ("Clerk", 0, 1),
    ]
    for wanted, names in (
        ({"q": "person NUMBER"}, ["Analyst"]),
        ({"state": "signed"}, ["Analyst"]),
        ({"state": "imported"}, ["Clerk"]),
        ({"state": "draft"}, ["Baker"]),
        ({"outlook": "shrinking"}, ["Clerk"]),
        ({"outlook": "outdated"}, ["Baker"]),
        ({"outlook": "unsigned"}, ["Analyst"]),
        ({"holders": "none"}, ["Baker", "Clerk"]),
        ({"family": "Data", "holders": "some"}, ["Analyst"]),
    ):
        some = role_list.narrowed(found, role_list.Wanted(**wanted))
        assert [each.role.name for each in some] == names, wanted
