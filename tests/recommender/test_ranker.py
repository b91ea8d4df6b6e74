"""A catalogue made ready: how alike courses are, and what speaks for or against one a little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.facts import CourseFacts
from recommender.ranker import Ranker
from recommender.skills.gains import Needs

TAUGHT = st.frozensets(st.sampled_from(["sql", "charts", "writing"]))
CATEGORY = st.sampled_from([None, "Data"])


@given(st.lists(st.tuples(TAUGHT, CATEGORY), min_size=1, max_size=5), st.data())
def test_courses_are_alike_by_the_share_of_what_they_teach(
    taught: list[tuple[frozenset[str], str | None]], data: st.DataObject
) -> None:
    topics = [
        skills or ({f"category {category}"} if category else set()) for skills, category in taught
    ]
    ranker = Ranker(
        CourseFacts(f"c{n}", "", outcomes=dict.fromkeys(sorted(skills), 3.0), category=category)
        for n, (skills, category) in enumerate(taught)
    )
    columns = data.draw(st.permutations(range(len(taught))))
    found = ranker.alike(np.array(columns))
    for row, one in enumerate(columns):
        for column, other in enumerate(columns):
            both, either = topics[one] & topics[other], topics[one] | topics[other]
            assert found[row, column] == pytest.approx(len(both) / max(1, len(either)))


def test_of_no_courses_none_are_alike() -> None:
    assert Ranker([CourseFacts("a", "")]).alike(np.zeros(0, dtype=np.int64)).shape == (0, 0)


def test_courses_suit_by_their_way_of_learning_and_may_be_out_of_date() -> None:
    ranker = Ranker(
        [
            CourseFacts("a", "", mode="Online"),
            CourseFacts("b", "", mode="workshop", stale=True),
            CourseFacts("c", "", stale=True, mode="online"),
            CourseFacts("d", ""),
        ]
    )
    suits = ranker.suits(Needs(modes=frozenset({"online", "other"})))
    assert suits.tolist() == [True, False, True, False]
    assert not ranker.suits(Needs()).any()
    assert ranker.stale.tolist() == [False, True, True, False]
