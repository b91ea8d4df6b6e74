"""Several parts made one: z-scores, and weights that are never worse than the best part."""

from __future__ import annotations

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine import fusion
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import Split, evaluate, last_out_split, random_split, scored
from recommender.engine.fusion import (
    FROM_BEST,
    FURTHER,
    LIKELIEST,
    STEPS,
    fuse,
    learn,
    scales,
    z_scores,
)
from recommender.engine.interactions import IdMap, Interactions

ROW = np.array([[3.0, 1.0, 2.0, 5.0]], dtype=np.float32)
OTHER = np.array([[0.0, 9.0, 0.0, 1.0]], dtype=np.float32)
FLAT = np.full((1, 4), 0.1, dtype=np.float32)


def z(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()


def test_a_fusion_is_the_weighted_sum_of_z_scores() -> None:
    found = fuse([(0.75, ROW), (0.25, OTHER)], ROW.shape)
    np.testing.assert_allclose(found, 0.75 * z(ROW) + 0.25 * z(OTHER), rtol=1e-5)


@given(st.integers(0, 9), st.integers(1, 40), st.integers(2, 3000), st.floats(-50, 50))
def test_a_fusion_is_that_of_double_precision(
    seed: int, people: int, courses: int, lead: float
) -> None:
    random = np.random.default_rng(seed)
    parts = random.normal(size=(3, people, courses)).astype(np.float32) + np.float32(lead)
    same = np.broadcast_to(random.random(courses).astype(np.float32), (people, courses))
    weighted = [*zip((0.5, 0.2, 0.0), parts, strict=True), (0.3, same)]
    expected = np.zeros((people, courses))
    for weight, scores in weighted:
        exact = scores.astype(np.float64)
        means = exact.mean(axis=1, keepdims=True)
        expected += weight * (exact - means) / exact.std(axis=1, keepdims=True)
    np.testing.assert_allclose(fuse(weighted, (people, courses)), expected, atol=1e-4)


ROUNDED = np.nextafter(np.float32(1000), [[np.inf, 0, np.inf, np.inf]], dtype=np.float32)


@pytest.mark.parametrize(
    "silent", [FLAT, ROUNDED, FLAT * np.nan, np.array([[1, np.inf, 2, 3]], "f4")]
)
def test_a_part_that_says_nothing_or_nonsense_has_no_say(silent: np.ndarray) -> None:
    assert not z_scores(silent).any()
    np.testing.assert_array_equal(
        fuse([(0.5, silent), (0.5, ROW)], ROW.shape), fuse([(0.5, ROW)], ROW.shape)
    )


@given(arrays.arrays(np.float32, (3, 7), elements=st.floats(-1e6, 1e6, width=32)))
def test_scores_are_always_numbers_with_mean_zero(scores: np.ndarray) -> None:
    found = z_scores(scores)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.mean(axis=1), 0.0, atol=1e-2)


def test_a_row_far_from_zero_has_its_mean_at_zero_too() -> None:
    random = np.random.default_rng(0).normal(size=(5, 3001))
    far = (random + 3e4).astype(np.float32)
    np.testing.assert_allclose(z_scores(far).mean(axis=1, dtype=np.float64), 0.0, atol=1e-5)


def test_the_scales_say_what_a_distance_from_the_mean_is_worth() -> None:
    np.testing.assert_allclose((ROW - ROW.mean()) * scales(ROW), z(ROW), rtol=1e-5)


def test_no_courses_and_nobody_give_empty_scores() -> None:
    assert fuse([], (0, 3)).shape == (0, 3)
    assert z_scores(np.zeros((0, 3), np.float32)).shape == (0, 3)


@pytest.fixture
def split(dataset: Dataset) -> Split:
    return last_out_split(dataset.interactions, limit=500, seed=0)


