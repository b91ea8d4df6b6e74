"""A path: fixed when it is started, the same wherever it is opened, finished once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lti_plugin.services import paths, recommendations
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.recommendations import NOT_FOR_ME
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.placed import activity, column, enrolled, finished
from tests.support.waytorole import ROLE, Here, states, titles


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The courses and people of the site."""
    return small_site(database, site)


@pytest.fixture
def shelf(settings: Settings) -> Shelf:
    """A shelf without any model."""
    return Shelf(settings.models_dir)


@pytest.fixture
def here(database: Database, shelf: Shelf, site: Site, small: Small) -> Here:
    """A person who has finished course 2; courses 3, 4 and 5 are open to them."""
    return Here(database, shelf, site, small)


def test_the_wanted_role_decides_the_order(here: Here) -> None:
    assert titles(here.preview("Negotiation expert"))[0] == "Negotiation: Foundations"
    assert titles(here.preview("Statistics expert"))[0] == "Statistics: Foundations"


def test_every_course_of_a_preview_has_its_reason(here: Here) -> None:
    found = here.preview("Negotiation expert")
    assert all(item.reasons for item, _ in found.courses.items)
    first = found.courses.items[0][0].reasons
    named = {"target_role": "Negotiation expert"}
    assert any(dict(each.values) == named for each in first)


def test_what_is_never_recommended_is_on_no_path(here: Here) -> None:
    here.change("4", excluded=True)
    with here.database.writing() as session:
        recommendations.put_aside(
            session, here.site.id, here.person, here.small.courses["5"], NOT_FOR_ME
        )
    assert titles(here.preview()) == ["SQL: Practitioner"]
    assert titles(here.preview(here=here.small.courses["3"])) == []


def test_a_path_has_five_steps_at_most(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "STEPS", 2)
    assert len(titles(here.preview())) == 2
    assert len(here.start().steps) == 2


@pytest.mark.parametrize(
    ("said", "known"),
    [({}, False), ({"role": ROLE}, True), ({"target_role": ROLE}, True)],
)
def test_a_role_that_nobody_has_is_noticed(here: Here, said: dict[str, str], known: bool) -> None:
    with here.database.writing() as session:
        person = session.get_one(Person, here.small.people["104"])
        for name, value in said.items():
            setattr(person, name, value)
    assert here.preview().role_known is known
    assert titles(here.preview())


def test_a_started_path_stays_as_it_was(here: Here) -> None:
    path = here.start()
    assert path.steps == [str(course.id) for _, course in here.preview().courses.items]
    here.change("3", excluded=True)
    again = here.start()
    assert (again.id, again.steps) == (path.id, path.steps)


def test_each_person_has_one_path_for_each_role(here: Here) -> None:
    mine = here.start()
    assert here.start(role="Manager").id != mine.id
    here.person = here.small.people["103"]
    assert here.start().id != mine.id


def test_where_there_is_no_course_nothing_is_started(here: Here) -> None:
    for course in ("3", "4", "5"):
        here.change(course, excluded=True)
    with here.database.writing() as session:
        place = (session, here.shelf, here.site.id, here.person, ROLE)
        assert paths.start(*place) is None
        assert session.query(Path).count() == 0


def test_an_activity_without_a_grade_column_gets_no_grade(here: Here) -> None:
    here.start(activity(here.database, here.site))
    assert (here.grades(), here.asked()) == (0, False)


def test_a_path_joins_the_column_of_every_activity_that_it_is_opened_in(here: Here) -> None:
    first = activity(here.database, here.site, "1", column(1))
    path = here.start(first)
    assert (here.grades(), here.asked()) == (1, True)
    copied = activity(here.database, here.site, "2", column(2))
    with here.database.writing() as session:
        found = session.get_one(Path, path.id)
        paths.look_after(session, found, copied)
        paths.look_after(session, found, copied)
    assert here.grades() == 2
    here.start(first)
    assert here.grades() == 2


def test_steps_are_done_running_open_or_no_longer_offered(here: Here) -> None:
    path = here.start()
    courses = here.small.courses
    assert set(states(here.state(path)).values()) == {"open"}
    finished(here.database, here.site, here.person, courses["3"], courses["3"])
    enrolled(here.database, here.site, here.person, courses["4"])
    state = here.state(path)
    assert states(state) == {"SQL": "done", "Statistics": "running", "Negotiation": "open"}
    assert (state.done, state.total, state.percent) == (1, 3, 33.33)


@pytest.mark.parametrize(
    "change",
    [{"visible": False}, {"excluded": True}, {"gone_at": now()}],
    ids=["hidden", "excluded", "gone"],
)
def test_what_is_no_longer_offered_does_not_count(here: Here, change: dict[str, Any]) -> None:
    path = here.start()
    finished(here.database, here.site, here.person, here.small.courses["3"])
    here.change("5", **change)
    state = here.state(path)
    assert states(state)["Negotiation"] == "dropped"
    assert (state.done, state.total, state.percent) == (1, 2, 50.0)


def test_what_was_finished_counts_even_when_the_course_is_gone(here: Here) -> None:
    path = here.start()
    finished(here.database, here.site, here.person, here.small.courses["3"])
    here.change("3", gone_at=now())
    assert here.state(path).percent == 33.33


