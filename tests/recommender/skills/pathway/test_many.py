"""Paths of many people at once: the same steps as by going through everybody one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.evidence import COMPLETION, ERRORS
from recommender.skills.gaps import shortfall
from recommender.skills.pathway.columns import Lines, Offers, Steps
from recommender.skills.pathway.many import steps

LEVELS = st.sampled_from([1.0, 1.5, 2.0, 3.0, 4.0])


@dataclass(frozen=True)
class Course:
    """A course: how long it takes, what it teaches, begins at and asks for."""

    hours: float
    teaches: dict[int, float]
    begins: dict[int, float]
    requires: frozenset[int]
    language: int = -1


@dataclass(frozen=True)
class Somebody:
    """A person: (required, level, assessed) by skill, finished and closed courses, and hours."""

    lines: dict[int, tuple[float | None, float, bool]]
    done: frozenset[int]
    closed: frozenset[int]
    hours: float
    language: int = -1


courses = st.lists(
    st.builds(
        Course,
        st.sampled_from([1.0, 2.0, 4.0]),
        st.dictionaries(st.integers(0, 3), LEVELS, max_size=2),
        st.dictionaries(st.integers(0, 3), LEVELS, max_size=1),
        st.frozensets(st.integers(0, 4), max_size=1),
        st.integers(-1, 1),
    ),
    min_size=5,
    max_size=5,
)
somebody = st.builds(
    Somebody,
    st.dictionaries(
        st.integers(0, 3), st.tuples(st.none() | LEVELS, LEVELS, st.booleans()), max_size=4
    ),
    st.frozensets(st.integers(0, 4), max_size=2),
    st.frozensets(st.integers(0, 4), max_size=2),
    st.sampled_from([0.0, 3.0, 20.0]),
    st.integers(-1, 1),
)
SD = 0.5


def walked(everybody: list[Somebody], catalogue: list[Course], most: int) -> Steps:
    """Return the steps that the columns give."""
    lines = [
        (who, skill, *each)
        for who, own in enumerate(everybody)
        for skill, each in sorted(own.lines.items())
    ]
    taught = [(n, *each) for n, own in enumerate(catalogue) for each in sorted(own.teaches.items())]
    begun = [(n, *each) for n, own in enumerate(catalogue) for each in sorted(own.begins.items())]
    needed = [(n, each) for n, own in enumerate(catalogue) for each in sorted(own.requires)]
    done = [(who, each) for who, own in enumerate(everybody) for each in sorted(own.done)]
    closed = [(who, each) for who, own in enumerate(everybody) for each in sorted(own.closed)]
    return steps(
        Lines(
            whole([each[0] for each in lines]),
            whole([each[1] for each in lines]),
            real([np.nan if each[2] is None else each[2] for each in lines]),
            np.ones(len(lines)),
            real([each[3] for each in lines]),
            np.full(len(lines), SD),
            np.array([each[4] for each in lines], dtype=bool),
        ),
        Offers(
            real([each.hours for each in catalogue]),
            whole([each.language for each in catalogue]),
            (
                whole([x[0] for x in taught]),
                whole([x[1] for x in taught]),
                real([x[2] for x in taught]),
            ),
            (
                whole([x[0] for x in begun]),
                whole([x[1] for x in begun]),
                real([x[2] for x in begun]),
            ),
            (whole([x[0] for x in needed]), whole([x[1] for x in needed])),
        ),
        (whole([x[0] for x in (*closed, *done)]), whole([x[1] for x in (*closed, *done)])),
        (whole([x[0] for x in done]), whole([x[1] for x in done])),
        real([each.hours for each in everybody]),
        whole([each.language for each in everybody]),
        most,
    )


def whole(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return a column of whole numbers."""
    return np.array(values, dtype=np.int64)


