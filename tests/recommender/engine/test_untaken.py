"""The weights for courses without a history, from choices whose reasons are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.engine.untaken import FOLDS, MOST_WEIGHT, Seen, untaken_weights
from tests.support.made_scores import chosen_by

PEOPLE, COURSES = 2000, 40
# Every second course of a catalogue has a history.
COLUMNS = np.arange(1, 2 * COURSES, 2)
CHOOSY = 2.0


def drawn(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(PEOPLE, COURSES)).astype(np.float32)


WANTED = drawn(0)


def seen(scores: dict[str, np.ndarray], truth: np.ndarray) -> Seen:
    folds = np.random.default_rng(1).permutation(COURSES) % FOLDS
    return Seen(COLUMNS, folds, scores, np.zeros(truth.shape, dtype=np.float32), truth)


def usual(scores: np.ndarray) -> np.ndarray:
    """Return people x catalogue; courses that are not looked at have scores of no use."""
    found = np.full((len(scores), 2 * COURSES), 50.0, dtype=np.float32)
    found[:, COLUMNS] = scores
    return found


def weights(scores: dict[str, np.ndarray], told: np.ndarray = WANTED) -> dict[str, float]:
    """Return the weights where people choose by ``WANTED``, which the usual scores show so."""
    return untaken_weights(seen(scores, chosen_by(CHOOSY * WANTED)), usual(told))


def test_what_tells_unknown_courses_apart_has_the_weight_and_noise_has_little() -> None:
    found = weights({"tells": WANTED, "noise": drawn(3), "wrong": drawn(4) - WANTED})
    assert found["tells"] > 20 * max(found["noise"], found["wrong"])


def test_what_two_parts_tell_is_shared_as_it_was_wanted() -> None:
    one, other = drawn(5), drawn(6)
    both = 0.8 * one + 0.6 * other
    truth = chosen_by(CHOOSY * both)
    found = untaken_weights(seen({"one": one, "other": other}, truth), usual(both))
    assert found["one"] == pytest.approx(0.8, abs=0.1)
    assert found["other"] == pytest.approx(0.6, abs=0.1)


@pytest.mark.parametrize("people", [60, 200])
def test_a_part_that_tells_nearly_as_much_as_another_keeps_nearly_its_weight(people: int) -> None:
    """Seen as untaken is not quite untaken, so that few people must not decide between the two."""
    truth = chosen_by(CHOOSY * WANTED)[:people]
    better, nearly = WANTED[:people], (WANTED + np.float32(0.3) * drawn(11))[:people]
    found = untaken_weights(seen({"better": better, "nearly": nearly}, truth), usual(better))
    assert 0.8 * found["better"] < found["nearly"] < found["better"]


@pytest.mark.parametrize("size", [0.25, 1.0, 3.0])
def test_unknown_scores_that_tell_as_much_as_the_usual_are_brought_to_their_size(
    size: float,
) -> None:
    found = weights({"tells": np.float32(1 / size) * WANTED})
    assert found["tells"] == pytest.approx(size, rel=0.15)
    # It is the same with usual scores of another size: what counts is one beside the other.
    found = weights({"tells": WANTED}, np.float32(size) * WANTED)
    assert found["tells"] == pytest.approx(size, rel=0.15)


def test_where_the_usual_scores_tell_little_the_weights_have_an_end() -> None:
    found = weights({"tells": WANTED, "as well": WANTED}, np.float32(1e-3) * WANTED)
    assert sum(found.values()) == pytest.approx(MOST_WEIGHT)


@pytest.mark.parametrize("told", [0.3, 0.6, 0.9])
def test_unknown_scores_that_tell_less_than_the_usual_count_less(told: float) -> None:
    """Of a wish that is known with an error of that size, this is what is left on average."""
    blurred = told * WANTED + np.sqrt(1 - told**2) * drawn(7)
    found = weights({"tells": blurred.astype(np.float32)})
    assert found["tells"] == pytest.approx(told, abs=0.12)


@pytest.mark.parametrize("people", [60, PEOPLE])
@pytest.mark.parametrize("level", [-1.5, 1.5])
def test_how_high_all_courses_of_a_kind_stand_changes_no_weight(people: int, level: float) -> None:
    """Not even where people are so few that weights are held down."""
    truth = chosen_by(CHOOSY * WANTED)[:people]
    some, moved = WANTED[:people], WANTED[:people] + np.float32(level)
    plain = untaken_weights(seen({"tells": some}, truth), usual(some))
    assert plain["tells"] > 0.5
    for own, told in ((moved, some), (some, moved)):
        found = untaken_weights(seen({"tells": own}, truth), usual(told))
        assert found["tells"] == pytest.approx(plain["tells"], rel=0.01)


def test_that_unknown_courses_are_taken_less_is_no_reason_to_tell_them_apart_less() -> None:
    """Whatever a site's new courses lack beside others shows in their level alone."""
    unknown = (
        seen({}, np.zeros(WANTED.shape, dtype=bool)).folds == (np.arange(PEOPLE) % FOLDS)[:, None]
    )
    for lead in (-1.5, 1.5):
        truth = chosen_by(CHOOSY * WANTED + lead * unknown)
        found = untaken_weights(seen({"tells": WANTED}, truth), usual(WANTED))
        assert found["tells"] == pytest.approx(1.0, rel=0.2)


