"""Weights of courses without a history, from cuts that show such courses taken or not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from recommender.engine import training, weights
from recommender.engine.ascent import Learned
from recommender.engine.baselines import fused
from recommender.engine.catalogue import Catalogue
from recommender.engine.companions import default_recipe
from recommender.engine.dataset import Dataset
from recommender.engine.development import AT_LAUNCHES, Development
from recommender.engine.evaluation import (
    MIN_TEST_PEOPLE,
    ScoreBlock,
    Split,
    evaluate,
    scored,
)
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import Person
from recommender.engine.fusion import FUSION, scales, z_scores
from recommender.engine.learned import LearnedRanker
from recommender.engine.likeness import CONTENT
from recommender.engine.links import Links
from recommender.engine.ranking import Scores
from recommender.engine.tuning import Search
from recommender.engine.weighing import Weighing
from recommender.engine.weights import LEAST_LIGHTFM
from tests.support import histories
from tests.support.next_courses import Asked, cut
from tests.support.weighed_cuts import EPOCHS, fitted, found_on, knowing, noise

TOPICS = ["ash", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine"]


def launches(takers: int, others: int = 240) -> Development:
    """Return people who go on to another topic, and so many to a new course of their own.

    So what people did tells which old course comes next, and content which new one.
    """
    led = [[f"first {own}", f"then {TOPICS[n - 1]}"] for n, own in enumerate(TOPICS)] * 20
    asked: list[Asked] = []
    for person in range(others + takers):
        place = person % len(TOPICS)
        own = TOPICS[place]
        target = f"new {own}" if person < takers else f"then {TOPICS[place - 1]}"
        asked.append(([f"first {own}"], target))
    return cut(led, asked, AT_LAUNCHES)


@pytest.fixture(scope="module")
def shown() -> Development:
    return launches(takers=120)


@pytest.fixture(scope="module")
def hidden(dataset: Dataset, split: Split) -> Development:
    """The made-up site, whose tracks content tells apart, but who took an untaken course."""
    takers = np.diff(split.truth[:, split.untaken].indptr) > 0
    split = split.some(np.flatnonzero(~takers))
    return Development(dataset.of(split.train), split, "end")


def served(part: Development, weighing: Weighing, scores: ScoreBlock) -> Scores:
    return fused(part, fitted(part), weighing, scores)(part.split.people)


def share(weights: Mapping[str, float], *names: str) -> float:
    return sum(weights[name] for name in names) / sum(weights.values())


LED = ("ease", "spectral", "neighbours", "transitions", "next")


def own_topic_first(part: Development, ranked: Scores) -> float:
    """Return for which part of the people their own topic's course leads all new ones."""
    names, new = part.dataset.interactions.courses.ids, part.split.untaken
    steps = part.split.train.matrix()
    best = new[np.argmax(ranked[:, new], axis=1)]
    own = [names[steps[[person]].indices[0]].split()[1] for person in part.split.people]
    return float(
        np.mean([names[b].split()[1] == topic for b, topic in zip(best, own, strict=True)])
    )


def test_where_new_courses_were_taken_they_are_weighed_by_what_told_which(
    shown: Development,
) -> None:
    scores = noise(shown)
    weighing = found_on(shown, scores).weighing
    assert share(weighing.usual, *LED) > 10 * share(weighing.usual, CONTENT)
    assert share(weighing.untaken, CONTENT) > 10 * share(weighing.untaken, *LED)
    # That new courses lead at a launch holds as it is, though the factors' least is put in.
    assert weighing.usual[LIGHTFM] == pytest.approx(LEAST_LIGHTFM)
    assert weighing.usual["launch"] > 0.1
    assert weighing.untaken["launch"] == pytest.approx(weighing.usual["launch"])
    assert own_topic_first(shown, served(shown, weighing, scores)) > 0.95
    as_usual = Weighing(weighing.usual, weighing.newcomers, weighing.familiar)
    assert own_topic_first(shown, served(shown, as_usual, scores)) < 0.5


