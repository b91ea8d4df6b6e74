"""Features as rows: their names, their cap and their weights."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.engine.features import (
    FEATURE_SHARE,
    course_features,
    lay_out,
    learn_table,
    learner_features,
    with_identity,
)
from recommender.engine.interactions import IdMap


def test_a_course_is_named_by_everything_known_of_it() -> None:
    course = CourseFacts(
        "1",
        "SQL",
        skills=("SQL",),
        category="Data",
        level=1.6,
        mode="online",
        tags=("db",),
        language="en",
        hours=2.0,
        extra={"hours:1-3": 2.0},
    )
    assert course_features(course) == {
        "skill:SQL": 1.0,
        "tag:db": 1.0,
        "level:2": 1.0,
        "category:Data": 1.0,
        "mode:online": 1.0,
        "language:en": 1.0,
        "length:1": 1.0,
        "extra:hours:1-3": 2.0,
    }
    assert course_features(CourseFacts("2", "Bare")) == {}


@pytest.mark.parametrize(
    ("hours", "length"),
    [(0.25, "length:0"), (8.0, "length:2"), (8.5, "length:3"), (400.0, "length:4"), (0.0, None)],
)
def test_courses_of_about_the_same_length_share_a_feature(hours: float, length: str | None) -> None:
    found = course_features(CourseFacts("1", "SQL", hours=hours))
    assert found == ({length: 1.0} if length else {})


def test_a_learner_is_named_by_role_wanted_role_and_department() -> None:
    learner = LearnerFacts("p", role="Nurse", target_role="Head nurse", department="East")
    assert set(learner_features(learner)) == {
        "role:Nurse",
        "target_role:Head nurse",
        "department:East",
    }


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_weight_that_means_nothing_is_left_out(weight: float) -> None:
    assert learner_features(LearnerFacts("p", extra={"odd": weight})) == {}


def test_only_features_that_two_share_are_kept_the_commonest_first() -> None:
    table = learn_table([{"b": 1, "a": 1}, {"b": 1, "a": 1}, {"b": 1, "own": 1}], cap=5)
    assert table.names.ids == ("b", "a")
    np.testing.assert_allclose(table.matrix.toarray(), [[0.5, 0.5], [0.5, 0.5], [1, 0]])


def test_the_cap_keeps_the_heaviest_and_among_equals_the_commonest() -> None:
    names = IdMap(("common", "rare", "heavy"))
    rows = lay_out([{"rare": 1, "heavy": 3, "common": 1}], names, cap=2)
    np.testing.assert_allclose(rows.toarray(), [[0.25, 0, 0.75]])


def test_a_row_without_known_features_is_empty() -> None:
    rows = lay_out([{"new": 1.0}, {}], IdMap(("old",)), cap=2)
    assert rows.shape == (2, 1)
    assert rows.nnz == 0


def test_features_weigh_a_set_share_of_the_identity() -> None:
    features = lay_out([{"a": 1, "b": 1}, {"a": 1}], IdMap(("a", "b")), cap=2)
    both = with_identity(features).toarray()
    np.testing.assert_allclose(both[:, :2], np.eye(2))
    np.testing.assert_allclose(both[:, 2:].sum(axis=1), FEATURE_SHARE)