def test_courses_that_a_person_has_already_are_no_alternatives() -> None:
    known = drawn(8) > 1.0
    truth = chosen_by(np.where(known, -1e9, CHOOSY * WANTED))
    told = np.where(known, np.float32(30.0), WANTED)
    looked_at = seen({"tells": told}, truth)
    missing = np.where(known, np.float32(-1e9), np.float32(0.0))
    found = untaken_weights(
        Seen(COLUMNS, looked_at.folds, looked_at.scores, missing, truth), usual(told)
    )
    assert found["tells"] == pytest.approx(1.0, rel=0.15)


@pytest.mark.parametrize(
    "scores", [np.zeros_like(WANTED), -WANTED, np.ones_like(WANTED)], ids=["none", "wrong", "flat"]
)
def test_where_nothing_tells_unknown_courses_apart_all_weights_are_zero(
    scores: np.ndarray,
) -> None:
    assert weights({"a": scores, "b": scores}) == {"a": 0.0, "b": 0.0}


def test_where_nobody_took_any_of_them_all_weights_are_zero() -> None:
    nothing = np.zeros(WANTED.shape, dtype=bool)
    assert untaken_weights(seen({"a": WANTED}, nothing), usual(WANTED)) == {"a": 0.0}


def test_beside_usual_scores_that_tell_nothing_there_is_no_comparison() -> None:
    assert weights({"tells": WANTED}, 0 * WANTED) == {"tells": 0.0}
    assert weights({"tells": WANTED}, -WANTED) == {"tells": 0.0}


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([1, 3, 60]),
    st.sampled_from([1, 2, 12]),
    st.sampled_from([0.0, 1e-6, 1.0, 30.0]),
    st.sampled_from([0.0, 1e-6, 1.0, 30.0]),
)
def test_weights_are_numbers_and_never_negative(
    seed: int, people: int, courses: int, size: float, usual_size: float
) -> None:
    random = np.random.default_rng(seed)
    tables = random.normal(size=(3, people, courses)).astype(np.float32)
    truth = random.random((people, courses)) < 0.3
    missing = np.where(random.random((people, courses)) < 0.3, np.float32(-1e9), np.float32(0.0))
    scores = {"a": np.float32(size) * tables[0], "b": np.broadcast_to(tables[1, :1], truth.shape)}
    folds = random.permutation(courses) % FOLDS
    told = Seen(np.arange(courses), folds, scores, missing, truth & (missing == 0))
    found = untaken_weights(told, np.float32(usual_size) * tables[2])
    assert found.keys() == scores.keys()
    assert all(0.0 <= weight < np.inf for weight in found.values())
