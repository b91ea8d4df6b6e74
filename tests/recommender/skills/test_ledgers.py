"""Many people's evidence weighed at once gives what one ledger after another gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.evidence import (
    COMPLETION,
    ERRORS,
    MANAGER,
    ROLE,
    SELF,
    USUAL,
    WIDEST,
    Evidence,
    Weighing,
    held,
)
from recommender.skills.ledgers import SOURCES, UNKNOWN_DAY, Rows, Weighed, weigh

TODAY = date(2026, 11, 26)

days = st.none() | st.integers(-900, 0).map(lambda each: TODAY + timedelta(days=each))
expiries = st.none() | st.sampled_from([-30, 0, 30]).map(lambda each: TODAY + timedelta(days=each))
rows = st.builds(
    Evidence,
    st.just("sql"),
    st.integers(0, 10).map(lambda half: half / 2),
    st.sampled_from(sorted(ERRORS)),
    days,
    st.sampled_from([0.25, 0.5, 1.0]),
    expiries,
)
ledgers = st.lists(st.tuples(st.lists(rows, max_size=8), st.booleans()), min_size=1, max_size=5)


def columns(told: Sequence[tuple[int, Evidence]]) -> Rows:
    """Return rows with the lines that they are about, as columns."""
    return Rows(
        line=np.array([line for line, _ in told], dtype=np.int64),
        level=np.array([row.level for _, row in told], dtype=np.float64),
        source=np.array([SOURCES.index(row.source) for _, row in told], dtype=np.int64),
        on=np.array([row.on.toordinal() if row.on else UNKNOWN_DAY for _, row in told], np.int64),
        weight=np.array([row.weight for _, row in told], dtype=np.float64),
        expires=np.array(
            [row.expires.toordinal() if row.expires else UNKNOWN_DAY for _, row in told], np.int64
        ),
    )


def weighed(*told: Sequence[Evidence], **options: object) -> Weighed:
    """Weigh these ledgers at once, of people whose role asks for the skill."""
    rows = columns([(line, row) for line, own in enumerate(told) for row in own])
    return weigh(rows, np.ones(len(told), dtype=bool), TODAY, **options)  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize("how", [USUAL, Weighing({**ERRORS, MANAGER: 0.4}, 30, 3)])
@given(told=ledgers)
def test_it_equals_one_ledger_after_another(
    how: Weighing, told: list[tuple[list[Evidence], bool]]
) -> None:
    # The rows of several lines are mixed, as a query may give them.
    mixed = [
        (line, own[turn])
        for turn in range(8)
        for line, (own, _) in enumerate(told)
        if turn < len(own)
    ]
    found = weigh(columns(mixed), np.array([used for _, used in told]), TODAY, how=how)
    for line, (own, used) in enumerate(told):
        single = held(own, TODAY, used, how)
        if single is None:
            assert np.isnan(found.level[line])
            assert np.isnan(found.sd[line])
            assert not found.assessed[line]
        else:
            assert found.level[line] == pytest.approx(single.level)
            assert found.sd[line] == pytest.approx(single.sd)
            assert found.assessed[line] == single.assessed


@given(st.lists(rows, max_size=8))
def test_a_source_that_is_not_heard_might_as_well_not_be_there(own: list[Evidence]) -> None:
    found = weighed(own, without={SELF})
    same = weighed([row for row in own if row.source != SELF])
    np.testing.assert_array_equal(found.level, same.level)
    np.testing.assert_array_equal(found.assessed, same.assessed)


def test_nothing_at_all_gives_lines_of_which_nothing_is_known() -> None:
    found = weighed([], [])
    assert np.isnan(found.level).tolist() == [True, True]
    assert found.assessed.tolist() == [False, False]


def test_a_role_alone_leaves_a_line_not_assessed() -> None:
    found = weighed([Evidence("sql", 3, ROLE, TODAY)], [Evidence("sql", 3, MANAGER, TODAY)])
    assert found.assessed.tolist() == [False, True]
    assert found.sd.tolist() == pytest.approx([WIDEST, ERRORS[MANAGER]])


def test_a_site_may_trust_a_source_less() -> None:
    rating = Evidence("sql", 2, MANAGER, TODAY)
    doubted = weighed([rating], how=Weighing({**ERRORS, MANAGER: 1.2}))
    assert doubted.sd[0] == pytest.approx(1.2)


def test_a_completion_that_would_lower_a_level_does_not_count() -> None:
    high, low = Evidence("sql", 4, COMPLETION, TODAY), Evidence("sql", 2, COMPLETION, TODAY)
    assert weighed([low, high]).level[0] == pytest.approx(4)
    assert weighed([replace(high, level=3)], [low]).level.tolist() == pytest.approx([3, 2])


said = st.lists(st.builds(replace, rows, source=st.just(SELF)), max_size=4)


@given(st.lists(st.tuples(st.lists(rows, max_size=8), said, said, st.booleans()), min_size=1))
def test_whatever_people_say_of_themselves_tells_nothing_unless_they_agreed(
    people: list[tuple[list[Evidence], list[Evidence], list[Evidence], bool]],
) -> None:
    """What others may know stays the same to the last bit, so no arithmetic on it tells more."""
    agreed = np.array([agrees for *_, agrees in people])
    others = [[row for row in all_of_it if row.source != SELF] for all_of_it, *_ in people]

    def told(sayings: int) -> Weighed:
        """Return what is told when people say of themselves the one or the other."""
        own = [[*rest, *who[sayings]] for rest, who in zip(others, people, strict=True)]
        return weighed(*own, without={SELF}, unless=agreed)

    one, two = told(1), told(2)
    everything = weighed(*[[*own, *who[1]] for own, who in zip(others, people, strict=True)])
    for name in ("level", "sd", "assessed"):
        first, second = getattr(one, name), getattr(two, name)
        np.testing.assert_array_equal(first[~agreed], second[~agreed])
        np.testing.assert_array_equal(first[agreed], getattr(everything, name)[agreed])