def test_a_path_of_which_nothing_is_offered_is_at_zero_and_not_finished(here: Here) -> None:
    path = here.start()
    for course in ("3", "4", "5"):
        here.change(course, visible=False)
    state = here.state(path)
    assert (state.total, state.percent, state.finished) == (0, 0.0, False)


def test_a_finished_path_stays_finished(here: Here) -> None:
    path = here.start()
    here.change("5", excluded=True)
    finished(
        here.database, here.site, here.person, here.small.courses["3"], here.small.courses["4"]
    )
    assert here.state(path).finished
    with here.database.writing() as session:
        paths.look_after(session, session.get_one(Path, path.id), None)
    with here.database.reading() as session:
        at = session.get_one(Path, path.id).finished_at
    assert at is not None
    here.change("5", excluded=False)
    with here.database.writing() as session:
        found = session.get_one(Path, path.id)
        assert not paths.finish(found, replace(paths.state(session, found), finished=True))
        paths.look_after(session, found, None)
        assert found.finished_at == at
    state = here.state(path)
    assert (state.done, state.total, state.percent, state.finished) == (2, 2, 100.0, True)


def test_a_teacher_sees_those_of_this_activity_alone(here: Here) -> None:
    first = activity(here.database, here.site, "1", column(1))
    other = activity(here.database, here.site, "2", column(2))
    here.start(first)
    me = here.person
    here.person = here.small.people["103"]
    here.start(other)
    finished(here.database, here.site, me, here.small.courses["3"])
    with here.database.reading() as session:
        found = paths.of_course(session, here.site.id, first)
    assert {person: each.state.done for person, each in found.items()} == {me: 1}
    assert found[me].grade.sent is None
    with here.database.writing() as session:
        session.get_one(Person, me).gone_at = now()
    with here.database.reading() as session:
        assert paths.of_course(session, here.site.id, first) == {}


def test_one_site_never_shows_anothers_paths(here: Here) -> None:
    link = activity(here.database, here.site, "1", column(1))
    here.start(link)
    other = Site(slug="o", name="O", issuer="https://o.test", timezone="UTC", fields={})
    with here.database.writing() as session:
        session.add(other)
        session.flush()
        assert paths.of_course(session, other.id, link) == {}
        assert paths.roles(session, other.id) == []


def test_roles_come_by_how_many_have_or_want_them(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(person: str, role: str | None, wanted: str | None = None) -> None:
        with here.database.writing() as session:
            row = session.get_one(Person, here.small.people[person])
            row.role, row.target_role = role, wanted

    say("100", "Manager", "Manager")
    say("101", " ", "Baker")
    say("102", None, "Baker")
    with here.database.reading() as session:
        assert list(paths.roles(session, here.site.id)) == ["Analyst", "Baker", "Manager"]
    monkeypatch.setattr(paths, "MOST_ROLES", 2)
    with here.database.writing() as session:
        for person in ("103", "104", "105", "106"):
            session.get_one(Person, here.small.people[person]).gone_at = now()
        assert list(paths.roles(session, here.site.id)) == ["Baker", "Manager"]


def test_a_planned_path_has_the_steps_that_were_planned(here: Here) -> None:
    steps = [str(here.small.courses[each]) for each in ("5", "3")]
    with here.database.writing() as session:
        place = (session, here.shelf, here.site.id, here.person, ROLE)
        path = paths.start(*place, planned=steps)
        assert path is not None
        assert path.steps == steps
        assert paths.start(*place, planned=[]) is path
        assert paths.start(*place[:-1], "Manager", planned=[]) is None


def test_planned_anew_what_is_done_or_under_way_stays_and_comes_first(here: Here) -> None:
    path, courses = here.start(), here.small.courses
    finished(here.database, here.site, here.person, courses["3"])
    enrolled(here.database, here.site, here.person, courses["4"])
    kept = [each for each in path.steps if each != str(courses["5"])]
    with here.database.writing() as session:
        row = session.get_one(Path, path.id)
        paths.plan_anew(session, row, [str(courses["2"]), str(courses["4"])])
        assert row.steps == [*kept, str(courses["2"])]


def test_opening_a_path_is_written_down_only_where_something_is_new(here: Here) -> None:
    def due(link: ResourceLink | None) -> bool:
        with here.database.reading() as session:
            found = session.get_one(Path, path.id)
            return paths.is_due(session, found, paths.state(session, found), link)

    path = here.start()
    assert not due(None)
    assert not due(activity(here.database, here.site, "1"))
    column_link = activity(here.database, here.site, "2", column(2))
    assert due(column_link)
    here.start(column_link)
    assert not due(column_link)
    every = [here.small.courses[each] for each in ("3", "4", "5")]
    finished(here.database, here.site, here.person, *every)
    assert due(None)
    here.start()
    assert not due(None)


def test_a_step_is_done_by_a_course_that_counts_for_it(here: Here) -> None:
    path = here.start()
    assert states(here.state(path))["SQL"] == "open"
    for course in ("2", "3"):
        here.change(course, group_id=here.site.id)
    assert states(here.state(path))["SQL"] == "done"
