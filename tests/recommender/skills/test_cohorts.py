"""Cohorts: who is in one, how large they are, and the same count as by going through everybody."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.cohorts import Cohort, Grouped, Limits, Ready, cohorts, sizes

Person = tuple[int, float, int, dict[int, float]]
people = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from([0.05, 0.1, 0.2]),
        st.integers(0, 2),
        st.dictionaries(st.integers(0, 2), st.sampled_from([1.0, 1.5, 2.0]), min_size=1),
    ),
    max_size=30,
)
limits = st.tuples(st.integers(1, 5), st.integers(0, 5), st.booleans()).map(
    lambda drawn: Limits(drawn[0], drawn[0] + drawn[1], drawn[2])
)


def ready(everybody: list[Person]) -> Ready:
    """Return people given as window, gain, department and what they lack as columns."""
    lacks = [(row, *each) for row, own in enumerate(everybody) for each in sorted(own[3].items())]
    return Ready(
        window=np.array([each[0] for each in everybody], dtype=np.int64),
        gain=np.array([each[1] for each in everybody], dtype=np.float64),
        department=np.array([each[2] for each in everybody], dtype=np.int64),
        row=np.array([each[0] for each in lacks], dtype=np.int64),
        skill=np.array([each[1] for each in lacks], dtype=np.int64),
        level=np.array([each[2] for each in lacks], dtype=np.float64),
    )


def brute_force(everybody: list[Person], given: Limits) -> tuple[list[Cohort], list[int]]:
    """Go through everybody, window by window and skill by skill, as the rule is told in words."""
    made: list[Cohort] = []
    placed: set[int] = set()
    for window in sorted({each[0] for each in everybody}):
        tried: set[int] = set()
        while True:
            left = [n for n, own in enumerate(everybody) if own[0] == window and n not in placed]
            counts = Counter(skill for n in left for skill in everybody[n][3] if skill not in tried)
            if not counts:
                break
            skill = min(counts, key=lambda each: (-counts[each], each))
            if counts[skill] < given.least:
                break
            tried.add(skill)
            pool = sorted(
                (n for n in left if skill in everybody[n][3]), key=lambda n: (-everybody[n][1], n)
            )
            wanted = split(len(pool), given)
            pool = pool[: sum(wanted)]
            if given.spread:
                pool.sort(key=lambda n: (everybody[n][2], -everybody[n][1], n))
                parts = [pool[number :: len(wanted)] for number in range(len(wanted))]
            else:
                pool.sort(key=lambda n: (-everybody[n][3][skill], -everybody[n][1], n))
                parts, rest = [], pool
                for size in wanted:
                    parts.append(rest[:size])
                    rest = rest[size:]
            made += [Cohort(window, skill, tuple(sorted(part))) for part in parts]
            placed |= set(pool)
    return made, [n for n in range(len(everybody)) if n not in placed]


def split(count: int, given: Limits) -> list[int]:
    """Return the sizes that place most people in fewest groups, by trying every sum of sizes."""
    reachable: dict[int, int] = {0: 0}
    for _ in range(count):
        reachable |= {
            total + size: groups + 1
            for total, groups in sorted(reachable.items())
            for size in range(given.least, given.most + 1)
            if total + size <= count and groups + 1 < reachable.get(total + size, count + 1)
        }
    most = max(reachable)
    groups = reachable[most]
    return [len(part) for part in np.array_split(range(most), groups)] if groups else []


@given(people, limits)
def test_the_groups_are_those_that_going_through_everybody_gives(
    everybody: list[Person], given: Limits
) -> None:
    found = cohorts(ready(everybody), given)
    assert (list(found.cohorts), list(found.waiting)) == brute_force(everybody, given)


@given(people, limits)
def test_nobody_is_in_two_groups_and_everybody_in_one_shares_the_gap(
    everybody: list[Person], given: Limits
) -> None:
    found = cohorts(ready(everybody), given)
    placed = [row for each in found.cohorts for row in each.rows]
    assert sorted((*placed, *found.waiting)) == list(range(len(everybody)))
    for each in found.cohorts:
        assert given.least <= len(each.rows) <= given.most
        assert all(everybody[row][0] == each.window for row in each.rows)
        assert all(each.skill in everybody[row][3] for row in each.rows)


@given(people, limits)
def test_spread_groups_of_one_gap_differ_by_one_of_a_department(
    everybody: list[Person], given: Limits
) -> None:
    found = cohorts(ready(everybody), Limits(given.least, given.most, spread=True))
    for one, other in combinations(found.cohorts, 2):
        if (one.window, one.skill) == (other.window, other.skill):
            counts = [Counter(everybody[row][2] for row in each.rows) for each in (one, other)]
            assert all(abs(counts[0][each] - counts[1][each]) <= 1 for each in range(3))


def test_people_of_like_levels_come_together_unless_departments_are_spread() -> None:
    everybody: list[Person] = [(0, 0.1, n // 2, {0: 1.0 + n % 2}) for n in range(4)]
    alike = cohorts(ready(everybody), Limits(2, 2))
    assert [each.rows for each in alike.cohorts] == [(1, 3), (0, 2)]
    mixed = cohorts(ready(everybody), Limits(2, 2, spread=True))
    assert [each.rows for each in mixed.cohorts] == [(0, 2), (1, 3)]


@pytest.mark.parametrize(
    ("people", "least", "most", "expected"),
    [
        (4, 5, 12, ()),
        (13, 5, 12, (7, 6)),
        (11, 8, 10, (10,)),
        (17, 8, 10, (9, 8)),
        (24, 5, 12, (12, 12)),
    ],
)
def test_as_many_are_placed_as_can_be_in_as_few_groups(
    people: int, least: int, most: int, expected: tuple[int, ...]
) -> None:
    assert sizes(people, Limits(least, most)) == expected


def test_a_size_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="A cohort of 5 to 4 people"):
        Limits(5, 4)


def test_without_anybody_there_is_no_cohort() -> None:
    assert cohorts(ready([]), Limits()) == Grouped((), ())
