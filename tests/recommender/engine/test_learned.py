"""Ranking with a model: scores worked out again by hand, and reasons that add up to them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.features import FEATURE_SHARE
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.segments import Segments
from recommender.engine.standing import Standing
from tests.support import histories
from tests.support.made_scores import z
from tests.support.parts import alone, check_terms, reasons

COURSES = histories.courses()
LEARNERS = {learner.id: learner for learner in histories.learners()}
EXTRA = LearnerFacts("new", role="Nurse", department="Team 1", extra={"shift": 1.0})
PEOPLE = [
    pytest.param(Person(LEARNERS["p1"], ("care-1", "care-2", "data-3")), id="trained"),
    pytest.param(Person(LEARNERS["p1"]), id="trained, without history"),
    pytest.param(Person(EXTRA, ("care-1", "gone", "care-2", "care-1")), id="folded in"),
    pytest.param(Person(EXTRA), id="newcomer"),
    pytest.param(Person(LearnerFacts("new")), id="nothing known"),
    pytest.param(Person(LearnerFacts("new"), ("care-11",)), id="only a new course"),
]


def factors_by_hand(model: Model, person: Person) -> np.ndarray:
    """Score the catalogue with loops and plain formulas, for people and courses of the model."""
    learner = model.learners.row(person.facts.id)
    assert learner is not None
    names = model.learner_feature_names
    vector = model.factors.learner_embeddings[learner].astype(float)
    for name, part in features_by_hand(person).items():
        row = len(model.learners) + names.ids.index(name)
        vector = vector + FEATURE_SHARE * part * model.factors.learner_embeddings[row]
    found = []
    for row, course in enumerate(COURSES):
        own = [f"skill:{skill}" for skill in course.skills]
        own += [f"tag:{tag}" for tag in course.tags]
        own += [f"category:{course.category}", f"mode:{course.mode}"]
        own += [f"level:{round(course.level or 0)}"]
        rows = [len(COURSES) + model.course_feature_names.ids.index(name) for name in own]
        shares = [FEATURE_SHARE / len(own)] * len(own)
        total = 0.0
        for place, share in zip([row, *rows], [1.0, *shares], strict=True):
            total += share * float(model.factors.course_embeddings[place] @ vector)
            total += share * float(model.factors.course_biases[place])
        found.append(total)
    return np.array(found)


def features_by_hand(person: Person) -> dict[str, float]:
    mine = [f"role:{person.facts.role}", f"department:{person.facts.department}"]
    mine += [f"extra:{name}" for name in person.facts.extra]
    return {name: 1 / len(mine) for name in mine}


def by_hand(model: Model, person: Person) -> np.ndarray:
    """Sum up the z-scores of all parts, each worked out from its arrays."""
    total = weights_by_hand(model, LIGHTFM) * z(factors_by_hand(model, person))
    for part in model.parts:
        scores = np.zeros(len(COURSES))
        if isinstance(part, Standing):
            scores = part.values.astype(float)
        elif isinstance(part, Segments):
            for name, share in features_by_hand(person).items():
                lifts = part.lifts.toarray()[model.learner_feature_names.ids.index(name)]
                scores = scores + share * lifts
        else:
            for back, name in enumerate(reversed(person.history)):
                own = part.weights.toarray()[model.courses.ids.index(name)]
                scores = scores + (part.decay**back if back else part.latest) * own
        if scores.std() > 0:
            total = total + weights_by_hand(model, part.name) * z(scores)
    return total


def weights_by_hand(model: Model, name: str) -> np.ndarray:
    """Return what a part weighs at each course: other than usual where nobody has finished it."""
    taken = model.course_counts > 0
    return np.where(taken, model.weights[name], model.untaken_weights[name])


@pytest.fixture(params=["same order", "other order and courses"])
def ranker(request: pytest.FixtureRequest, whole: Model) -> LearnedRanker:
    """The model on the catalogue it was trained on, and on one that has changed since."""
    model = whole
    if request.param == "same order":
        return LearnedRanker(Catalogue(COURSES), model)
    new = CourseFacts("brand-new", "Care anew", skills=("Care craft",), category="Care")
    return LearnedRanker(Catalogue([new, *COURSES[:2:-1]]), model)


def test_a_score_is_the_sum_of_all_parts_worked_out_by_hand(whole: Model) -> None:
    person = Person(LEARNERS["p1"], ("care-1", "care-2", "data-3"))
    scores = LearnedRanker(Catalogue(COURSES), whole).scores([person])[0]
    np.testing.assert_allclose(scores, by_hand(whole, person), atol=1e-5)


def test_each_part_explains_itself(whole: Model) -> None:
    person = Person(LEARNERS["p1"], ("care-1", "care-2", "data-3"))
    for name in whole.weights:
        check_terms(LearnedRanker(Catalogue(COURSES), alone(whole, name)), person)


def test_without_popularity_the_crowd_has_no_say(whole: Model) -> None:
    person = Person(LEARNERS["p1"], ("care-1",))
    none = {"popularity": 0.0, "recent": 0.0}
    quiet = dataclasses.replace(
        whole,
        weights={**whole.weights, **none},
        newcomers_weights={**whole.newcomers_weights, **none},
        untaken_weights={**whole.untaken_weights, **none},
        factors=dataclasses.replace(
            whole.factors, course_biases=np.zeros_like(whole.factors.course_biases)
        ),
    )
    found = LearnedRanker(Catalogue(COURSES), whole).scores([person], popularity=0.0)
    expected = LearnedRanker(Catalogue(COURSES), quiet).scores([person])
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_course_added_since_the_training_is_found_by_its_content(whole: Model) -> None:
    new = CourseFacts("brand-new", "Care anew", skills=("Care craft",), category="Care")
    ranker = LearnedRanker(Catalogue([*COURSES, new]), alone(whole, "content"))
    near, far = (
        ranker.scores([Person(LEARNERS["p1"], (own,))])[0, -1] for own in ("care-1", "data-1")
    )
    assert near > far
    assert reasons(ranker, Person(LEARNERS["p1"], ("care-1",)), "brand-new") == {
        "reason.like_course": {"course": "care-1"}
    }


def test_a_course_added_since_the_training_has_the_head_start_of_a_launch(whole: Model) -> None:
    new = CourseFacts("brand-new", "Anything")
    ranker = LearnedRanker(Catalogue([*COURSES, new]), alone(whole, "launch"))
    scores = ranker.scores([Person(LEARNERS["p1"])])[0]
    assert scores[-1] == scores.max() > scores.min()


@pytest.mark.parametrize("popularity", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("person", PEOPLE)
def test_the_terms_of_every_course_sum_to_its_score(
    ranker: LearnedRanker, person: Person, popularity: float
) -> None:
    for each in check_terms(ranker, person, popularity=popularity):
        assert all(reason.amount >= 0 for reason in each.reasons(most=99))


def test_a_block_scores_as_each_one_alone(ranker: LearnedRanker) -> None:
    people = [each.values[0] for each in PEOPLE]
    alone = np.vstack([ranker.scores([person]) for person in people])
    np.testing.assert_allclose(ranker.scores(people), alone, atol=1e-5)


def test_a_course_scores_the_same_wherever_it_stands_in_the_catalogue(model: Model) -> None:
    person = Person(LEARNERS["p2"], ("sales-1", "sales-2"))
    straight = LearnedRanker(Catalogue(COURSES), model).scores([person])[0]
    turned = LearnedRanker(Catalogue(COURSES[::-1]), model).scores([person])[0]
    np.testing.assert_allclose(turned[::-1], straight, atol=1e-5)


def test_a_few_courses_place_a_newcomer_without_training(model: Model) -> None:
    model = alone(model)
    ranker = LearnedRanker(Catalogue(COURSES), model)
    person = Person(LearnerFacts("new"), ("data-2", "data-3"))
    best = np.argsort(-ranker.scores([person])[0])[:6]
    assert sum(COURSES[row].category == "Data" for row in best) >= 5
    vector = sum(source.vector for source in ranker._sources(person))
    assert np.linalg.norm(vector) == pytest.approx(model.usual_norm, rel=1e-5)


def test_a_new_course_ranks_by_its_features(model: Model) -> None:
    model = alone(model)
    new = [
        CourseFacts("n-care", "New", skills=("Care craft",), category="Care"),
        CourseFacts("n-sales", "New", skills=("Sales craft",), category="Sales"),
    ]
    ranker = LearnedRanker(Catalogue([*COURSES, *new]), model)
    scores = ranker.scores([Person(LEARNERS["p1"], ("care-1",))])[0]
    assert scores[-2] > scores[-1]


def test_courses_that_nobody_took_rank_by_what_they_are_about(whole: Model) -> None:
    """The last course of each track has no history: links to it are predicted from content."""
    untaken = [COURSES.index(each) for each in COURSES if each.id.endswith("-11")]
    assert not whole.course_counts[untaken].any()
    for name in ("ease", "transitions", "content", LIGHTFM):
        ranker = LearnedRanker(Catalogue(COURSES), alone(whole, name))
        for track in ("care", "data", "sales"):
            person = Person(LearnerFacts("new"), (f"{track}-2", f"{track}-3", f"{track}-5"))
            scores = ranker.scores([person])[0]
            assert COURSES[max(untaken, key=lambda c: scores[c])].id == f"{track}-11"


@pytest.mark.parametrize("name", ["ease", "neighbours", "transitions", "next", "content"])
def test_a_newcomer_with_a_few_courses_has_the_links_of_anybody_with_them(
    whole: Model, name: str
) -> None:
    ranker = LearnedRanker(Catalogue(COURSES), alone(whole, name))
    for history in (("care-1",), ("care-1", "care-2"), ("care-1", "care-2", "data-3")):
        known, new = Person(LEARNERS["p1"], history), Person(LearnerFacts("new"), history)
        np.testing.assert_array_equal(ranker.scores([new]), ranker.scores([known]))
        assert ranker.scores([new]).any()


def test_facts_that_training_never_saw_change_nothing(model: Model) -> None:
    ranker = LearnedRanker(Catalogue(COURSES), model)
    known, odd = LearnerFacts("new", role="Nurse"), LearnerFacts("new", role="Astronaut")
    nothing = ranker.scores([Person(LearnerFacts("new"))])
    np.testing.assert_array_equal(ranker.scores([Person(odd)]), nothing)
    assert not np.array_equal(ranker.scores([Person(known)]), nothing)
