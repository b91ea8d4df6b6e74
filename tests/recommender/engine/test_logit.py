"""The weights under which what people took is likeliest."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine.logit import PRIOR, likeliest
from tests.support.made_scores import chosen_by

PEOPLE, CANDIDATES = 400, 30
NONE_MISSING = np.zeros((PEOPLE, CANDIDATES), dtype=np.float32)


@pytest.fixture
def parts() -> dict[str, np.ndarray]:
    random = np.random.default_rng(3)
    names = ("strong", "weak", "noise")
    return {name: random.normal(size=(PEOPLE, CANDIDATES)).astype(np.float32) for name in names}


def test_weights_that_people_chose_by_are_found_again(parts: dict[str, np.ndarray]) -> None:
    truth = chosen_by(2.0 * parts["strong"] + 0.7 * parts["weak"])
    found = likeliest(parts, NONE_MISSING, truth)
    assert found["strong"] == pytest.approx(2.0, abs=0.3)
    assert found["weak"] == pytest.approx(0.7, abs=0.2)
    assert found["noise"] < 0.15


def test_no_weight_is_negative(parts: dict[str, np.ndarray]) -> None:
    truth = chosen_by(parts["strong"] - 2.0 * parts["weak"])
    found = likeliest(parts, NONE_MISSING, truth)
    assert found["strong"] > 0.3
    assert found["weak"] == 0.0


def test_what_is_missing_is_no_candidate(parts: dict[str, np.ndarray]) -> None:
    truth = chosen_by(parts["strong"])
    wide = {name: np.hstack([scores, np.full_like(scores, 50.0)]) for name, scores in parts.items()}
    missing = np.hstack([NONE_MISSING, np.full_like(NONE_MISSING, -1e9)])
    nothing = np.zeros_like(truth)
    found = likeliest(wide, missing, np.hstack([truth, nothing]))
    assert found == pytest.approx(likeliest(parts, NONE_MISSING, truth), abs=1e-3)


def test_each_person_counts_the_same_however_much_they_took(parts: dict[str, np.ndarray]) -> None:
    truth = chosen_by(parts["strong"])
    half = PEOPLE // 2
    # The others took everything that is good by another part: ten courses each.
    order = np.argsort(-parts["weak"][half:], axis=1)[:, :10]
    np.put_along_axis(truth[half:], order, True, axis=1)
    found = likeliest(parts, NONE_MISSING, truth)
    assert found["strong"] > 0.15
    alone = {name: scores[:half] for name, scores in parts.items()}
    assert likeliest(alone, NONE_MISSING[:half], truth[:half])["weak"] < found["weak"]


def test_few_people_move_the_weights_less_than_many(parts: dict[str, np.ndarray]) -> None:
    truth = chosen_by(2.0 * parts["strong"])
    few = {name: scores[:4] for name, scores in parts.items()}
    found = likeliest(few, NONE_MISSING[:4], truth[:4])
    assert 0 < sum(found.values()) < likeliest(parts, NONE_MISSING, truth)["strong"]
    # At the best place, what is gained by a weight is what the prior takes: twice itself.
    values = sum(found[name] * few[name] for name in few)
    chances = np.exp(values) / np.exp(values).sum(axis=1, keepdims=True)
    slope = ((truth[:4] - chances) * few["strong"]).sum(axis=1).mean()
    assert slope == pytest.approx(2 * PRIOR / 4 * found["strong"], abs=1e-3)


def test_who_took_no_candidate_says_nothing(parts: dict[str, np.ndarray]) -> None:
    truth = np.zeros((PEOPLE, CANDIDATES), dtype=bool)
    assert likeliest(parts, NONE_MISSING, truth) == dict.fromkeys(parts, 0.0)
    taken = chosen_by(parts["strong"])
    truth[:100] = taken[:100]
    some = {name: scores[:100] for name, scores in parts.items()}
    expected = likeliest(some, NONE_MISSING[:100], taken[:100])
    assert likeliest(parts, NONE_MISSING, truth) == pytest.approx(expected, abs=1e-4)
