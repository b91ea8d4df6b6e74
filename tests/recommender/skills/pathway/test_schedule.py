"""Paths cut over weekly slots: dates, holidays, and the change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.pathway.errors import BadValue
from recommender.skills.pathway.plans import Step
from recommender.skills.pathway.schedule import Calendar, Part, Slot, schedule

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAYS = (Slot(1, time(9, 0), 60),)


def step(name: str, hours: float) -> Step:
    return Step(name, hours, 0.0, (), 0.0)


def test_six_hours_at_one_a_week_are_six_dated_slots() -> None:
    made = schedule(
        [step("a", 2.5), step("b", 3.5)], Calendar(TUESDAYS, "Europe/Berlin", date(2026, 3, 4))
    )
    assert [each.start.date() for each in made.sessions] == [
        date(2026, 3, 10) + timedelta(weeks=week) for week in range(6)
    ]
    assert made.sessions[2].parts == (Part("a", 30), Part("b", 30))
    assert made.finish == datetime(2026, 4, 14, 10, 0, tzinfo=BERLIN)


def test_local_time_stays_when_the_clock_changes() -> None:
    made = schedule([step("a", 3)], Calendar(TUESDAYS, "Europe/Berlin", date(2026, 3, 24)))
    assert {each.start.time() for each in made.sessions} == {time(9, 0)}
    assert [each.start.astimezone(UTC).hour for each in made.sessions] == [8, 7, 7]


def test_a_slot_over_the_change_lasts_as_long_as_it_says() -> None:
    night = (Slot(6, time(1, 30), 60),)
    made = schedule([step("a", 1)], Calendar(night, "Europe/Berlin", date(2026, 3, 29)))
    (only,) = made.sessions
    assert only.end == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)
    assert only.end.astimezone(UTC) - only.start.astimezone(UTC) == timedelta(hours=1)


def test_a_start_that_the_clock_skips_moves_forward_with_it() -> None:
    night = (Slot(6, time(2, 30), 60),)
    made = schedule([step("a", 1)], Calendar(night, "Europe/Berlin", date(2026, 3, 29)))
    assert made.sessions[0].start.time() == time(3, 30)


def test_days_without_learning_are_left_out() -> None:
    holidays = frozenset({date(2026, 12, 22), date(2026, 12, 29)})
    calendar = Calendar(TUESDAYS, "Europe/Berlin", date(2026, 12, 15), holidays)
    made = schedule([step("a", 2)], calendar)
    assert [each.start.date() for each in made.sessions] == [date(2026, 12, 15), date(2027, 1, 5)]


def test_slots_of_a_week_are_used_in_their_order_and_the_last_ends_with_the_path() -> None:
    slots = (Slot(4, time(14, 0), 45), Slot(0, time(8, 0), 30), Slot(0, time(12, 0), 30))
    made = schedule([step("a", 2)], Calendar(slots, "UTC", date(2026, 6, 1)))
    assert [(each.start.strftime("%a %H:%M"), each.parts[0].minutes) for each in made.sessions] == [
        ("Mon 08:00", 30),
        ("Mon 12:00", 30),
        ("Fri 14:00", 45),
        ("Mon 08:00", 15),
    ]
    assert made.finish == datetime(2026, 6, 8, 8, 15, tzinfo=UTC)


def test_a_path_that_takes_no_time_needs_no_slot() -> None:
    calendar = Calendar(TUESDAYS, "UTC", date(2026, 6, 1))
    for steps in ([], [step("a", 0)]):
        made = schedule(steps, calendar)
        assert made.sessions == ()
        assert made.finish is None


@given(
    st.lists(st.floats(0, 30), max_size=6),
    st.lists(st.tuples(st.integers(0, 6), st.integers(10, 240)), min_size=1, max_size=4),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
)
def test_every_minute_finds_its_place_in_order(
    hours: list[float], week: list[tuple[int, int]], first: date
) -> None:
    slots = tuple(
        Slot(day, time(9 + 4 * number % 12 if number else 7), minutes)
        for number, (day, minutes) in enumerate({day: (day, most) for day, most in week}.values())
    )
    steps = [step(str(number), each) for number, each in enumerate(hours)]
    made = schedule(steps, Calendar(slots, "America/New_York", first))
    order = [part.option_id for each in made.sessions for part in each.parts]
    assert order == sorted(order)
    for each in steps:
        used = sum(
            part.minutes
            for session in made.sessions
            for part in session.parts
            if part.option_id == each.option_id
        )
        assert each.hours * 60 - 1e-5 <= used < each.hours * 60 + 1
    ends = [each.end.astimezone(UTC) for each in made.sessions]
    starts = [each.start.astimezone(UTC) for each in made.sessions]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@pytest.mark.parametrize(
    ("slots", "zone", "text"),
    [
        ((), "UTC", "add a slot"),
        ((Slot(7, time(9), 60),), "UTC", "weekday is 7"),
        ((Slot(0, time(9), 0),), "UTC", "Monday 09:00 takes 0 minutes"),
        ((Slot(0, time(9, tzinfo=UTC), 60),), "UTC", "time zone of its own"),
        ((Slot(0, time(9), 60), Slot(0, time(9, 30), 60)), "UTC", "09:00 and Monday 09:30 overlap"),
        ((Slot(0, time(9), 60), Slot(0, time(9), 60)), "UTC", "overlap"),
        ((Slot(6, time(23, 30), 60), Slot(0, time(0), 60)), "UTC", "Sunday 23:30 and Monday"),
        (TUESDAYS, "Mars/Base", "no time zone 'Mars/Base'"),
        (TUESDAYS, "../etc", "no time zone"),
    ],
)
def test_a_week_that_means_nothing_is_refused(
    slots: tuple[Slot, ...], zone: str, text: str
) -> None:
    with pytest.raises(BadValue, match=text):
        schedule([step("a", 1)], Calendar(slots, zone, date(2026, 6, 1)))


def test_a_path_that_would_take_decades_is_refused() -> None:
    with pytest.raises(BadValue, match="more than 20 years"):
        schedule([step("a", 2000)], Calendar(TUESDAYS, "UTC", date(2026, 6, 1)))
