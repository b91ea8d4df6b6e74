"""Odd sites, such as those where nearly all courses are untaken: weights that are numbers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pytest

from recommender.engine import training
from recommender.engine.catalogue import Catalogue
from recommender.engine.companions import companions, default_recipe
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.development import AT_LAUNCHES, Development
from recommender.engine.epochs import Fit
from recommender.engine.evaluation import ScoreBlock, random_split, scored
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.interactions import Completion
from recommender.engine.learned import LearnedRanker
from recommender.engine.soundness import flaw
from recommender.engine.weighing import Weighing
from recommender.engine.weights import weighed
from tests.support.made_scores import noise
from tests.support.next_courses import cut
from tests.support.parts import check_terms
from tests.support.trainers import Given

PEOPLE = 60


def named(count: int) -> list[CourseFacts]:
    return [CourseFacts(f"c{n}", f"Subject {n % 3}", skills=(f"S{n % 3}",)) for n in range(count)]


def taken(people: int, *courses: int) -> list[Completion]:
    return [(f"p{person}", f"c{course}", None) for person in range(people) for course in courses]


def some_of(people: int, courses: int) -> list[Completion]:
    """Return three courses of each person, of which all are taken by somebody."""
    return [
        (f"p{person}", f"c{(person + step * step) % courses}", None)
        for person, step in itertools.product(range(people), range(3))
    ]


SITES: dict[str, tuple[list[Completion], list[CourseFacts]]] = {
    "all untaken but one": (taken(PEOPLE, 0), named(9)),
    "all untaken but two": (taken(PEOPLE, 0, 1), named(9)),
    "none untaken": (some_of(PEOPLE, 9), named(9)),
    "one course": (taken(PEOPLE, 0), named(1)),
    "one learner": (taken(1, *range(8)), named(12)),
    "identical contents": (some_of(PEOPLE, 9), [CourseFacts(f"c{n}", "Same") for n in range(14)]),
    "empty contents": (some_of(PEOPLE, 9), [CourseFacts(f"c{n}", "") for n in range(14)]),
    "one course each": ([(f"p{n}", f"c{n % 7}", None) for n in range(PEOPLE)], named(9)),
    "everybody took everything": (taken(PEOPLE, *range(9)), named(9)),
    "half untaken": (some_of(PEOPLE, 9), named(18)),
}


def check(weighing: Weighing) -> None:
    told: tuple[Mapping[str, float], ...] = weighing.usual, weighing.newcomers, weighing.untaken
    for weights in told:
        assert all(0.0 <= weight < np.inf for weight in weights.values())
    assert sum(weighing.usual.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("site", SITES)
def test_a_training_gives_a_sound_model_that_ranks_and_explains(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "shortfall", lambda _past: None)
    completions, courses = SITES[site]
    model = training.train(build_dataset(completions, courses, []), budget_seconds=0.0)
    check(model.weighing)
    assert flaw(model) is None
    added = [*courses, CourseFacts("new", "Subject 1"), CourseFacts("blank", "")]
    ranker = LearnedRanker(Catalogue(added), model)
    for person in (Person(LearnerFacts("p0"), ("c0", "c1")), Person(LearnerFacts("nobody"))):
        check_terms(ranker, person)


def weighed_on(part: Development, scores: ScoreBlock, by_features: ScoreBlock) -> Weighing:
    trainer = Given(lambda *_: scores, newcomers={2: scores}, by_features={2: by_features})
    parts = companions(part.dataset, default_recipe(part.split.train))
    return weighed(part, Fit(trainer, 2, scores, 0.0, complete=True), parts).weighing


@pytest.mark.parametrize(("value", "odd"), [(np.nan, 9), (np.inf, 9), (3e38, 1)])
def test_factors_that_are_no_numbers_for_some_have_no_say_for_these(
    dataset: Dataset, value: float, odd: int
) -> None:
    split = random_split(dataset.interactions, 0.3, 500, seed=0)
    part = Development(dataset.of(split.train), split, "random")
    rows, silent = noise(split), noise(split)
    rows[::odd], silent[::odd] = value, 0.0
    found = weighed_on(part, scored(rows, split), scored(rows, split))
    check(found)
    expected = weighed_on(part, scored(silent, split), scored(silent, split))
    assert found.untaken == pytest.approx(expected.untaken, abs=1e-6)
    assert max(found.untaken.values()) > 2 * found.untaken[LIGHTFM]


@pytest.mark.parametrize("takers", [60, 10])
@pytest.mark.parametrize("courses", [1, 2, 30])
def test_people_of_whom_all_go_on_to_new_courses_are_weighed_by(takers: int, courses: int) -> None:
    asked = [(["old"], f"new {person % courses}") for person in range(takers)]
    asked += [(["old"], "other") for _ in range(60 - takers)]
    part = cut([["old", "other"]] * 3, asked, AT_LAUNCHES)
    block = scored(noise(part.split), part.split)
    check(weighed_on(part, block, block))
