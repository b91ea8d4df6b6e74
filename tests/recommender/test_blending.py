"""How the gap and the engine become one order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import blending

ALL = np.ones(4, dtype=bool)
NONE = ~ALL
GAINS = np.array([0.0, 1.0, 2.0, 0.0])


@pytest.mark.parametrize(
    ("finished", "trust"), [(0, 0.0), (1, 1 / 11), (5, 1 / 3), (6, 0.35), (100, 0.35)]
)
def test_the_engine_is_trusted_more_the_more_somebody_has_finished(
    finished: int, trust: float
) -> None:
    assert blending.trust_in_engine(finished, GAINS, ALL) == pytest.approx(trust)


def test_without_anything_to_close_the_engine_ranks_alone() -> None:
    assert blending.trust_in_engine(0, np.zeros(4), ALL) == 1
    assert blending.trust_in_engine(0, GAINS, np.array([True, False, False, True])) == 1


def test_a_newcomer_is_ranked_by_the_gap_and_equal_gaps_by_the_engine() -> None:
    both = blending.blended(GAINS, np.array([3.0, 1, 0, 9]), NONE, NONE, ALL, 0.0)
    assert blending.in_order(both, np.array([3.0, 1, 0, 9])).tolist() == [2, 1, 3, 0]


def test_parts_add_up_to_the_score() -> None:
    suits, stale = np.array([True, False, True, False]), np.array([False, True, True, False])
    both = blending.blended(GAINS, np.array([3.0, 1, 0, 9]), suits, stale, ALL, 0.35)
    assert both.score == pytest.approx(both.gap + both.engine + both.mode - both.stale)
    assert (both.mode.tolist(), both.stale.tolist()) == ([0.03, 0, 0.03, 0], [0, 0.05, 0.05, 0])
    assert both.gap.tolist() == pytest.approx([0, 0.65 * 0.75, 0.65, 0])
    assert both.engine.tolist() == pytest.approx([0.35 * 0.75, 0.35 * 0.5, 0.35 * 0.25, 0.35])


def test_what_may_not_be_shown_is_in_no_order_and_in_no_percentile() -> None:
    allowed = np.array([True, False, True, True])
    both = blending.blended(GAINS, np.arange(4.0), NONE, NONE, allowed, 0.2)
    assert 1 not in blending.in_order(both, np.arange(4.0))
    assert blending.percentiles(np.arange(4.0), allowed).tolist() == pytest.approx(
        [1 / 3, 0, 2 / 3, 1]
    )
    assert blending.percentiles(np.arange(4.0), np.zeros(4, dtype=bool)).tolist() == [0] * 4


SOME = st.sampled_from([-np.inf, 0.0, 0.5, 1.0])


@given(st.lists(st.tuples(SOME, st.integers(0, 2)), min_size=1), st.integers(0, 9))
def test_the_first_few_are_those_of_the_whole_order(
    rows: list[tuple[float, int]], most: int
) -> None:
    score, ties = np.array(rows, dtype=float).T
    both = blending.Blended(score, score, score, score, score, 0.0)
    whole = blending.in_order(both, ties).tolist()
    shown = [column for column, (each, _) in enumerate(rows) if np.isfinite(each)]
    assert whole == sorted(shown, key=lambda c: (-score[c], -ties[c], c))
    assert blending.in_order(both, ties, most).tolist() == whole[:most]


def test_a_course_much_like_one_above_gives_way_to_another() -> None:
    score = np.array([0.9, 0.88, 0.8, 0.1])
    alike = np.eye(4)
    alike[0, 1] = alike[1, 0] = 1.0
    assert blending.varied(np.arange(4), score, 3, alike) == [0, 2, 1]
    assert blending.varied(np.arange(4), score, 9, alike) == [0, 2, 1, 3]
    assert blending.varied(np.arange(0), score[:0], 3, alike[:0, :0]) == []


def test_more_than_the_pool_may_be_asked_for() -> None:
    many = blending.POOL + 20
    alike = np.zeros((blending.POOL, blending.POOL))
    found = blending.varied(np.arange(many), np.arange(many, 0, -1.0), many - 5, alike)
    assert found == list(range(many - 5))


def test_it_is_known_how_far_the_engine_moved_a_course() -> None:
    assert blending.moved_up(np.array([3, 0, 1]), np.array([0, 1, 3]), 3) == 2
    assert blending.moved_up(np.array([3, 0, 1]), np.array([0, 1, 3]), 0) == -1


def test_a_site_may_blend_otherwise() -> None:
    assert blending.trust_in_engine(100, GAINS, ALL, 0.6) == 0.6
    suits, stale = np.array([True, *NONE[1:]]), np.array([*NONE[:3], True])
    blend = blending.Blend(mode=0.1, stale=0.2)
    both = blending.blended(GAINS, np.arange(4.0), suits, stale, ALL, 0.35, blend)
    assert (both.mode.max(), both.stale.max()) == (0.1, 0.2)


def test_equal_gaps_stay_equal_when_the_engine_is_taken_away_again() -> None:
    engine = np.random.default_rng(0).permutation(99).astype(np.float64)
    everything, nothing = np.ones(99, dtype=bool), np.zeros(99, dtype=bool)
    # Worked out on two ways, as those of two courses with the same skills in another order.
    gains = np.where(engine % 2, 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1)
    for finished in range(9):
        trust = blending.trust_in_engine(finished, gains, everything)
        both = blending.blended(gains, engine, nothing, nothing, everything, trust)
        assert len(set(blending.without_engine(both).score.tolist())) == 1
