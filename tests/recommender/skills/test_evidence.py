"""Rows of evidence weighed into a level with its confidence."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills import evidence
from recommender.skills.evidence import (
    ASSESSMENT,
    ASSUMED,
    BADGE,
    COMPLETION,
    ERRORS,
    LIKELY,
    MANAGER,
    ROLE,
    SELF,
    SURE,
    WIDEST,
    Evidence,
    Weighing,
    held,
    ledger,
)

TODAY = date(2026, 11, 26)


def row(level: float, source: str, months: float = 0, **other: object) -> Evidence:
    on = TODAY - timedelta(days=round(months * evidence.DAYS_OF_A_MONTH))
    return Evidence("sql", level, source, on, **other)  # type: ignore[arg-type]  # any field


rows = st.builds(
    row,
    st.integers(0, 10).map(lambda half: half / 2),
    st.sampled_from(sorted(ERRORS)),
    st.integers(0, 120),
)
ledgers = st.lists(rows, max_size=8)


@pytest.mark.parametrize("source", sorted(ERRORS))
def test_one_row_says_its_level_as_surely_as_its_source_can(source: str) -> None:
    found = held([row(3, source)], TODAY)
    assert found is not None
    assert (found.level, found.sd) == (3, pytest.approx(ERRORS[source]))


def test_several_sources_are_weighed_by_their_precision() -> None:
    found = held([row(2, MANAGER), row(4, SELF)], TODAY)
    manager, own = 0.8**-2, 1.1**-2
    assert found is not None
    assert found.level == pytest.approx((2 * manager + 4 * own) / (manager + own))
    assert found.sd == pytest.approx((manager + own) ** -0.5)
    assert [each.row.source for each in found.counted] == [MANAGER, SELF]
    assert sum(each.share for each in found.counted) == pytest.approx(1)


def test_a_source_of_which_nothing_is_known_has_no_level() -> None:
    assert held([], TODAY) is None
    assert ledger([], TODAY) == {}


@pytest.mark.parametrize(("in_use", "half_life"), [(True, 24), (False, 12)])
def test_confidence_fades_by_half_in_each_half_life_and_the_level_stays(
    in_use: bool, half_life: int
) -> None:
    found = held([row(4, ASSESSMENT, half_life)], TODAY, in_use)
    assert found is not None
    assert found.level == 4
    assert found.sd == pytest.approx(0.5 * 2**0.5, rel=0.01)


def test_what_the_present_role_asks_for_fades_more_slowly() -> None:
    old = row(4, MANAGER, 12)
    assert ledger([old], TODAY, in_use=["sql"])["sql"].sd < ledger([old], TODAY)["sql"].sd


def test_a_certificate_counts_in_full_until_it_expires_and_then_not_at_all() -> None:
    certificate = row(4, BADGE, 30, expires=TODAY + timedelta(days=1))
    found = held([certificate], TODAY)
    assert found is not None
    assert found.sd == pytest.approx(ERRORS[BADGE])
    assert held([certificate], TODAY + timedelta(days=1)) is None


def test_nothing_makes_the_range_wider_than_knowing_only_the_role() -> None:
    found = held([row(3, SELF, 600)], TODAY)
    assert found is not None
    assert found.sd == WIDEST


def test_a_newer_self_rating_replaces_an_older_one() -> None:
    found = held([row(1, SELF), row(5, SELF, 6)], TODAY)
    assert found is not None
    assert found.level == 1
    assert len(found.counted) == 1


def test_of_two_self_ratings_on_one_day_the_later_counts() -> None:
    found = held([row(2, SELF), row(4, SELF)], TODAY)
    assert found is not None
    assert found.level == 4


def test_a_row_without_a_date_is_the_oldest_and_counts_as_a_half_life_old() -> None:
    undated = Evidence("sql", 5, SELF)
    found = held([undated, row(2, SELF, 60)], TODAY)
    assert found is not None
    assert found.level == 2
    alone = held([Evidence("sql", 4, ASSESSMENT)], TODAY)
    assert alone is not None
    assert alone.sd == pytest.approx(0.5 * 2**0.5)


@pytest.mark.parametrize("source", [ASSESSMENT, MANAGER, COMPLETION])
def test_many_rows_of_one_source_make_nobody_surer_than_that_source(source: str) -> None:
    found = held([row(3, source) for _ in range(20)], TODAY)
    assert found is not None
    assert found.sd == pytest.approx(ERRORS[source])


def test_a_completion_counts_only_above_what_is_held() -> None:
    found = held([row(3, MANAGER), row(2, COMPLETION)], TODAY)
    assert found is not None
    assert found.level == 3
    assert [each.row.source for each in found.counted] == [MANAGER]
    more = held([row(3, MANAGER), row(5, COMPLETION)], TODAY)
    assert more is not None
    assert 3 < more.level < 5


def test_a_self_rating_alone_is_never_sure_nor_likely() -> None:
    found = held([row(5, SELF)] * 9, TODAY)
    assert found is not None
    assert found.confidence == ASSUMED
    assert found.assessed


def test_the_role_alone_assesses_nothing() -> None:
    found = held([row(3, ROLE)], TODAY)
    assert found is not None
    assert not found.assessed
    assert found.confidence == ASSUMED


@pytest.mark.parametrize(
    ("source", "word"), [(ASSESSMENT, SURE), (BADGE, SURE), (MANAGER, LIKELY), (SELF, ASSUMED)]
)
def test_confidence_has_a_word(source: str, word: str) -> None:
    found = held([row(3, source)], TODAY)
    assert found is not None
    assert found.confidence == word


def test_the_range_is_wider_after_a_self_rating_than_after_an_assessment() -> None:
    own, tested = held([row(3, SELF)], TODAY), held([row(3, ASSESSMENT)], TODAY)
    assert own is not None
    assert tested is not None
    assert own.range[0] < tested.range[0] < 3 < tested.range[1] < own.range[1]


def test_a_site_may_have_found_other_errors() -> None:
    found = held([row(3, SELF)], TODAY, how=Weighing({**ERRORS, SELF: 0.7}))
    assert found is not None
    assert found.sd == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"level": 5.1}, "not within 0-5"),
        ({"level": -0.5}, "not within 0-5"),
        ({"level": float("nan")}, "not within 0-5"),
        ({"weight": 0}, "weight"),
        ({"weight": 2}, "weight"),
        ({"source": "gossip"}, "gossip"),
    ],
)
def test_a_row_that_cannot_be_is_refused(wrong: dict[str, object], says: str) -> None:
    right: dict[str, object] = {"skill": "sql", "level": 3, "source": SELF}
    with pytest.raises(ValueError, match=says):
        Evidence(**(right | wrong))  # type: ignore[arg-type]  # any field


@given(ledgers)
def test_the_level_lies_within_the_rows_and_shares_make_a_whole(found: list[Evidence]) -> None:
    result = held(found, TODAY)
    if result is None:
        assert not found
        return
    levels = [each.row.level for each in result.counted]
    assert min(levels) - 1e-9 <= result.level <= max(levels) + 1e-9
    assert 0 < result.sd <= WIDEST
    assert sum(each.share for each in result.counted) == pytest.approx(1)


@given(ledgers, st.integers(0, 10), st.integers(0, 60))
def test_finishing_a_course_never_lowers_a_level(
    before: list[Evidence], half_levels: int, months: int
) -> None:
    was = held(before, TODAY)
    now = held([*before, row(half_levels / 2, COMPLETION, months)], TODAY)
    assert now is not None
    assert was is None or now.level >= was.level - 1e-9


@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_rows_of_other_days_does_not_matter(
    found: list[Evidence], random: Random
) -> None:
    one_a_day = list({(each.source, each.on): each for each in found}.values())
    mixed = random.sample(one_a_day, len(one_a_day))
    was, now = held(one_a_day, TODAY), held(mixed, TODAY)
    assert (was is None) == (now is None)
    if was is not None and now is not None:
        assert (now.level, now.sd) == (pytest.approx(was.level), pytest.approx(was.sd))


@given(st.integers(0, 10).map(lambda half: half / 2), st.integers(0, 1200), st.booleans())
def test_a_completion_of_the_very_level_held_counts_on_no_day(
    level: float, days: int, in_use: bool
) -> None:
    finished = Evidence("sql", level, COMPLETION, TODAY - timedelta(days=days))
    found = held([row(level, ROLE), finished], TODAY, in_use)
    assert found is not None
    assert not found.assessed
