"""Training: repeatable, better than popularity, and honest about what it cannot do."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine import epochs, gate, training
from recommender.engine.catalogue import Catalogue
from recommender.engine.companions import Recipe
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.development import Development
from recommender.engine.errors import BelowFloor, NotEnoughHistory
from recommender.engine.evaluation import evaluate, popularity
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.fusion import FUSION
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.part_store import part_arrays
from recommender.engine.tuning import Search
from recommender.engine.weighing import Weighing
from tests.support import histories
from tests.support.parts import alone


def test_equal_seeds_give_equal_models_and_others_do_not(dataset: Dataset, model: Model) -> None:
    again, other = training.train(dataset, seed=1), training.train(dataset, seed=2)
    for name in ("course_embeddings", "course_biases", "learner_embeddings"):
        mine = getattr(model.factors, name)
        np.testing.assert_array_equal(getattr(again.factors, name), mine)
        assert not np.array_equal(getattr(other.factors, name), mine)
    assert again.weights == model.weights
    for mine, same in zip(model.parts, again.parts, strict=True):
        for name, array in part_arrays([mine]).items():
            np.testing.assert_array_equal(part_arrays([same])[name], array)


def test_what_is_learned_ranks_far_better_than_popularity(part: Development) -> None:
    split, dataset = part.split, part.dataset
    trained = training.train(dataset)
    own = dict(split.train.histories())
    facts = {learner.id: learner for learner in histories.learners()}
    names = dataset.interactions.learners.ids
    floor = evaluate(popularity(split.train), split).ndcg
    lightfm = alone(trained)
    for each in (trained, lightfm):
        ranker = LearnedRanker(Catalogue(histories.courses()), each)
        reached = evaluate(
            lambda rows, ranker=ranker: ranker.scores(
                [Person(facts[names[row]], own[names[row]]) for row in rows]
            ),
            split,
        ).ndcg
        assert reached > 1.5 * floor


def test_a_course_without_history_has_the_identity_that_courses_like_it_suggest(
    model: Model,
) -> None:
    row = model.courses.row("care-11")
    assert row is not None
    assert not model.is_taken(row)
    own = model.factors.course_embeddings[: len(model.courses)]
    near = (own @ own[row]) / np.linalg.norm(own, axis=1)
    care = np.array([name.startswith("care") for name in model.courses.ids])
    taken = model.course_counts > 0
    assert near[care & taken].mean() > near[~care & taken].max()


def test_where_nothing_tells_an_order_no_reason_says_that_people_went_on() -> None:
    """Everybody's courses as a file has them that was sorted by course, and as they came."""
    random = np.random.default_rng(0)
    chosen = [random.choice(40, 6, replace=False) for _ in range(120)]
    courses = [CourseFacts(f"c{number:02}", f"C {number}") for number in range(40)]

    def trained(*, sort: bool) -> Model:
        rows = [
            (f"p{person}", f"c{course:02}", None)
            for person, own in enumerate(chosen)
            for course in (np.sort(own) if sort else own)
        ]
        return training.train(build_dataset(rows, courses, []), compare=False)

    assert trained(sort=False).followers.nnz > 0
    unordered = trained(sort=True)
    assert unordered.followers.nnz == 0
    assert unordered.card["development"] == "random"


def test_the_card_tells_how_the_model_was_made(dataset: Dataset, model: Model) -> None:
    assert model.card["completions"] == len(dataset.interactions)
    assert model.card["people"] == 90
    assert model.card["development"] == "end"
    reached = model.card["ndcg_at_10"]
    assert reached[FUSION] >= 0.99 * max(reached.values()) > reached["popularity"]
    assert sum(model.weights.values()) == pytest.approx(1.0)
    assert set(model.weights) >= {LIGHTFM, *(part.name for part in model.parts)}


