"""Many people against what is asked of them: the figures of one gap after another, and hours."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills import crowds
from recommender.skills.crowds import NO_COURSE, Asking, Offer
from recommender.skills.evidence import ASSESSMENT, ROLE, Counted, Evidence, Held
from recommender.skills.gaps import BELOW, gap
from recommender.skills.ledgers import Weighed
from recommender.skills.roles import Requirement

TODAY = date(2027, 1, 1)
half_levels = st.integers(0, 10).map(lambda number: number / 2)
a_line = st.tuples(
    half_levels,
    st.sampled_from([0.3, 1.0]),
    half_levels,
    st.sampled_from([0.5, 1.1]),
    st.booleans(),
)


@given(st.lists(st.lists(a_line, min_size=0, max_size=4), min_size=1, max_size=4))
def test_each_person_stands_as_by_themselves(
    everybody: list[list[tuple[float, float, float, float, bool]]],
) -> None:
    lines = [(who, *line) for who, own in enumerate(everybody) for line in own]
    columns = list(zip(*lines, strict=True)) or [()] * 6
    asking = Asking(*(np.array(each, kind) for each, kind in zip(columns[:3], "lff", strict=True)))
    held = Weighed(
        np.array(columns[3], float), np.array(columns[4], float), np.array(columns[5], bool)
    )
    found = crowds.standings(asking, held, len(everybody))
    place = 0
    for who, own in enumerate(everybody):
        profile = {
            str(n): Requirement(str(n), level, importance)
            for n, (level, importance, *_) in enumerate(own)
        }
        holds = {
            str(n): Held(level, sd, (Counted(_row(level, known), 1.0),))
            for n, (_, _, level, sd, known) in enumerate(own)
        }
        alone = gap(profile, holds)
        assert found.assessed[who] == pytest.approx(min(1.0, alone.assessed_share))
        if alone.coverage is None:
            assert np.isnan(found.coverage[who])
        else:
            assert found.coverage[who] == pytest.approx(alone.coverage, abs=1e-6)
        states = {each.required.skill: each.state for each in alone.standings}
        for n in range(len(own)):
            assert bool(found.short[place + n]) == (states[str(n)] == BELOW)
        place += len(own)


def _row(level: float, known: bool) -> Evidence:
    return Evidence("any", level, ASSESSMENT if known else ROLE, TODAY)


def test_a_lack_is_closed_by_the_shortest_course_that_leads_so_far() -> None:
    offers = [Offer(0, 2.0, 1.0), Offer(1, 4.0, 9.0), Offer(2, 3.0, 6.0), Offer(3, 3.0, 5.0)]
    assert crowds.shortest(offers, 3.0) == offers[3]
    assert crowds.shortest(offers, 5.0) == offers[1]
    assert crowds.shortest([], 1.0) is None


def closed(held: list[float], taught: list[Offer | None]) -> crowds.Closing:
    """Close what two people lack: of the first three skills are asked at 4, of the other one."""
    asking = Asking(np.array([0, 0, 0, 1]), np.full(4, 4.0), np.ones(4))
    levels = Weighed(np.array(held), np.full(4, 0.5), np.full(4, True))
    short = levels.level < 4
    return crowds.closing(asking, levels, short, taught, 2)


def test_a_course_that_serves_several_lacks_is_counted_once() -> None:
    both = Offer(7, 4.0, 6.0)
    found = closed([1, 1, 4, 1], [both, both, both, Offer(8, 4.0, 2.5)])
    assert found.hours.tolist() == [6.0, 2.5]
    assert found.closed.tolist() == [True, True]
    assert found.course.tolist() == [7, 7, NO_COURSE, 8]


def test_what_no_course_raises_is_left_and_costs_nothing() -> None:
    found = closed([3, 1, 1, 4], [Offer(7, 3.0, 6.0), None, Offer(9, 3.0, 2.0), None])
    assert found.hours.tolist() == [2.0, 0.0]
    assert found.closed.tolist() == [False, True]