@pytest.mark.parametrize(
    ("takers", "way", "enough"),
    [
        (MIN_TEST_PEOPLE, AT_LAUNCHES, True),
        (MIN_TEST_PEOPLE, "time", True),
        (MIN_TEST_PEOPLE - 1, AT_LAUNCHES, False),
        # Here that they have no history is the doing of the cut.
        (MIN_TEST_PEOPLE, "random", False),
        (MIN_TEST_PEOPLE, "end", False),
        (MIN_TEST_PEOPLE, "last", False),
    ],
)
def test_enough_people_must_have_taken_new_courses_to_learn_from_them(
    monkeypatch: pytest.MonkeyPatch, takers: int, way: str, *, enough: bool
) -> None:
    part, asked = dataclasses.replace(launches(takers), way=way), list[object]()
    monkeypatch.setattr(weights, "seen_as_untaken", lambda *told: asked.append(told))
    weighing = found_on(part, noise(part)).weighing
    assert len(asked) == (0 if enough else 1)
    # With nothing to learn from in either way, there are no weights of their own.
    assert bool(weighing.untaken) == enough


def test_where_none_was_taken_they_are_weighed_by_what_tells_unknown_courses_apart(
    hidden: Development,
) -> None:
    scores = knowing(hidden)
    weighing = found_on(hidden, scores).weighing
    assert weighing.usual[LIGHTFM] > 0.9
    assert share(weighing.untaken, LIGHTFM) < 0.1
    assert share(weighing.untaken, CONTENT, *LED) > 0.8
    # What is not linked, such as how popular a course is, weighs as it does elsewhere.
    for name in ("popularity", "launch", "segments"):
        assert weighing.untaken[name] == weighing.usual[name]


def own_track_first(part: Development, ranked: Scores) -> float:
    names = part.dataset.interactions.courses.ids
    new = np.array([names.index(f"{track.lower()}-11") for track in histories.TRACKS])
    steps = part.split.train.matrix()
    hits = []
    for row, person in enumerate(part.split.people):
        own = {names[course].split("-")[0] for course in steps[[person]].indices}
        if len(own) == 1:
            hits.append(names[new[np.argmax(ranked[row, new])]].split("-")[0] in own)
    assert len(hits) > 30
    return float(np.mean(hits))


def test_what_tells_unknown_courses_apart_ranks_those_that_nobody_took(
    hidden: Development,
) -> None:
    scores = knowing(hidden)
    weighing = found_on(hidden, scores).weighing
    assert own_track_first(hidden, served(hidden, weighing, scores)) > 0.9
    usual = Weighing(weighing.usual, weighing.newcomers, weighing.familiar)
    assert own_track_first(hidden, served(hidden, usual, scores)) < 0.7


@pytest.mark.parametrize("with_features", [True, False])
def test_what_needs_no_prediction_is_told_to_hold_in_the_scale_of_the_scores(
    hidden: Development, monkeypatch: pytest.MonkeyPatch, *, with_features: bool
) -> None:
    told: list[Mapping[str, Scores]] = []
    monkeypatch.setattr(weights, "seen_as_untaken", lambda *given: told.extend(given[:2]))
    random = np.random.default_rng(1).normal(size=(3, *hidden.split.truth.shape))
    scores, features, stale = (
        scored(5 * found.astype(np.float32) + 3, hidden.split) for found in random
    )
    kept = {EPOCHS: features} if with_features else {}
    found_on(hidden, scores, by_features={EPOCHS + 2: stale} | kept)
    parts, holds = told
    people, steps = hidden.split.people, hidden.split.train.steps()[hidden.split.people]
    links = {part.name: part for part in fitted(hidden) if isinstance(part, Links)}
    assert parts.keys() == {LIGHTFM} | links.keys() == {LIGHTFM, CONTENT, *LED}
    np.testing.assert_array_equal(parts[LIGHTFM], z_scores(scores(people)))
    by_content = z_scores(links[CONTENT].scores(steps))
    np.testing.assert_array_equal(parts[CONTENT], by_content)
    np.testing.assert_array_equal(holds[CONTENT], by_content)
    assert holds.keys() == ({CONTENT, LIGHTFM} if with_features else {CONTENT})
    if with_features:
        scale = scales(scores(people))
        np.testing.assert_allclose(holds[LIGHTFM], features(people) * scale, rtol=1e-5)