def test_what_the_search_chose_is_what_the_model_ranks_by(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Search(
        epochs=1,
        recipe=Recipe(),
        weighing=Weighing(
            {LIGHTFM: 0.4, "ease": 0.6, "segments": 0.0, "content": 0.0, "popularity": 0.0},
            {LIGHTFM: 0.7, "ease": 0.0, "segments": 0.3, "content": 0.0, "popularity": 0.0},
            2,
            {LIGHTFM: 0.8, "ease": 0.0, "segments": 0.0, "content": 0.5, "popularity": 0.0},
        ),
        measured={},
        way="end",
        complete=True,
    )
    monkeypatch.setattr(training, "_chosen", lambda *_told, **_options: (found, {}))
    model = training.train(dataset)
    assert model.weighing == found.weighing
    # What counts for newcomers or new courses alone is kept, what counts for nobody is not.
    assert {part.name for part in model.parts} == {"ease", "segments", "content"}


def test_a_short_budget_cuts_the_search_and_not_the_model(dataset: Dataset) -> None:
    trained = training.train(dataset, budget_seconds=0.0)
    assert not trained.card["search_complete"]
    assert np.isfinite(trained.factors.course_embeddings).all()


def test_progress_reaches_the_end_of_every_stage_but_a_search_that_is_cut_short(
    dataset: Dataset,
) -> None:
    seen: list[tuple[str, int, int]] = []
    training.train(dataset, budget_seconds=0.0, progress=lambda *step: seen.append(step))
    last = {stage: (done, total) for stage, done, total in seen}
    assert list(last) == ["search", "compare", "fit", "companions"]
    assert last["search"] == (epochs.CHECKPOINTS[0], len(epochs.PENALTIES) * epochs.CHECKPOINTS[-1])
    assert last["compare"] == (1, 1)
    assert last["fit"][0] == last["fit"][1]
    assert last["companions"] == (1, 1)


@pytest.fixture(scope="module")
def many() -> Dataset:
    """A history that is long enough to compare."""
    return histories.many()


def test_a_model_is_compared_on_people_whom_the_search_does_not_see(
    many: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "CHECKPOINTS", (1, 2))
    trained = training.train(many, seed=1, budget_seconds=3600.0)
    found = trained.card["evaluation"]
    reached = {row["method"]: row["ndcg"] for row in found["rows"]}
    assert found["people"] == 52
    assert found["beats_floor"] is True
    assert reached["fusion"] > 1.5 * reached["popularity"]
    # Those who were set apart help to weigh afterwards.
    assert trained.card["development_people"] == 208
    alone = training.train(many, seed=1, budget_seconds=3600.0, compare=False)
    assert "evaluation" not in alone.card
    assert alone.weights == trained.weights
    for name in ("course_embeddings", "course_biases", "learner_embeddings"):
        mine = getattr(trained.factors, name)
        np.testing.assert_array_equal(getattr(alone.factors, name), mine)


def test_little_time_lets_fewer_be_compared_and_enough_time_all(
    many: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "CHECKPOINTS", (1, 2))
    monkeypatch.setattr(gate, "FEW_PEOPLE", 20)
    for budget, tested, tried in ((0.0, 20, 156), (3600.0, 52, 208)):
        _, card = training._chosen(many, 0, budget, lambda *_step: None, compare=True)
        assert card["evaluation"]["people"] == tested
        assert card["development_people"] == tried


def test_a_model_below_the_floor_is_not_fitted_on_everything(
    many: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "fused", lambda *_parts: _worst)
    seen: list[str] = []
    with pytest.raises(BelowFloor, match="ranks worse than") as refused:
        training.train(many, 0, 0.0, lambda stage, _done, _total: seen.append(stage))
    assert refused.value.card["evaluation"]["beats_floor"] is False
    assert refused.value.card["completions"] == len(many.interactions)
    assert "fit" not in seen


def _worst(people: np.ndarray) -> np.ndarray:
    return np.tile(np.arange(len(histories.courses()), dtype=np.float32), (len(people), 1))


def test_a_history_too_short_to_compare_is_promoted_and_its_card_says_so(model: Model) -> None:
    found = model.card["evaluation"]
    assert (found["people"], found["rows"], found["beats_floor"]) == (0, [], None)


def test_too_little_history_is_refused() -> None:
    little = build_dataset(histories.completions(15), histories.courses(), histories.learners(15))
    with pytest.raises(NotEnoughHistory, match="15 people"):
        training.train(little)


def test_learners_without_any_feature_can_be_trained_on() -> None:
    bare = build_dataset(
        histories.completions(),
        histories.courses(),
        [LearnerFacts(each.id) for each in histories.learners()],
    )
    trained = training.train(bare, budget_seconds=0.0)
    assert len(trained.learner_feature_names) == 0


@pytest.mark.parametrize("penalty", epochs.PENALTIES)
def test_the_penalty_that_the_search_chose_is_the_one_that_is_fitted_with(
    many: Dataset, monkeypatch: pytest.MonkeyPatch, penalty: float
) -> None:
    """Of the three, only the trainer with this one is offered."""
    monkeypatch.setattr(training, "PENALTIES", (penalty,))
    monkeypatch.setattr(epochs, "CHECKPOINTS", (1, 2))
    trained = training.train(many, compare=False)
    assert trained.card["penalty"] == penalty
    again = training.Hybrid(many, 0, penalty)
    for _ in range(trained.card["epochs"]):
        again.advance()
    np.testing.assert_array_equal(
        again.factors().learner_embeddings, trained.factors.learner_embeddings
    )


def test_a_stronger_penalty_makes_shorter_vectors(many: Dataset) -> None:
    def length(penalty: float) -> float:
        hybrid = training.Hybrid(many, 0, penalty)
        for _ in range(8):
            hybrid.advance()
        return float(np.linalg.norm(hybrid.factors().learner_embeddings))

    lengths = [length(penalty) for penalty in epochs.PENALTIES]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < 0.8 * lengths[0]


def test_the_progress_of_the_search_never_goes_back(
    many: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "CHECKPOINTS", (1, 2))
    monkeypatch.setattr(epochs, "PEOPLE_TO_CHOOSE_BY", 1)
    seen: list[tuple[str, int, int]] = []
    training.train(many, progress=lambda *step: seen.append(step), compare=False)
    search = [(done, total) for stage, done, total in seen if stage == "search"]
    assert len(search) == 2 * len(epochs.PENALTIES)
    assert search == sorted(search)
    assert all(done <= total for done, total in search)
