"""Weights of the usual and of newcomers, as learned on one part, and the figures of both."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from recommender.engine import weights
from recommender.engine.ascent import FROM_BEST, FURTHER, LIKELIEST, Learned, Manner, learn
from recommender.engine.baselines import fused
from recommender.engine.development import Development
from recommender.engine.evaluation import Split, evaluate
from recommender.engine.factors import LIGHTFM
from recommender.engine.fusion import FUSION
from recommender.engine.weighing import FAMILIAR
from recommender.engine.weights import LEAST_LIGHTFM, with_least
from tests.support.next_courses import Asked, cut
from tests.support.weighed_cuts import EPOCHS, fitted, found_on, knowing, noise


def test_what_factors_say_of_people_without_courses_is_weighed_for_newcomers(
    part: Development,
) -> None:
    told = {EPOCHS: knowing(part), EPOCHS + 2: noise(part)}
    found = found_on(part, noise(part), told)
    assert found.weighing.newcomers[LIGHTFM] > 0.5
    assert found.weighing.usual[LIGHTFM] < 0.1


def test_scores_after_other_epochs_are_none_of_theirs(part: Development) -> None:
    found = found_on(part, noise(part), {EPOCHS + 2: knowing(part)})
    assert found.weighing.newcomers[LIGHTFM] == pytest.approx(LEAST_LIGHTFM)


def test_for_newcomers_what_own_courses_tell_is_out_of_sight(part: Development) -> None:
    found = found_on(part, noise(part))
    told_by_courses = {"ease", "spectral", "neighbours", "transitions", "next", "content"}
    assert told_by_courses < found.weighing.newcomers.keys()
    assert {found.weighing.newcomers[name] for name in told_by_courses} == {0.0}
    assert sum(found.weighing.usual[name] for name in told_by_courses) > 0.5
    # So are the usual scores of the factors, which know what comes next, courses and all.
    known = found_on(part, knowing(part))
    assert known.weighing.usual[LIGHTFM] > 0.5
    assert known.weighing.newcomers[LIGHTFM] == pytest.approx(LEAST_LIGHTFM)
    assert sum(known.weighing.newcomers.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("way", "manner"),
    [
        ("random", FROM_BEST),
        ("time", FURTHER),
        ("launch", LIKELIEST),
        ("end", FURTHER),
        ("last", FURTHER),
    ],
)
def test_the_usual_weights_are_searched_for_as_suits_the_cut(
    part: Development, monkeypatch: pytest.MonkeyPatch, way: str, manner: Manner
) -> None:
    told: list[Manner] = []

    def noted(parts: dict[str, np.ndarray], split: Split, manner: Manner, _: object) -> Learned:
        told.append(manner)
        return learn(parts, split)

    monkeypatch.setattr(weights, "learn", noted)
    found_on(dataclasses.replace(part, way=way), noise(part))
    assert told == [manner]


def pairs(short: int, longer: int) -> Development:
    """Return people whose last course alone tells the next, beside courses that most people took.

    So many of them have one course, and so many three.
    """
    crowd = [["crowd 1", "crowd 2", "crowd 3"]] * 200
    led = [[f"first {track}", f"then {track}"] for track in range(12)] * 20
    asked: list[Asked] = []
    for person in range(short + longer):
        before = [] if person < short else ["crowd 1", "crowd 2"]
        asked.append(([*before, f"first {person % 12}"], f"then {person % 12}"))
    return cut(crowd + led, asked)


def test_where_a_single_course_tells_what_comes_next_people_are_familiar_sooner() -> None:
    part = pairs(short=60, longer=0)
    assert found_on(part, noise(part)).weighing.familiar < FAMILIAR


def test_the_figures_are_those_of_what_ranks_also_where_that_is_not_the_usual() -> None:
    part = pairs(short=40, longer=20)
    scores = noise(part)
    found = found_on(part, scores)
    # Too few have few courses to tell more.
    assert found.weighing.familiar == FAMILIAR
    served = evaluate(fused(part, fitted(part), found.weighing, scores), part.split)
    assert found.measured[FUSION].ndcg == pytest.approx(served.ndcg)
    usual = dataclasses.replace(found.weighing, newcomers=found.weighing.usual)
    assert served.ndcg < evaluate(fused(part, fitted(part), usual, scores), part.split).ndcg


def test_weights_that_give_the_factors_enough_stay_as_they_are() -> None:
    enough = {LIGHTFM: 0.4, "ease": 0.6}
    assert with_least(enough) == pytest.approx(enough)


def test_what_the_factors_lack_is_taken_from_all_others() -> None:
    found = with_least({LIGHTFM: 0.0, "ease": 3.0, "next": 1.0})
    left = 1.0 - LEAST_LIGHTFM
    assert found == pytest.approx(
        {LIGHTFM: LEAST_LIGHTFM, "ease": 0.75 * left, "next": 0.25 * left}
    )