def noise(split: Split, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.normal(size=split.truth.shape).astype(np.float32)


def test_what_knows_the_truth_gets_all_the_weight(split: Split) -> None:
    found = learn({"noise": noise(split, 0), "truth": split.truth.toarray()}, split)
    assert found.weights == {"noise": 0.0, "truth": 1.0}
    assert found.reached == pytest.approx(1.0)


def test_parts_that_know_different_things_are_better_together(split: Split) -> None:
    truth = split.truth.toarray()
    half = np.zeros_like(truth)
    half[:, ::2] = truth[:, ::2]
    parts = {
        "even": 2.5 * half + noise(split, 1),
        "odd": 2.5 * (truth - half) + noise(split, 2),
        "noise": noise(split, 3),
    }
    found = learn(parts, split)
    assert found.reached > max(found.alone.values())
    assert min(found.weights["even"], found.weights["odd"]) > 0.2
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert min(found.weights.values()) >= 0.0


def test_the_ascent_begins_at_what_is_likeliest_only_where_time_goes_on(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fusion, "ROUNDS", 0)
    truth = split.truth.toarray()
    parts = {name: 1.5 * truth + noise(split, seed) for seed, name in enumerate(("one", "other"))}
    ahead, drawn = (learn(parts, split, manner) for manner in (FURTHER, FROM_BEST))
    assert min(ahead.weights.values()) > 0.3
    assert ahead.reached > max(ahead.alone.values())
    best = max(drawn.alone, key=lambda name: drawn.alone[name])
    assert drawn.weights == dict.fromkeys(parts, 0.0) | {best: 1.0}


@pytest.mark.parametrize("several", [False, True])
def test_what_a_trial_measures_is_what_the_whole_catalogue_gives(
    dataset: Dataset, split: Split, *, several: bool
) -> None:
    if several:
        split = random_split(dataset.interactions, 0.5, limit=500, seed=0)
        assert split.truth.sum(axis=1).max() > 3
    parts = {"a": split.truth.toarray() + noise(split, 4), "b": noise(split, 5)}
    found = learn(parts, split)
    for name, scores in parts.items():
        whole = evaluate(scored(scores, split), split)
        assert found.alone[name] == pytest.approx(whole.ndcg, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_where_all_is_chance_the_best_part_alone_is_the_floor(split: Split, seed: int) -> None:
    few = split.some(np.arange(50))
    parts = {f"part {n}": noise(few, 10 * seed + n) for n in range(6)}
    found = learn(parts, few)
    assert found.reached >= max(found.alone.values())


def misjudged(people: int) -> tuple[dict[str, np.ndarray], Split]:
    """Return a part that is mostly right, and one that is wrong but for one person.

    For them it turns the order of the two best courses round, with however little weight.
    """
    past = Interactions.from_completions(
        [(f"p{number}", "c11", None) for number in range(people)],
        IdMap(tuple(f"c{number}" for number in range(12))),
    )
    wanted, rows = np.arange(people) % 5, np.arange(people)
    truth = sp.csr_matrix((np.ones(people), (rows, wanted)), (people, 12))
    right = np.tile(np.arange(12, dtype=np.float32)[::-1], (people, 1))
    # What people took stands first to fourth.
    right[rows, wanted] = 11.5 - rows % 4
    right[0, :2] = 11.0, 11.01
    wrong = -truth.toarray().astype(np.float32)
    wrong[0] = -wrong[0]
    return {"right": right, "wrong": wrong}, Split(past, rows, truth)


def test_what_helps_by_next_to_nothing_is_kept_out() -> None:
    assert learn(*misjudged(people=1000)).weights == {"right": 1.0, "wrong": 0.0}


def test_what_one_person_alone_asks_for_counts_by_the_draws_that_they_are_in() -> None:
    weights = learn(*misjudged(people=100)).weights
    assert 0.0 < weights["wrong"] < 0.9 * STEPS[1]


def test_equal_input_gives_equal_weights(split: Split) -> None:
    parts = {name: split.truth.toarray() + noise(split, n) for n, name in enumerate("abc")}
    assert learn(parts, split) == learn(parts, split)


def test_likeliest_weights_that_are_no_better_than_the_best_part_are_changed_further(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = split.truth.toarray()
    parts = {name: 1.5 * truth + noise(split, seed) for seed, name in enumerate(("one", "other"))}
    parts = {name: z_scores(scores.astype(np.float32)) for name, scores in parts.items()}
    worst = {"one": 0.0, "other": 1e-3}
    monkeypatch.setattr(fusion, "likeliest", lambda *_told: dict(worst))
    found = learn(parts, split, LIKELIEST)
    assert found.reached > max(found.alone.values())
    assert found.weights["one"] > 0.1
