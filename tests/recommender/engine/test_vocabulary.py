"""Contents as vectors: which tokens there are, and what they weigh."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from recommender.engine.facts import CourseFacts
from recommender.engine.vocabulary import TOKENS_PER_COURSE, Vocabulary, course_tokens


def test_a_course_is_told_by_title_text_skills_tags_category_and_further_features() -> None:
    course = CourseFacts(
        "c",
        "SQL basics",
        summary="初學者",
        skills=("SQL",),
        category="Data",
        tags=("db",),
        extra={"concept:1": 1.0, "bad": float("nan")},
    )
    tokens = course_tokens(course)
    assert set(tokens) == {
        "word:sql", "word:basics", "word:初學", "word:學者", "word:data", "word:db",
        "skill:SQL", "category:Data", "tag:db", "extra:concept:1",
    }  # fmt: skip
    assert tokens["word:sql"] == 3


def test_a_course_with_thousands_of_features_keeps_so_many() -> None:
    course = CourseFacts("c", "Everything", extra={f"f{n}": 1.0 for n in range(5000)})
    assert len(course_tokens(course)) == TOKENS_PER_COURSE


def test_rows_have_length_one_and_rare_tokens_weigh_more() -> None:
    counted = [Counter("ab"), Counter("ac"), Counter()]
    vocabulary = Vocabulary.of(counted)
    vectors = vocabulary.vectors(counted).toarray()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0])
    assert vectors[0, 1] > vectors[0, 0] > 0


def test_tokens_of_a_single_owner_can_be_left_out_and_unknown_ones_always_are() -> None:
    vocabulary = Vocabulary.of([Counter("ab"), Counter("ac")], min_owners=2)
    assert vocabulary.tokens.ids == ("a",)
    assert vocabulary.vectors([Counter("xa"), Counter("x")]).toarray() == pytest.approx(
        np.array([[1.0], [0.0]])
    )