def real(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return a column of numbers."""
    return np.array(values, dtype=np.float64)


def may_begin(person: Somebody, course: Course) -> bool:
    """Say whether somebody could begin a course today."""
    known = {skill: each[1] for skill, each in person.lines.items() if each[2]}
    reached = all(known.get(skill, entry) >= entry - 1 for skill, entry in course.begins.items())
    return reached and course.requires <= person.done


def brute_force(person: Somebody, catalogue: list[Course], most: int) -> list[tuple[int, float]]:
    """Return one person's steps, each with the share of the role it adds, step by step."""
    level = {skill: each[1] for skill, each in person.lines.items() if each[2]}
    sd = dict.fromkeys(level, SD)
    asked = {
        skill: each[0] for skill, each in person.lines.items() if each[2] and each[0] is not None
    }
    found: list[tuple[int, float]] = []
    spent, finished = 0.0, set(person.done)
    while spent < person.hours and len(found) < most:
        best: tuple[float, float, int, float] | None = None
        for number, course in enumerate(catalogue):
            barred = any(
                skill in level and level[skill] < entry - 1
                for skill, entry in course.begins.items()
            )
            foreign = 0 <= person.language != course.language >= 0
            if (
                number in finished | person.closed
                or barred
                or foreign
                or not course.requires <= finished
            ):
                continue
            gain = sum(
                max(
                    0.0,
                    shortfall(level[skill], sd[skill], asked[skill])
                    - shortfall(outcome, ERRORS[COMPLETION], asked[skill]),
                )
                for skill, outcome in course.teaches.items()
                if skill in asked and level[skill] < min(asked[skill], outcome)
            )
            rank = (-round(gain / course.hours, 9), course.hours, number)
            if gain > 1e-9 and (best is None or rank < best[:3]):
                best = (*rank, gain)
        if best is None:
            break
        course = catalogue[best[2]]
        found.append((best[2], best[3] / sum(asked.values())))
        finished.add(best[2])
        spent += course.hours
        for skill, outcome in course.teaches.items():
            if skill in level and outcome > level[skill]:
                level[skill], sd[skill] = outcome, ERRORS[COMPLETION]
    return found


@given(st.lists(somebody, max_size=5), courses, st.integers(1, 3))
def test_everybody_takes_the_steps_that_going_through_them_gives(
    everybody: list[Somebody], catalogue: list[Course], most: int
) -> None:
    found = walked(everybody, catalogue, most)
    for who, person in enumerate(everybody):
        own = found.person == who
        expected = brute_force(person, catalogue, most)
        assert found.course[own].tolist() == [number for number, _ in expected]
        assert found.place[own].tolist() == list(range(len(expected)))
        assert found.ready[own].tolist() == [
            may_begin(person, catalogue[number]) for number, _ in expected
        ]
        assert found.gain[own].tolist() == pytest.approx([gain for _, gain in expected])


def test_a_step_tells_what_is_lacked_and_how_far_the_role_is_covered() -> None:
    catalogue = [
        Course(4.0, {0: 3.0}, {0: 2.0}, frozenset()),
        Course(2.0, {0: 2.0, 1: 1.0}, {}, frozenset()),
    ]
    ana = Somebody({0: (3.0, 0.5, True), 1: (2.0, 2.0, True)}, frozenset(), frozenset(), 99.0)
    found = walked([ana], catalogue, 5)
    assert found.course.tolist() == [1, 0]
    assert (found.before.tolist(), found.ready.tolist()) == ([0.0, 2.0], [True, False])
    assert (found.row.tolist(), found.skill.tolist()) == ([0, 1], [0, 0])
    assert found.level.tolist() == [0.5, 2.0]
    assert found.required.tolist() == [3.0, 3.0]
    assert found.coverage[1] == pytest.approx(found.coverage[0] + found.gain[0])


def test_what_nobody_has_assessed_is_no_gap_and_bars_nothing() -> None:
    catalogue = [Course(1.0, {0: 3.0}, {1: 4.0}, frozenset())]
    guessed = Somebody({0: (3.0, 1.0, False)}, frozenset(), frozenset(), 9.0)
    known = Somebody({0: (3.0, 1.0, True), 1: (None, 1.0, False)}, frozenset(), frozenset(), 9.0)
    assert walked([guessed], catalogue, 5).person.tolist() == []
    assert walked([known], catalogue, 5).course.tolist() == [0]
