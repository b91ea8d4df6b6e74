"""How the development part is cut: by time, at launches, at random, or at each person's end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.engine import development as module
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.development import (
    Development,
    development,
    ends_as_it_goes_on,
    launch_split,
)
from recommender.engine.facts import CourseFacts
from recommender.engine.interactions import Completion, Interactions
from tests.support.by_chance import by_chance

START = datetime(2024, 1, 1, tzinfo=UTC)


def made(rows: list[tuple[str, str, float | None]], courses: int = 6) -> Dataset:
    """Return a history of (person, course, day) over courses named c0, c1, ..."""
    completions: list[Completion] = [
        (p, c, None if day is None else START + timedelta(days=day)) for p, c, day in rows
    ]
    return build_dataset(completions, [CourseFacts(f"c{n}", f"C {n}") for n in range(courses)], [])


def cut(dataset: Dataset) -> Development:
    return development(dataset, limit=500, seed=0)


@pytest.fixture(autouse=True)
def _few_people_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MIN_TEST_PEOPLE", 5)


def test_the_cut_is_by_time_where_dates_tell_it(dataset: Dataset) -> None:
    part = cut(dataset)
    assert part.way == "time"
    train, past = part.split.train, dataset.interactions
    assert np.nanmax(train.times) < np.nanmax(past.times)
    assert 5 <= len(part.split.people) < len(past.learners)


def test_without_dates_the_last_course_of_each_history_is_held_out(dataset: Dataset) -> None:
    undated = Interactions.from_completions(
        [(p, c, None) for p, own in dataset.interactions.histories() for c in own],
        dataset.interactions.courses,
    )
    part = cut(dataset.of(undated))
    assert part.way == "end"
    last = undated.steps()[part.split.people]
    assert (part.split.truth > 0).multiply(last == 1).sum() == part.split.truth.nnz
    assert part.split.truth.nnz == len(part.split.people) > 0.9 * len(undated.learners)


def test_no_course_loses_all_its_history_to_the_cut_at_the_end() -> None:
    """Half of the people end on a course that nobody takes in any other place."""
    rows = [
        (f"p{person}", f"c{course}", None)
        for person in range(40)
        for course in ((person % 3, 3 + person % 2, 5) if person % 2 else (3, person % 3, 4))
    ]
    part = cut(made(rows))
    assert part.way == "end"
    assert part.split.train.course_counts().tolist()[5] == 20
    assert part.split.people.tolist() == list(range(0, 40, 2))


def test_where_another_kind_of_course_stands_at_the_end_one_of_the_last_three_is_held_out() -> None:
    """Everybody takes four of six courses in some order, and one of two others at the end."""
    random = np.random.default_rng(0)
    rows = [
        (f"p{person}", f"c{course}", None)
        for person in range(60)
        for course in (*random.permutation(6)[:4].tolist(), 6 + person % 2)
    ]
    exceptional = made(rows, courses=8)
    assert not ends_as_it_goes_on(exceptional.interactions)
    part = cut(exceptional)
    assert part.way == "last"
    assert 0 < part.split.truth[:, :6].sum() < len(part.split.people)
    usual = made([row for row in rows if row[1] < "c6"], courses=8)
    assert ends_as_it_goes_on(usual.interactions)
    assert cut(usual).way == "end"


def ends(usual: int, *, short: int = 0) -> Interactions:
    """Return sixteen people with three courses, of whom so many end on one that others go on from.

    All others end on one of their own kind. So many more have two courses, which end as usual.
    """
    rows = [
        (f"p{person}", course, None)
        for person in range(16)
        for start in [person % 4]
        for end in [f"c{(start + 2) % 4}" if person < usual else "c5"]
        for course in (f"c{start}", f"c{(start + 1) % 4}", end)
    ]
    rows += [(f"q{n}", f"c{(n + step) % 4}", None) for n in range(short) for step in range(2)]
    return made(rows).interactions


@pytest.mark.parametrize(("usual", "like"), [(4, False), (8, True), (12, True)])
def test_histories_end_as_they_go_on_where_half_do(usual: int, *, like: bool) -> None:
    assert ends_as_it_goes_on(ends(usual)) is like


def test_histories_of_two_courses_do_not_tell_how_others_end() -> None:
    assert not ends_as_it_goes_on(ends(4, short=40))


def test_a_fixed_order_is_no_exception_at_the_end() -> None:
    rows = [(f"p{person}", f"c{course}", None) for person in range(30) for course in range(5)]
    assert cut(made(rows)).way == "end"


@pytest.mark.parametrize(("sort", "way"), [(False, "end"), (True, "random")])
def test_a_file_in_the_order_of_its_courses_has_no_end(way: str, *, sort: bool) -> None:
    assert cut(made(by_chance(12, 4, sort=sort), courses=12)).way == way


def test_dates_that_single_out_the_longest_histories_are_no_time_axis() -> None:
    # Everybody begins on the same day, so only the busiest are left after the cut.
    artificial = [(f"short{n}", f"c{c}", float(c)) for n in range(60) for c in range(2)]
    artificial += [(f"long{n}", f"c{c}", float(c)) for n in range(9) for c in range(6)]
    part = cut(made(artificial))
    assert part.way == "end"
    # The long ones end on a course that nobody else takes, which is not held out.
    assert len(part.split.people) == 60


@pytest.mark.parametrize(("longest", "way"), [(4, "time"), (5, "end")])
def test_those_whom_a_cut_by_time_tests_have_at_most_twice_the_usual_history(
    longest: int, way: str
) -> None:
    """Most come and go; nine go on to the end. Who has a single course tells of no length."""
    rows = [(f"short{n}", f"c{c}", float(n + c)) for n in range(60) for c in range(2)]
    rows += [(f"single{n}", "c2", float(n)) for n in range(100)]
    rows += [(f"long{n}", f"c{c}", 150.0 * c + n) for n in range(9) for c in range(longest)]
    assert cut(made(rows)).way == way


@pytest.mark.parametrize(("late", "way"), [(5, "time"), (4, "end")])
def test_a_cut_by_time_that_leaves_too_few_people_is_none(late: int, way: str) -> None:
    """Ten finish something late, of whom so many had finished something before."""
    rows = [(f"p{n}", f"c{(n + c) % 6}", float(n + c)) for n in range(40) for c in range(2)]
    rows += [(f"late{n}", "c3", float(n)) for n in range(late)]
    rows += [(f"late{n}", "c4", 300.0 + n) for n in range(10)]
    assert cut(made(rows)).way == way


def _some_come_back() -> Dataset:
    """Forty people take three courses and leave; 17 others, a tenth of all, come back later."""
    rows = [(f"gone{n}", f"c{(n + c) % 5}", float(n + 2 * c)) for n in range(40) for c in range(3)]
    rows += [(f"late{n}", f"c{(n + c) % 5}", float(n + 2 * c)) for n in range(17) for c in (0, 1)]
    rows += [(f"late{n}", f"c{(n + 2) % 5}", 220.0 + n) for n in range(17)]
    return made(rows)


def test_who_has_not_been_back_since_is_tested_on_the_last_course() -> None:
    dataset = _some_come_back()
    part, past = cut(dataset), dataset.interactions
    assert part.way == "time"
    assert {past.learners.ids[row] for row in part.late} == {f"late{n}" for n in range(17)}
    assert len(part.split.people) == 57
    last = past.steps()[part.split.people] == 1
    assert last.multiply(part.split.truth > 0).nnz == part.split.truth.nnz == 57
    assert len(part.split.train) == len(past) - 57


def test_of_those_who_were_there_late_at_most_half_of_the_tested_are_taken() -> None:
    """What others of them took late is in neither part: nobody knew of it."""
    dataset = _some_come_back()
    part = development(dataset, limit=20, seed=0)
    assert (len(part.late), len(part.split.people)) == (10, 20)
    assert np.isin(part.late, part.split.people).all()
    assert len(part.split.train) == len(dataset.interactions) - 17 - 10


def test_a_course_that_stands_last_only_is_not_taken_from_who_left() -> None:
    rows = [(f"gone{n}", c, float(n + d)) for n in range(20) for d, c in enumerate(("c0", "c5"))]
    rows += [(f"gone2{n}", c, float(n + d)) for n in range(20) for d, c in enumerate(("c0", "c1"))]
    rows += [(f"late{n}", c, float(n + d)) for n in range(10) for c, d in (("c1", 0), ("c0", 220))]
    part = cut(made(rows))
    assert part.way == "time"
    assert part.split.train.course_counts().tolist()[5] == 20
    assert len(part.split.people) == 30


def test_long_histories_without_a_time_axis_are_cut_at_random() -> None:
    rows = [(f"p{n}", f"c{c}", None) for n in range(30) for c in range(25)]
    assert cut(made(rows, courses=25)).way == "random"


@pytest.mark.parametrize(("length", "way"), [(19, "end"), (20, "random")])
def test_how_long_a_history_is_says_half_of_those_who_have_one(length: int, way: str) -> None:
    rows = [(f"p{n}", f"c{c}", None) for n in range(60) for c in range(length)]
    dataset = made(rows, courses=20)
    past = dataset.interactions
    some = dataset.of(past.subset(past.learner_rows < 20))
    assert cut(some).way == cut(dataset).way == way


def test_people_who_are_not_tested_keep_their_last_course() -> None:
    rows = [(f"p{n}", f"c{(n + c) % 6}", None) for n in range(60) for c in range(4)]
    part = development(made(rows), limit=10, seed=0)
    assert part.way == "end"
    assert len(part.split.people) == part.split.truth.nnz == 10
    assert len(part.split.train) == len(rows) - 10


def test_courses_that_nobody_took_stay_where_nothing_tells_whether_they_were_there() -> None:
    rows = [(f"p{n}", f"c{c}", None) for n in range(30) for c in (0, 1, 3)]
    assert len(cut(made(rows)).dataset.interactions.courses) == 6


def test_where_the_catalogue_tells_the_launches_the_cut_is_at_them() -> None:
    """Thirty old courses, six taken by everybody in the end, and four that nobody knows yet."""
    random = np.random.default_rng(0)
    rows: list[tuple[str, str, float | None]] = []
    for person in range(80):
        old = random.choice(30, 3, replace=False).tolist()
        new = (30 + random.choice(6, 2, replace=False)).tolist()
        rows += [(f"p{person}", f"c{c}", None) for c in (*old, *new)]
    part = cut(made(rows, courses=40))
    assert part.way == "launch"
    young = {f"c{n}" for n in range(33, 36)}
    trained = {name for _, own in part.split.train.histories() for name in own}
    assert not trained & young
    assert part.split.truth.nnz > 0
    # The four that are about to begin were not there at these launches.
    assert part.dataset.interactions.courses.ids == tuple(f"c{n}" for n in range(36))
    assert part.dataset.content.shape[0] == part.dataset.course_features.matrix.shape[0] == 36
    assert part.split.truth.shape[1] == 36


@pytest.mark.parametrize(("people", "way"), [(10, "launch"), (9, "last")])
def test_launches_that_hardly_anybody_went_on_after_stand_for_nobody(people: int, way: str) -> None:
    """Of a thousand who all end on one course, so many then take two of the three that are new."""
    random = np.random.default_rng(0)
    rows: list[tuple[str, str, float | None]] = []
    for person in range(1000):
        young = (33 + random.choice(3, 2, replace=False)).tolist() if person < people else []
        own = (*random.choice(30, 3, replace=False).tolist(), 32, *young)
        rows += [(f"p{person}", f"c{c}", None) for c in own]
    assert cut(made(rows, courses=40)).way == way


def test_launches_are_those_of_the_courses_that_were_there_at_them() -> None:
    """Between the courses that began last stands one that nobody has taken yet."""
    random = np.random.default_rng(0)
    rows: list[tuple[str, str, float | None]] = []
    for person in range(80):
        new = random.choice([30, 31, 32, 33, 35, 36], 2, replace=False).tolist()
        own = (*random.choice(30, 3, replace=False).tolist(), *new)
        rows += [(f"p{person}", f"c{c}", None) for c in own]
    part = cut(made(rows, courses=40))
    assert part.way == "launch"
    trained = {name for _, own in part.split.train.histories() for name in own}
    assert not trained & {"c33", "c35", "c36"}
    assert {"c30", "c31", "c32"} <= trained


def test_the_young_course_that_a_history_is_cut_at_is_in_neither_part() -> None:
    past = made([("p", f"c{c}", float(day)) for day, c in enumerate((0, 4, 1, 5))]).interactions
    young = np.array([False, False, False, False, True, True])
    split = launch_split(past, young, 10, 0)
    assert split.train.history("p") == ("c0",)
    assert split.truth.toarray().tolist() == [[0, 1, 0, 0, 0, 1]]


def test_an_empty_history_has_an_empty_part() -> None:
    part = cut(made([]))
    assert (len(part.split.people), len(part.split.train)) == (0, 0)
