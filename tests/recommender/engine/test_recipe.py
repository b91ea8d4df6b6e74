"""What a site's history says about its companions is recognised, and reaches them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.engine import companions as companions_module
from recommender.engine import tuning
from recommender.engine.companions import (
    EASE,
    FADING,
    NEIGHBOURS,
    TRANSITIONS,
    Recipe,
    companions,
    default_recipe,
)
from recommender.engine.dataset import Dataset
from recommender.engine.development import Development
from recommender.engine.links import Links
from recommender.engine.neighbours import COSINE_SHARE, DECAYS, LEAVING, LESS_LATEST, cosine
from recommender.engine.standing import RECENT
from recommender.engine.transitions import MANNERS, transitions
from tests.support.next_courses import Asked, cut
from tests.support.trainers import Given

NEVER = float("inf")


@pytest.fixture(autouse=True)
def _without_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "weigh", lambda found, _cut: found)


def chosen(part: Development, deadline: float = NEVER) -> Recipe:
    """Return the recipe that the search chooses."""
    flat = np.zeros(part.split.train.shape, dtype=np.float32)
    return tuning.search(part, [Given(lambda _e, _p: lambda people: flat[people])], deadline).recipe


@pytest.mark.parametrize(("taken", "leaving"), [("rare", LEAVING[0]), ("popular", LEAVING[1])])
def test_how_much_popularity_speaks_for_a_neighbour_is_learned(taken: str, leaving: float) -> None:
    others = [["own", "rare"]] * 30 + [["own", "popular"]] * 60 + [["popular"]] * 240
    assert chosen(cut(others, [(["own"], taken)] * 60)).leaving == leaving


@pytest.mark.parametrize(("taken", "manner"), [("after", MANNERS[0]), ("before", MANNERS[1])])
def test_whether_a_step_counts_the_other_way_round_is_learned(
    taken: str, manner: tuple[float, float]
) -> None:
    others = [["before", "own"]] * 60 + [["own", "after"]] * 15
    assert chosen(cut(others, [(["own"], taken)] * 60)).manner == manner


@pytest.mark.parametrize(("taken", "decay"), [("of all", DECAYS[0]), ("of the last", DECAYS[-1])])
@pytest.mark.parametrize(
    ("choice", "elsewhere"),
    [("neighbours_decay", 0), ("ease_decay", 0), ("transitions_decay", 30)],
)
def test_how_fast_a_history_fades_is_learned_for_each_companion(
    choice: str, elsewhere: int, taken: str, decay: float
) -> None:
    """Four courses lead to one, a fifth and last to another; from there many go elsewhere too."""
    first, last = ["o1", "o2", "o3", "o4"], "o5"
    others = [[own, "of all"] for own in first] * 30 + [[last, "of the last"]] * 25
    others += [[last, f"elsewhere {number}"] for number in range(elsewhere)]
    found = chosen(cut(others, [([*first, last], taken)] * 60))
    assert getattr(found, choice) == decay


@pytest.mark.parametrize(("misled", "latest"), [(1, 1.0), (10, LESS_LATEST)])
def test_the_latest_course_counts_less_only_where_that_is_clearly_better(
    misled: int, latest: float
) -> None:
    """Some ended on a course that leads elsewhere, with more force than what they took before."""
    others = [["a", "b"]] * 30 + [["before", "next"]] * 30 + [["latest", "elsewhere"]] * 60
    asked: list[Asked] = [(["a"], "b")] * (60 - misled) + [(["before", "latest"], "next")] * misled
    assert chosen(cut(others, asked)).latest == latest


@pytest.mark.parametrize("people", [60, 10])
@pytest.mark.parametrize(
    ("way", "lately"),
    [("time", True), ("launch", True), ("random", False), ("end", False), ("last", False)],
)
def test_what_is_popular_of_late_is_a_part_only_where_the_cut_tells_launches(
    way: str, people: int, *, lately: bool
) -> None:
    part = cut([["a", "b"]] * 30, [(["a"], "b")] * people, way)
    assert chosen(part, deadline=0.0).lately is lately


def test_what_is_chosen_reaches_every_companion(dataset: Dataset) -> None:
    past, taken = dataset.interactions, np.flatnonzero(dataset.interactions.course_counts())
    recipe = Recipe(
        ease_decay=0.65,
        neighbours_decay=0.7,
        leaving=0.8,
        transitions_decay=0.75,
        manner=MANNERS[1],
        latest=LESS_LATEST,
    )
    parts = {part.name: part for part in companions(dataset, recipe)}
    links = {name: part for name, part in parts.items() if isinstance(part, Links)}
    assert {part.latest for part in links.values()} == {LESS_LATEST}
    assert links[EASE].decay == 0.65
    assert links[NEIGHBOURS].decay == 0.7
    assert links[TRANSITIONS].decay == 0.75
    for name, weights in (
        (NEIGHBOURS, cosine(past, 0.8, COSINE_SHARE)),
        (TRANSITIONS, transitions(past, FADING, *MANNERS[1])),
    ):
        # What nobody took has predicted columns.
        found = links[name].weights.toarray()[:, taken]
        np.testing.assert_array_equal(found, weights.toarray()[:, taken])


def test_what_is_not_needed_is_not_fitted(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = default_recipe(dataset.interactions)
    parts = {part.name: part for part in companions(dataset, recipe)}
    monkeypatch.delattr(companions_module, "ease")
    (found,) = companions(dataset, recipe, lambda name: name == NEIGHBOURS)
    known = parts[NEIGHBOURS]
    assert isinstance(found, Links)
    assert isinstance(known, Links)
    assert (found.weights != known.weights).nnz == 0
    assert found.decay == known.decay


def test_what_is_popular_of_late_is_fitted_where_it_was_chosen(dataset: Dataset) -> None:
    usual = default_recipe(dataset.interactions)
    assert RECENT not in {part.name for part in companions(dataset, usual)}
    assert RECENT in {part.name for part in companions(dataset, replace(usual, lately=True))}
