"""Courses with a history, seen as if nobody had finished them: as a prediction would show them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from recommender.engine import untaken
from recommender.engine.companions import companions, default_recipe
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import MIN_TEST_PEOPLE, Split
from recommender.engine.factors import LIGHTFM, Factors
from recommender.engine.features import with_identity
from recommender.engine.fusion import scales, z_scores
from recommender.engine.likeness import CONTENT, Predictor
from recommender.engine.links import Links
from recommender.engine.untaken import FOLDS, Seen, seen_as_untaken
from tests.support.made_scores import noise

PREDICTED = ("ease", "spectral", "neighbours", "transitions", "next")


@pytest.fixture(scope="module")
def past(dataset: Dataset, split: Split) -> Dataset:
    return dataset.of(split.train)


@pytest.fixture(scope="module")
def linked(past: Dataset) -> dict[str, Links]:
    parts = companions(past, default_recipe(past.interactions))
    return {part.name: part for part in parts if isinstance(part, Links)}


def looked_at(scores: dict[str, np.ndarray], past: Dataset, split: Split, *holds: str) -> Seen:
    parts = {name: z_scores(found) for name, found in scores.items()}
    seen = seen_as_untaken(parts, {name: parts[name] for name in holds}, past.content, split)
    assert seen is not None
    return seen


def counts_without(seen: Seen, fold: int, split: Split) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns of a fold, and how many people finished each of all other courses."""
    own, counts = seen.courses[seen.folds == fold], split.train.course_counts().copy()
    counts[own] = 0
    return own, counts


def without_columns(links: Links, columns: np.ndarray) -> Links:
    table = links.weights.tolil()
    table[:, columns] = 0.0
    return dataclasses.replace(links, weights=table.tocsr())


@pytest.mark.parametrize("name", PREDICTED)
def test_links_are_those_that_would_be_predicted_if_a_fold_had_no_history(
    past: Dataset, split: Split, linked: dict[str, Links], name: str
) -> None:
    links, steps = linked[name], split.train.steps()[split.people]
    usual = links.scores(steps)
    mean, scale = usual.mean(axis=1, keepdims=True), scales(usual)
    seen, compared = looked_at({name: usual}, past, split), 0
    for fold in range(FOLDS):
        own, counts = counts_without(seen, fold, split)
        bare = without_columns(links, np.flatnonzero(counts == 0))
        filled = Predictor(past.content, counts).fill(bare)
        expected = (filled.scores(steps)[:, own] - mean) * scale
        # Whoever finished a course of the fold would have that one less.
        others = np.diff(split.train.matrix()[split.people][:, own].indptr) == 0
        found = seen.scores[name][:, seen.folds == fold]
        np.testing.assert_allclose(found[others], expected[others], atol=1e-4)
        compared += np.count_nonzero(others)
        assert np.std(found) > 0.1
    assert compared > 50


def test_factors_are_those_with_the_identities_that_would_be_predicted(
    past: Dataset, split: Split
) -> None:
    random = np.random.default_rng(0)
    courses, people = (
        with_identity(each.matrix) for each in (past.course_features, past.learner_features)
    )
    sizes = courses.shape[1], people.shape[1]
    factors = Factors(
        random.normal(size=(sizes[0], 6)).astype(np.float32),
        random.normal(size=sizes[0]).astype(np.float32),
        random.normal(size=(sizes[1], 6)).astype(np.float32),
    )
    learners = people[split.people]
    usual = factors.scores(learners, courses)
    mean, scale = usual.mean(axis=1, keepdims=True), scales(usual)
    by_features = factors.without_identities(courses.shape[0]).scores(learners, courses)
    parts, holds = {LIGHTFM: z_scores(usual)}, {LIGHTFM: by_features * scale}
    seen = seen_as_untaken(parts, holds, past.content, split)
    assert seen is not None
    for fold in range(FOLDS):
        own, counts = counts_without(seen, fold, split)
        predicted = Predictor(past.content, counts).identities(factors)
        expected = (predicted.scores(learners, courses)[:, own] - mean) * scale
        np.testing.assert_allclose(seen.scores[LIGHTFM][:, seen.folds == fold], expected, atol=1e-4)


