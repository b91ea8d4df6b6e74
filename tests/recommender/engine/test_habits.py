"""What enough people of a group finish, and more of them than of the others."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine import habits as module
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.engine.habits import habits, usual_in
from recommender.engine.model import LEAST_PEOPLE
from tests.support import histories

COURSES = [
    CourseFacts("x", "X", skills=("SQL",), category="Data", tags=("db",)),
    CourseFacts("y", "Y", skills=("SQL",), category="Data", tags=("db",)),
    CourseFacts("z", "Z", skills=("Care",), category="People"),
    CourseFacts("w", "W", skills=("Care",), category="People"),
]


def site(taken: dict[str, list[str]], inside: int = 10, kind: str = "department") -> Dataset:
    """Return a site of who took what: so many of the people are in one group, all others in two."""
    names = sorted({name for each in taken.values() for name in each})
    facts = [
        LearnerFacts(name, **{kind: "Support" if int(name[1:]) < inside else "Sales"})
        for name in names
    ]
    rows = [(name, course, None) for course, people in taken.items() for name in people]
    return build_dataset(rows, COURSES, facts)


def people(first: int, last: int) -> list[str]:
    return [f"p{number}" for number in range(first, last)]


def kept(dataset: Dataset) -> set[tuple[str, str]]:
    """Return all that is kept, in names."""
    found = habits(
        dataset.interactions, dataset.learner_features, dataset.course_features, LEAST_PEOPLE
    )
    assert found.tolist() == sorted(set(found.tolist()))
    items = (*dataset.interactions.courses.ids, *dataset.course_features.names.ids)
    groups = dataset.learner_features.names.ids
    return {(groups[key // len(items)], items[key % len(items)]) for key in found}


@pytest.mark.parametrize("kind", ["department", "role", "target_role"])
@pytest.mark.parametrize(("count", "known"), [(4, False), (5, True)])
def test_what_five_people_of_a_group_finished_is_kept(kind: str, count: int, known: bool) -> None:
    taken = {"x": people(0, count), "z": people(0, 20)}
    found = kept(site(taken, kind=kind))
    assert ((f"{kind}:Support", "x") in found) is known
    assert ((f"{kind}:Support", "skill:SQL") in found) is known
    assert ((f"{kind}:Support", "category:Data") in found) is known


def test_a_skill_of_several_courses_counts_each_person_once() -> None:
    three = people(0, 3)
    assert not kept(site({"x": three, "y": three, "z": people(0, 20)}))
    apart = {"x": three, "y": people(3, 6), "z": people(0, 20)}
    assert kept(site(apart)) == {
        ("department:Support", "skill:SQL"),
        ("department:Support", "category:Data"),
    }


def test_what_is_no_more_usual_in_the_group_than_among_the_others_is_left_out() -> None:
    same = {"x": [*people(0, 5), *people(10, 15)], "z": people(0, 20)}
    assert not kept(site(same))


def test_what_no_sentence_names_is_left_out() -> None:
    found = kept(site({"x": people(0, 6), "z": people(0, 20)}))
    assert {item for _, item in found} == {"x", "skill:SQL", "category:Data"}


def test_where_all_are_in_the_group_there_are_no_others_to_compare_with() -> None:
    assert not kept(site({"x": people(0, 8)}))


@pytest.mark.parametrize("at_once", [256, 2])
def test_habits_are_those_that_plain_loops_count(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(module, "_GROUPS_AT_ONCE", at_once)
    past = dataset.interactions
    done = {name: set(courses) for name, courses in past.histories()}
    carries = {
        each.id: {
            each.id,
            f"category:{each.category}",
            *(f"skill:{skill}" for skill in each.skills),
        }
        for each in histories.courses()
    }
    carried = {name: set().union(*(carries[c] for c in own)) for name, own in done.items()}
    everything = set().union(*carried.values())
    has = {
        each.id: {
            f"role:{each.role}",
            f"department:{each.department}",
            *(f"extra:{name}" for name in each.extra),
        }
        for each in histories.learners()
    }
    expected = set()
    for group in set().union(*(has[name] for name in done)):
        inside = [name for name in done if group in has[name]]
        outside = [name for name in done if group not in has[name]]
        for item in everything:
            own = sum(item in carried[name] for name in inside)
            others = sum(item in carried[name] for name in outside)
            if own >= LEAST_PEOPLE and own / len(inside) > others / len(outside):
                expected.add((group, item))
    assert kept(dataset) == expected
    assert len(expected) > 10


def test_a_habit_is_found_again_and_an_unknown_item_is_none() -> None:
    dataset = site({"y": people(0, 6), "z": people(0, 20)})
    keys = habits(
        dataset.interactions, dataset.learner_features, dataset.course_features, LEAST_PEOPLE
    )
    width = len(COURSES) + len(dataset.course_features.names)
    group = dataset.learner_features.names.row("department:Support")
    assert group is not None
    assert usual_in(keys, group, [0, 1, 2, -1], width).tolist() == [False, True, False, False]
    assert not usual_in(keys, 1 - group, [0, 1, 2, -1], width).any()
    assert not usual_in(keys, 2, [0, 1, 2, -1], width).any()
    assert usual_in(keys[:0], group, [0], width).tolist() == [False]
    assert usual_in(keys, group, [], width).shape == (0,)
    assert keys.dtype == np.int64