def test_where_the_best_part_stands_alone_what_was_learned_for_new_courses_is_dropped(
    shown: Development, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn = weights.learn

    def badly(scores: dict[str, Scores], split: Split, *_told: object) -> Learned:
        alone = learn(scores, split).alone
        worst = min(alone, key=lambda name: alone[name])
        only = dict.fromkeys(scores, 0.0) | {worst: 1.0}
        return Learned(only, 0.0, alone, {name: 7.0 * weight for name, weight in only.items()})

    monkeypatch.setattr(weights, "learn", badly)
    found = found_on(shown, noise(shown))
    best = max(found.weighing.usual, key=lambda name: found.weighing.usual[name])
    assert found.weighing.usual[best] == pytest.approx(1.0 - LEAST_LIGHTFM)
    parts = {name: each.ndcg for name, each in found.measured.items() if name != FUSION}
    assert parts[best] == max(parts.values())
    assert max(found.weighing.untaken.values(), default=0.0) < 5.0


@pytest.mark.parametrize("kind", ["shown", "hidden"])
@pytest.mark.parametrize("scoring", [noise, knowing])
def test_the_figure_of_the_fusion_is_that_of_what_is_served(
    request: pytest.FixtureRequest, kind: str, scoring: Callable[[Development], ScoreBlock]
) -> None:
    part: Development = request.getfixturevalue(kind)
    scores = scoring(part)
    found = found_on(part, scores)
    again = evaluate(fused(part, fitted(part), found.weighing, scores), part.split)
    assert found.measured[FUSION] == again


def test_a_ranker_scores_people_as_the_weights_were_measured(hidden: Development) -> None:
    hybrid = training.Hybrid(hidden.dataset, seed=0)
    hybrid.advance()
    factors, parts = hybrid.factors(), fitted(hidden)
    scores: ScoreBlock = lambda people: factors.scores(  # noqa: E731
        hybrid.learner_rows[people], hybrid.course_rows
    )
    weighing = found_on(hidden, scores).weighing
    assert any(weighing.untaken.values())
    kept = tuple(part for part in parts if weighing.has_a_say(part.name))
    search = Search(1, default_recipe(hidden.split.train), weighing, {}, "end", complete=True)
    model = training._assembled(hidden.dataset, hybrid, factors, kept, search, {})
    past, facts = hidden.dataset.interactions, histories.learners()
    by_id = {learner.id: learner for learner in facts}
    people = []
    for row in hidden.split.people[:20]:
        own = past.course_rows[past.learner_rows == row]
        history = tuple(past.courses.ids[course] for course in own)
        people.append(Person(by_id[past.learners.ids[row]], history))
    found = LearnedRanker(Catalogue(histories.courses()), model).scores(people)
    expected = served(hidden, weighing, scores)[:20]
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_unknown_courses_are_weighed_beside_what_ranks_the_others(
    hidden: Development, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[Scores] = []

    def noted(_seen: object, usual: Scores) -> dict[str, float]:
        beside.append(usual)
        return {CONTENT: 0.0}

    monkeypatch.setattr(weights, "untaken_weights", noted)
    scores = noise(hidden)
    weighing = found_on(hidden, scores).weighing
    # Weights of nothing are none.
    assert weighing.untaken == {}
    usual = Weighing(weighing.usual, weighing.usual)
    np.testing.assert_allclose(beside[0], served(hidden, usual, scores), atol=1e-5)