def test_what_holds_without_a_history_stays_as_it_is(
    past: Dataset, split: Split, linked: dict[str, Links]
) -> None:
    steps = split.train.steps()[split.people]
    scores = {name: linked[name].scores(steps) for name in (CONTENT, "ease")}
    seen = looked_at(scores, past, split, CONTENT)
    usual = z_scores(scores[CONTENT])[:, seen.courses]
    np.testing.assert_allclose(seen.scores[CONTENT], usual, atol=1e-5)
    changed = looked_at(scores, past, split)
    assert not np.allclose(changed.scores[CONTENT], usual, atol=0.1)
    np.testing.assert_array_equal(changed.scores["ease"], seen.scores["ease"])


def told(split: Split) -> dict[str, np.ndarray]:
    return {"noise": noise(split)}


def test_every_taken_course_is_in_one_fold_and_none_that_nobody_took(
    past: Dataset, split: Split
) -> None:
    seen = looked_at(told(split), past, split)
    taken = np.flatnonzero(split.train.course_counts())
    np.testing.assert_array_equal(seen.courses, taken)
    assert len(taken) < split.truth.shape[1]
    sizes = np.bincount(seen.folds, minlength=FOLDS)
    assert len(sizes) == FOLDS
    assert sizes.max() - sizes.min() <= 1
    # Neighbours in the catalogue are not in one fold after the other.
    assert len(set(np.diff(seen.folds) % FOLDS)) > 2


def test_only_the_most_taken_courses_are_looked_at(
    past: Dataset, split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(untaken, "MOST_COURSES", 25)
    seen = looked_at(told(split), past, split)
    most = np.argsort(-split.train.course_counts(), kind="stable")[:25]
    np.testing.assert_array_equal(seen.courses, np.sort(most))
    assert seen.truth.shape == seen.missing.shape == seen.scores["noise"].shape
    assert seen.truth.shape == (len(split.people), 25)


def test_what_a_person_has_already_is_no_candidate(past: Dataset, split: Split) -> None:
    again = dataclasses.replace(
        split, truth=(split.truth + split.train.matrix()[split.people]).tocsr()
    )
    seen, plain = (looked_at(told(each), past, each) for each in (again, split))
    known = split.train.matrix()[split.people][:, seen.courses].toarray() > 0
    assert (seen.missing[known] < -1e6).all()
    assert not seen.missing[~known].any()
    assert not seen.truth[known].any()
    np.testing.assert_array_equal(seen.truth, plain.truth)
    expected = split.truth[:, seen.courses].toarray() > 0
    np.testing.assert_array_equal(seen.truth, expected & ~known)


def test_too_few_people_who_took_such_a_course_tell_nothing(past: Dataset, split: Split) -> None:
    taken = np.flatnonzero(split.train.course_counts())
    split = split.some(np.flatnonzero(np.diff(split.truth[:, taken].indptr)))
    for people, enough in ((MIN_TEST_PEOPLE - 1, False), (MIN_TEST_PEOPLE, True)):
        some = split.some(np.arange(people))
        seen = seen_as_untaken(told(some), {}, past.content, some)
        assert (seen is not None) == enough
        # Whoever took nothing of these does not count.
        truth = split.truth.tolil()
        truth[people:] = 0.0
        most = dataclasses.replace(split, truth=truth.tocsr())
        seen = seen_as_untaken(told(most), {}, past.content, most)
        assert (seen is not None) == enough


def test_equal_input_is_seen_in_the_same_way(past: Dataset, split: Split) -> None:
    first, second = (looked_at(told(split), past, split) for _ in "ab")
    np.testing.assert_array_equal(first.folds, second.folds)
    np.testing.assert_array_equal(first.scores["noise"], second.scores["noise"])
