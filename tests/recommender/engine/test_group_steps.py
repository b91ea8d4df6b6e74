"""What enough people of a group went on to: never fewer than five, never in an unknown order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.engine import group_steps as module
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.engine.group_steps import group_steps, went_on
from recommender.engine.interactions import Completion
from recommender.engine.model import LEAST_PEOPLE
from tests.support import histories

COURSES = [CourseFacts(name, name.upper()) for name in ("x", "y", "z")]
START = datetime(2025, 1, 1, tzinfo=UTC)


def taken(count: int, *courses: str, first: int = 0, dated: bool = True) -> list[Completion]:
    """Return that so many people took these courses one after the other, a day apart each."""
    return [
        (
            f"p{first + number}",
            course,
            begun(first + number, timedelta(days=day)) if dated else None,
        )
        for number in range(count)
        for day, course in enumerate(courses)
    ]


def begun(number: int, later: timedelta) -> datetime:
    """Return a moment of somebody who began on a day of their own."""
    return START + timedelta(days=number) + later


def site(*completions: list[Completion], department: str = "Support") -> Dataset:
    """Return a site where the first forty are in one department and the next forty in another."""
    people = [
        LearnerFacts(f"p{number}", department=department if number < 40 else "Sales")
        for number in range(80)
    ]
    return build_dataset([each for every in completions for each in every], COURSES, people)


def steps(dataset: Dataset, least: int = LEAST_PEOPLE) -> set[tuple[str, str, str]]:
    """Return all that is kept, in names."""
    size = len(dataset.interactions.courses)
    found = group_steps(dataset.interactions, dataset.learner_features, least)
    assert found.tolist() == sorted(set(found.tolist()))
    groups, names = dataset.learner_features.names.ids, dataset.interactions.courses.ids
    return {
        (groups[key // size // size], names[key // size % size], names[key % size]) for key in found
    }


def entered(count: int, *courses: str, first: int = 0) -> list[Completion]:
    """Return the same as somebody entered it, a minute for each line."""
    lines = [(f"p{first + number}", course) for number in range(count) for course in courses]
    return [(*line, START + timedelta(minutes=place)) for place, line in enumerate(lines)]


@pytest.mark.parametrize(("people", "kept"), [(4, False), (5, True)])
def test_a_step_is_kept_from_five_people_of_one_group_on(people: int, kept: bool) -> None:
    others = taken(20, "z", first=50)
    assert (("department:Support", "x", "y") in steps(site(taken(people, "x", "y"), others))) is (
        kept
    )


def test_people_of_two_groups_are_never_added_up() -> None:
    assert not steps(site(taken(4, "x", "y"), taken(4, "x", "y", first=40)))


def test_the_other_way_round_is_another_step() -> None:
    assert steps(site(taken(6, "x", "y"), taken(20, "z", first=50))) == {
        ("department:Support", "x", "y")
    }


def test_what_nobody_knows_the_order_of_is_no_step() -> None:
    undated = taken(9, "x", "y", dated=False)
    same_day = [(f"p{number}", name, START) for number in range(9, 18) for name in ("x", "y")]
    assert not steps(site(undated, same_day, taken(20, "z", first=50)))


def test_a_site_whose_dates_tell_when_somebody_entered_them_has_no_steps() -> None:
    assert not steps(site(entered(9, "x", "y"), entered(20, "z", first=50)))


def test_a_group_that_was_entered_in_one_go_has_no_steps_whatever_the_others_dates_tell() -> None:
    found = steps(site(entered(9, "x", "y"), taken(30, "y", "x", first=40)))
    assert found == {("department:Sales", "y", "x")}


def test_a_group_most_of_whose_dates_are_unknown_has_no_steps() -> None:
    unknown = taken(12, "x", "y", first=8, dated=False)
    assert not steps(site(taken(8, "x", "y"), unknown, taken(40, "z", first=40)))


def test_what_is_less_usual_in_the_group_than_elsewhere_is_no_step() -> None:
    """Six of thirty went on to what half of all people took."""
    rare = [taken(6, "x", "y"), taken(24, "x", first=6), taken(34, "y", first=40)]
    assert not steps(site(*rare))


def test_a_small_group_whose_people_all_went_on_is_told_of() -> None:
    assert steps(site(taken(5, "x", "y"))) == {("department:Support", "x", "y")}


def test_steps_are_those_that_plain_loops_count(dataset: Dataset) -> None:
    past = dataset.interactions
    groups = [
        name for name in dataset.learner_features.names if name.startswith(("role:", "department:"))
    ]
    facts = {each.id: each for each in histories.learners()}
    dates = {(who, course): when for who, course, when in histories.completions()}
    known = {who: [c for p, c in dates if p == who] for who in past.learners}
    everywhere = {c: sum(c in each for each in known.values()) / len(known) for c in past.courses}
    expected = set()
    for group in groups:
        kind, _, value = group.partition(":")
        people = [who for who in known if getattr(facts[who], kind) == value]
        for x in past.courses:
            for y in past.courses:
                both = [who for who in people if x in known[who] and y in known[who]]
                count = sum(dates[who, x] < dates[who, y] for who in both)
                finished = sum(x in known[who] for who in people)
                if count >= LEAST_PEOPLE and count >= finished * everywhere[y]:
                    expected.add((group, x, y))
    assert steps(dataset) == expected
    assert len(expected) > 10


@pytest.mark.parametrize(("window", "kept"), [(1, False), (2, True)])
def test_what_came_later_than_so_many_steps_is_no_step(
    monkeypatch: pytest.MonkeyPatch, window: int, *, kept: bool
) -> None:
    monkeypatch.setattr(module, "WINDOW", window)
    found = steps(site(taken(6, "x", "z", "y"), taken(20, "z", first=50)))
    assert (("department:Support", "x", "y") in found) is kept


def test_a_step_is_found_again_and_an_unknown_course_is_in_none() -> None:
    dataset = site(taken(6, "x", "y"), taken(6, "z", "x", first=40), taken(20, "y", first=50))
    keys = group_steps(dataset.interactions, dataset.learner_features, LEAST_PEOPLE)
    group = dataset.learner_features.names.row("department:Support")
    assert group is not None
    others = np.array([0, 1, 2, -1])
    assert went_on(keys, group, [0, 1], others, 3).tolist() == [
        [False, True, False, False],
        [False, False, False, False],
    ]
    sales = dataset.learner_features.names.row("department:Sales")
    assert sales is not None
    assert went_on(keys, sales, [2, 0], others, 3).tolist() == [
        [True, False, False, False],
        [False, False, False, False],
    ]
    assert not went_on(keys, max(group, sales) + 1, [0], others, 3).any()
    assert not went_on(keys[:0], group, [0], others, 3).any()
    assert went_on(keys, group, [], others, 3).shape == (0, 4)
