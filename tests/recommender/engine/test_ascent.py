"""Weights found on a development part: never worse than the best part, and not by chance."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine import ascent
from recommender.engine.ascent import FROM_BEST, FURTHER, LIKELIEST, STEPS, learn
from recommender.engine.candidates import Candidates
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import Split, evaluate, random_split, scored
from recommender.engine.fusion import z_scores
from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.logit import likeliest
from tests.support.made_scores import noise


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


def test_the_ascent_begins_at_what_is_likeliest_unless_it_is_to_begin_at_the_best_part(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ascent, "ROUNDS", 0)
    truth = split.truth.toarray()
    parts = {name: 1.5 * truth + noise(split, seed) for seed, name in enumerate(("one", "other"))}
    ahead, drawn = (learn(parts, split, manner) for manner in (FURTHER, FROM_BEST))
    assert min(ahead.weights.values()) > 0.3
    assert ahead.reached > max(ahead.alone.values())
    best = max(drawn.alone, key=lambda name: drawn.alone[name])
    assert drawn.weights == dict.fromkeys(parts, 0.0) | {best: 1.0}


def test_the_likeliest_weights_hold_as_they_are_or_are_changed_further_as_asked(
    split: Split,
) -> None:
    truth = split.truth.toarray()
    parts = {name: 1.5 * truth + noise(split, seed) for seed, name in enumerate(("one", "other"))}
    pool = Candidates.of(parts, split)
    likely = likeliest(pool.parts, pool.missing, pool.truth)
    shares = {name: weight / sum(likely.values()) for name, weight in likely.items()}
    assert learn(parts, split, LIKELIEST).weights == pytest.approx(shares)
    assert learn(parts, split, FURTHER).weights != pytest.approx(shares, abs=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_every_step_ranks_the_people_better_whom_it_is_made_on(
    split: Split, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(ascent, "BAGS", 1)
    monkeypatch.setattr(ascent, "BAG_SHARE", 1.0)
    truth, random = split.truth.toarray(), np.random.default_rng(seed)
    parts = {
        f"part {n}": random.random() * truth * (random.random(truth.shape) < 0.6)
        + noise(split, 100 * seed + n) / 2
        for n in range(6)
    }
    reached = []
    for rounds in range(4):
        monkeypatch.setattr(ascent, "ROUNDS", rounds)
        reached.append(learn(parts, split, FURTHER).reached)
    assert reached == sorted(reached)
    assert reached[-1] > reached[0]


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
    monkeypatch.setattr(ascent, "likeliest", lambda *_told: dict(worst))
    found = learn(parts, split, LIKELIEST)
    assert found.reached > max(found.alone.values())
    assert found.weights["one"] > 0.1
