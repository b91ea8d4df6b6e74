"""Who is set apart: enough people, never those whom the search sees, and only where there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.engine import held_out as module
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.facts import CourseFacts
from recommender.engine.held_out import people_set_apart, set_apart
from tests.support import histories


@pytest.fixture(scope="module")
def many() -> Dataset:
    return histories.many()


def people(count: int) -> Dataset:
    """Return people without dates who finished two courses each."""
    none: datetime | None = None
    taken = [(f"p{n}", f"c{(n + step) % 7}", none) for n in range(count) for step in range(2)]
    return build_dataset(taken, [CourseFacts(f"c{n}", f"C {n}") for n in range(7)], [])


def test_the_search_sees_nobody_who_is_set_apart_and_all_share_one_cut(many: Dataset) -> None:
    apart = set_apart(many, seed=0)
    assert apart.tested is not None
    tried, tested = set(apart.tried.split.people), set(apart.tested.people)
    assert not tried & tested
    assert tried | tested == set(apart.whole.split.people)
    assert (len(tried), len(tested)) == (156, 52)
    assert apart.tested.train is apart.tried.split.train
    truth = dict(zip(apart.whole.split.people, apart.whole.split.truth.toarray(), strict=True))
    for split in (apart.tried.split, apart.tested):
        for person, row in zip(split.people, split.truth.toarray(), strict=True):
            np.testing.assert_array_equal(row, truth[person])


def test_a_test_by_time_takes_half_of_those_who_were_there_late() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    days = [(f"gone{n}", c, n % 90 + c) for n in range(416) for c in range(2)]
    days += [(f"late{n}", c, 200 * c + n % 20) for n in range(104) for c in range(2)]
    taken = [(p, f"c{(len(p) + c) % 7}", start + timedelta(days=day)) for p, c, day in days]
    dataset = build_dataset(taken, [CourseFacts(f"c{n}", f"C {n}") for n in range(7)], [])
    apart = set_apart(dataset, seed=0)
    assert apart.tested is not None
    late = len(apart.whole.late)
    assert late == 104
    assert late // 2 == len(apart.tested.people)
    assert set(apart.tested.people) <= set(apart.whole.late)
    assert len(apart.tried.split.people) == len(apart.whole.split.people) - late // 2
    assert not set(apart.tried.split.people) & set(apart.tested.people)


def test_no_completion_to_be_foretold_is_among_what_came_before(many: Dataset) -> None:
    apart = set_apart(many, seed=0)
    assert apart.tested is not None
    before = apart.tested.train.matrix()[apart.tested.people].toarray()
    assert not (before * apart.tested.truth.toarray()).any()


@pytest.mark.parametrize(("count", "tried", "tested"), [(149, 149, 0), (150, 100, 50)])
def test_with_few_people_the_search_keeps_all_of_them(count: int, tried: int, tested: int) -> None:
    apart = set_apart(people(count), seed=0)
    assert len(apart.tried.split.people) == tried
    assert (0 if apart.tested is None else len(apart.tested.people)) == tested


def test_more_are_set_apart_where_the_search_has_as_many_as_it_can_take(
    many: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set_apart(many, seed=0).small
    # All 208 of them would do for the search.
    monkeypatch.setattr(module, "people_to_test", lambda _courses: 208)
    assert set_apart(many, seed=0).small
    monkeypatch.setattr(module, "people_to_test", lambda _courses: 120)
    apart = set_apart(many, seed=0)
    assert apart.tested is not None
    assert (len(apart.tried.split.people), len(apart.tested.people)) == (120, 88)
    assert not apart.small
    monkeypatch.setattr(module, "TEST_PEOPLE", 60)
    apart = set_apart(many, seed=0)
    assert apart.tested is not None
    assert (len(apart.tried.split.people), len(apart.tested.people)) == (120, 60)


def test_those_set_apart_are_known_by_their_ids_the_same_for_the_same_seed(many: Dataset) -> None:
    apart = set_apart(many, seed=3)
    assert apart.tested is not None
    ids = [many.interactions.learners.ids[person] for person in apart.tested.people]
    assert people_set_apart(many, seed=3) == tuple(ids) != people_set_apart(many, seed=4)
    assert people_set_apart(people(20), seed=3) == ()
