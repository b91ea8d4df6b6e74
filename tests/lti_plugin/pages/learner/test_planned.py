"""A path as it is planned: within hours, dated into the week, planned anew, to any kind of role."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from lti_plugin.store.courses import Course
from lti_plugin.store.paths import Path
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import PATH, leads_to_rating, opened, sessions, steps
from tests.support.placed import enrolled, finished, open_path
from tests.support.reading import answer_of
from tests.support.tool import Clock, code_of

START, ANEW, TIME = "/learn/path/start", "/learn/path/anew", "/learn/path/time"


def test_without_a_role_the_page_leads_to_choosing_one(
    installation: Installation, three: Goals, me: UUID
) -> None:
    three.has(me, None)
    mine = opened(installation, PATH)
    assert answer_of(mine.page) == "It is not known yet which role your path leads to."
    assert 'action="/learn/way' in mine.page.text
    for address in (START, ANEW, TIME):
        page = mine.press(address)
        assert (page.status_code, code_of(page)) == (400, "bad-request")
        assert "Choose the role that you aim at under “Which way”." in page.text


def test_a_path_brings_further_within_the_usual_hours_and_says_how_far(
    installation: Installation, three: Goals
) -> None:
    page = opened(installation, PATH).page
    assert answer_of(page) == "3 courses bring you closer to Data Analyst."
    said = re.search(r"18 hours in all bring you from (\d+)% to (\d+)% of what", page.text)
    assert said is not None
    assert int(said[1]) < int(said[2])
    assert "SQL from aware to advanced" in page.text
    assert "No course here leads as far as asked in: Juggling." in page.text
    assert "so the dates go by: Friday at 9:00" in page.text.replace("\u202f", " ")


def test_six_hours_at_an_hour_a_week_are_six_dates_and_an_end(
    installation: Installation, three: Goals, clock: Clock
) -> None:
    clock.move_to(datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("UTC")), tick=True)
    page = opened(installation, PATH).press(
        TIME, hours="6", weekday="2", start="18:30", minutes="60"
    )
    assert len(steps(page)) == 1
    assert "6 dated times" in page.text
    found = sessions(page)
    assert found[0] == "Dec 2, 2026, 6:30 PM–7:30 PM"
    assert len(found) == 6
    assert "At this pace you are there on Jan 6, 2027." in page.text
    assert "so the dates go by" not in page.text


@pytest.mark.parametrize(
    ("zone", "first"), [("Pacific/Auckland", "Dec 3"), ("America/Los_Angeles", "Dec 2")]
)
def test_dates_begin_tomorrow_where_the_site_is(
    installation: Installation, three: Goals, clock: Clock, zone: str, first: str
) -> None:
    with installation.database.writing() as session:
        session.get_one(Site, installation.site.id).timezone = zone
    # A Tuesday's evening in London is Wednesday in Auckland and still Tuesday in Los Angeles.
    clock.move_to(datetime(2026, 12, 1, 22, tzinfo=ZoneInfo("UTC")), tick=True)
    mine = opened(installation, PATH)
    every = {f"{day}": ("09:00", "60") for day in range(7)}
    page = mine.press(
        TIME,
        hours="6",
        weekday=list(every),
        start=[start for start, _ in every.values()],
        minutes=[minutes for _, minutes in every.values()],
    )
    assert sessions(page)[0].startswith(f"{first}, 2026, 9:00")


def test_the_curves_table_tells_its_points(installation: Installation, three: Goals) -> None:
    mine = opened(installation, PATH)
    page = mine.press(TIME, hours="12")
    table = re.findall(r"<tr[^>]*><td>([^<]*)</td><td>(\d+)%</td></tr>", page.text)
    assert [time for time, _ in table] == ["3 hours", "6 hours", "12 hours", "18 hours", "24 hours"]
    dots = re.findall(r'<circle class="([^"]*)" cx="([^"]*)" cy="([^"]*)"', page.text)
    assert [round(110 - float(y)) for _, _, y in dots] == [
        pytest.approx(int(share), abs=1) for _, share in table
    ]
    assert [round((float(x) - 10) / 280 * 24, 1) for _, x, _ in dots] == [3, 6, 12, 18, 24]
    assert [kind for kind, _, _ in dots].index("dot dot-now") == 2
    assert [int(share) for _, share in table] == sorted(int(share) for _, share in table)


def test_hours_for_which_every_course_is_too_long_are_said_to_be_too_few(
    installation: Installation, three: Goals
) -> None:
    page = opened(installation, PATH).press(TIME, hours="1")
    assert answer_of(page) == "There is no course for the way to Data Analyst right now."
    assert "fits into the hours for this path. Give more hours below." in page.text
    assert "Start this path" not in page.text


def test_where_no_course_brings_further_rating_oneself_is_offered(
    installation: Installation, three: Goals, me: UUID
) -> None:
    three.role("Juggler", {"Juggling": 5})
    three.has(me, "Juggler")
    page = opened(installation, PATH).page
    assert "No course here brings you further in what is known to be missing." in page.text
    assert leads_to_rating(page)
    assert "What more hours bring" not in page.text


def test_who_has_all_that_is_asked_for_has_nothing_left_to_learn(
    installation: Installation, three: Goals, me: UUID
) -> None:
    three.role("Query Writer", {"SQL": 1})
    three.has(me, "Query Writer")
    three.knows(me, {"SQL": 3})
    page = opened(installation, PATH).page
    assert (
        answer_of(page) == "You have what Query Writer asks for. Nothing is left to learn for it."
    )
    assert "You can aim at another role." in page.text
    assert 'action="/learn/way' in page.text
    assert "Start this path" not in page.text
    assert not leads_to_rating(page)


def test_who_is_only_assumed_to_have_it_is_asked(
    installation: Installation, three: Goals, me: UUID
) -> None:
    three.role("Gardener", {"Pruning": 3})
    three.has(me, "Gardener")
    page = opened(installation, PATH).page
    assert answer_of(page) == "More has to be known of you before there is a path to Gardener."
    assert "What you can do is only assumed so far" in page.text
    assert leads_to_rating(page)


def test_a_course_that_cannot_be_come_to_is_on_no_path(
    installation: Installation, three: Goals, small: Small
) -> None:
    three.needs(small.courses["3"], small.courses["4"])
    three.needs(small.courses["4"], small.courses["6"])  # which is hidden
    assert steps(opened(installation, PATH).page) == ["Negotiation: Foundations"]
    three.needs(small.courses["5"], small.courses["5"])
    assert steps(opened(installation, PATH).page) == []


def test_what_was_planned_is_started_and_dated(
    installation: Installation, three: Goals, small: Small, me: UUID
) -> None:
    mine = opened(installation, PATH)
    shown = steps(mine.page)
    mine.press(TIME, hours="20", weekday="0", start="09:00", minutes="360")
    page = mine.press(START)
    assert answer_of(page) == "3 courses lie ahead of you on the way to Data Analyst."
    assert sorted(steps(page)) == sorted(shown)
    assert "3 dated times" in page.text
    assert "At this pace you are there on" in page.text
    enrolled(installation.database, installation.site, me, small.courses["3"])
    page = mine.press(PATH)
    assert "3 dated times" in page.text
    finished(installation.database, installation.site, me, small.courses["3"])
    assert "2 dated times" in mine.press(PATH).text


def test_planned_anew_what_is_done_or_under_way_stays(
    installation: Installation, three: Goals, small: Small, me: UUID
) -> None:
    mine = opened(installation, PATH)
    mine.press(START)
    finished(installation.database, installation.site, me, small.courses["3"])
    enrolled(installation.database, installation.site, me, small.courses["4"])
    with installation.database.writing() as session:
        session.get_one(Course, small.courses["5"]).excluded = True
        session.get_one(Course, small.courses["6"]).visible = True
    three.teaches(small.courses["6"], "Juggling", 3, entry=0)
    page = mine.press(ANEW)
    assert steps(page) == ["SQL: Practitioner", "Statistics: Foundations", "Hidden course"]
    assert answer_of(page) == "1 of 3 courses on the way to Data Analyst is done."


def test_a_path_that_is_finished_is_not_planned_anew(
    installation: Installation, three: Goals, small: Small, me: UUID
) -> None:
    mine = opened(installation, PATH)
    mine.press(START)
    finished(
        installation.database,
        installation.site,
        me,
        *(small.courses[each] for each in ("3", "4", "5")),
    )
    page = mine.press(PATH)
    assert answer_of(page) == "All done: 3 courses on the way to Data Analyst."
    assert "Plan the rest anew" not in page.text
    assert "Your time" not in page.text
    assert answer_of(mine.press(ANEW)) == "All done: 3 courses on the way to Data Analyst."


def test_without_a_path_planning_anew_starts_none(installation: Installation, three: Goals) -> None:
    page = opened(installation, PATH).press(ANEW)
    assert page.status_code == 200
    assert "Start this path" in page.text
    with installation.database.reading() as session:
        assert session.query(Path).count() == 0


@pytest.mark.parametrize(
    ("role", "planned"), [("Data Analyst", True), ("data analyst", True), ("Juggler", False)]
)
def test_a_placed_path_to_a_role_that_is_here_is_planned_and_to_another_recommended(
    installation: Installation, three: Goals, role: str, planned: bool
) -> None:
    page = open_path(installation, role, person="100").page
    assert answer_of(page).endswith(f"bring you closer to {role}.")
    assert ("hours in all bring you from" in page.text) is planned
    assert ("Nobody here has the role" in page.text) is not planned


def test_a_placed_path_goes_before_the_own_direction(
    installation: Installation, three: Goals
) -> None:
    three.role("Statistician", {"Statistics": 3})
    mine = open_path(installation, "Statistician", person="100")
    assert answer_of(mine.page) == "1 course brings you closer to Statistician."
    assert answer_of(mine.press(START)).endswith("on the way to Statistician.")


def test_a_role_that_asks_for_nothing_is_no_plan(installation: Installation, three: Goals) -> None:
    three.role("Figurehead", {})
    page = open_path(installation, "Figurehead", person="100").page
    assert "hours in all bring you from" not in page.text
    assert "Start this path" in page.text


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_who_teaches_or_runs_the_site_has_a_path_of_their_own(
    installation: Installation, three: Goals, who: str
) -> None:
    assert answer_of(opened(installation, PATH, who).page).endswith("closer to Data Analyst.")


def test_a_script_gets_the_part_that_changes(installation: Installation, three: Goals) -> None:
    answer = opened(installation, PATH).fetch(TIME, hours="6")
    assert "<html" not in answer.text
    assert "data-focus" in answer.text
