"""Lists that serve a goal: what ranks them, what they are tied to, and the reasons they carry."""

from __future__ import annotations

import dataclasses

import pytest

from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.ranker import Ranker
from recommender.reasons import OBJECTIVE, ROLE, Tie
from recommender.recommend import recommend, recommend_block
from recommender.skills.gains import Need, Needs

COURSES = [
    CourseFacts("sql", "SQL", outcomes={"sql": 3}, hours=4, category="Data"),
    CourseFacts("sql-long", "SQL in depth", outcomes={"sql": 3}, hours=40, category="Data"),
    CourseFacts("sql-expert", "SQL for experts", outcomes={"sql": 5}, entries={"sql": 4}, hours=4),
    CourseFacts("charts", "Charts", outcomes={"charts": 3}, hours=4, mode="workshop"),
    CourseFacts("writing", "Writing", outcomes={"writing": 3}, hours=4),
    CourseFacts("yoga", "Yoga", category="Health"),
]
NEWCOMER = Person(LearnerFacts("p1", role="Support agent"))
SQL = Need("sql", 3, 1, 0.5, 1.0, "Junior analyst")
CHARTS = Need("charts", 3, 2, 0.5, 0.5, "Junior analyst")
NEEDS = Needs((SQL, CHARTS), {"sql": 1.0, "charts": 2.0}, {"charts": ("Self-service reports",)})
RANKER = Ranker(COURSES)


def ids(needs: Needs, person: Person = NEWCOMER, k: int = 10) -> list[str]:
    return [item.course_id for item in recommend(RANKER, person, k, needs)]


def test_what_closes_most_by_the_hour_comes_first() -> None:
    assert ids(NEEDS)[0] == "sql"
    assert ids(NEEDS, k=2) == ["sql", "charts"]
    assert ids(dataclasses.replace(NEEDS, wanted=(CHARTS,)))[0] == "charts"


def test_two_people_with_different_gaps_get_different_lists() -> None:
    other = Needs((Need("writing", 4, 1, 0.5, 1.0, "Editor"),))
    assert ids(NEEDS, k=3) != ids(other, k=3)
    assert ids(other)[0] == "writing"


def test_a_course_too_far_above_what_is_held_is_never_shown() -> None:
    assert "sql-expert" not in ids(NEEDS)
    assert "sql-expert" in ids(dataclasses.replace(NEEDS, held={"sql": 3.0}))


def test_a_higher_weight_moves_its_courses_up() -> None:
    heavier = dataclasses.replace(CHARTS, weight=20.0)
    assert ids(dataclasses.replace(NEEDS, wanted=(SQL, heavier)))[0] == "charts"


def test_ties_are_read_from_the_graph() -> None:
    found = {item.course_id: item.ties for item in recommend(RANKER, NEWCOMER, 10, NEEDS)}
    assert found["sql"] == (Tie(ROLE, "Junior analyst", "sql", 3),)
    assert found["charts"] == (
        Tie(ROLE, "Junior analyst", "charts", 3),
        Tie(OBJECTIVE, "Self-service reports", "charts"),
    )
    assert found["yoga"] == ()


def test_the_first_reason_is_the_gap_it_closes() -> None:
    first = recommend(RANKER, NEWCOMER, 1, NEEDS)[0]
    reason = first.reasons[0]
    assert first.basis == "gap"
    assert reason.key == "reason.gap"
    assert reason.values == {
        "skill": "sql",
        "role": "Junior analyst",
        "from": "1.00",
        "to": "3.00",
        "required": "3.00",
    }
    assert reason.share == pytest.approx(1)


def test_what_is_only_assumed_is_called_so_and_a_leaders_priority_is_named() -> None:
    assumed = Needs((dataclasses.replace(SQL, assumed=True),))
    boosted = Needs((dataclasses.replace(SQL, boosted=True),))
    assert recommend(RANKER, NEWCOMER, 1, assumed)[0].reasons[0].key == "reason.gap_assumed"
    assert recommend(RANKER, NEWCOMER, 1, boosted)[0].reasons[0].key == "reason.leader"


def test_a_suiting_mode_decides_between_equal_courses_and_is_told() -> None:
    twins = [
        CourseFacts("online", "SQL online", outcomes={"sql": 3}, hours=4, mode="online"),
        CourseFacts("room", "SQL in a room", outcomes={"sql": 3}, hours=4, mode="workshop"),
    ]
    needs = Needs((SQL,), modes=frozenset({"workshop"}))
    first = recommend(Ranker(twins), NEWCOMER, 1, needs)[0]
    assert first.course_id == "room"
    assert "reason.mode" in {each.key for each in first.reasons}


def test_a_stale_course_comes_after_its_equal() -> None:
    twins = [
        CourseFacts("a", "SQL", outcomes={"sql": 3}, hours=4, stale=True),
        CourseFacts("b", "SQL", outcomes={"sql": 3}, hours=4),
    ]
    assert recommend(Ranker(twins), NEWCOMER, 1, Needs((SQL,)))[0].course_id == "b"


def test_without_a_gap_the_engine_ranks_as_if_nothing_was_needed() -> None:
    met = Needs((Need("sql", 1, 4, 0.1, 1.0, "Support agent"),), {"sql": 4.0})
    plain = [item.course_id for item in recommend(RANKER, NEWCOMER)]
    assert [item.course_id for item in recommend(RANKER, NEWCOMER, 10, met)] == plain
    assert {item.basis for item in recommend(RANKER, NEWCOMER, 10, met)} == {"features"}


def test_the_engine_is_named_only_where_it_moved_a_course_up() -> None:
    for item in recommend(RANKER, NEWCOMER, 10, NEEDS):
        keys = {each.key for each in item.reasons}
        assert not keys & {"reason.role_words", "reason.entry_level"}


def test_shares_of_reasons_are_parts_of_the_score() -> None:
    person = dataclasses.replace(NEWCOMER, history=("writing",))
    for item in recommend(RANKER, person, 10, NEEDS):
        assert sum(each.share for each in item.reasons) <= 1 + 1e-9
        assert sum(each.amount for each in item.reasons) <= item.score + 1e-9 or not item.ties


def test_what_an_admin_picked_comes_first_and_is_marked() -> None:
    found = recommend(RANKER, NEWCOMER, 3, NEEDS, picked=["yoga", "unknown", "yoga"])
    assert [(item.course_id, item.rank, item.picked) for item in found[:2]] == [
        ("yoga", 1, True),
        ("sql", 2, False),
    ]
    assert found[0].reasons[0].key == "reason.picked"


def test_what_may_not_be_shown_is_not_shown_by_being_picked() -> None:
    person = dataclasses.replace(NEWCOMER, history=("yoga",))
    found = recommend(RANKER, person, 3, NEEDS, picked=["yoga"])
    assert "yoga" not in {item.course_id for item in found}


def test_a_block_gives_each_person_what_they_get_alone() -> None:
    people = [NEWCOMER, dataclasses.replace(NEWCOMER, history=("sql",))]
    block = recommend_block(RANKER, people, 4, [NEEDS, Needs()], with_reasons=True)
    assert block == [
        recommend(RANKER, people[0], 4, NEEDS),
        recommend(RANKER, people[1], 4),
    ]


def test_the_engine_is_named_where_it_moved_a_course_up_by_some_places() -> None:
    tags = tuple(f"tag {n}" for n in range(9))
    finished = [CourseFacts(f"run-{n}", f"Running {n}", tags=tags) for n in range(9)]
    in_common = {8: 9, 7: 0, 6: 1, 5: 2, 4: 3, 3: 4, 2: 5, 1: 6, 0: 7}
    alike = [
        CourseFacts(
            f"sql-{n}", "SQL", outcomes={"sql": 3}, hours=4 + n / 10, tags=tags[: in_common[n]]
        )
        for n in range(9)
    ]
    person = dataclasses.replace(NEWCOMER, history=tuple(each.id for each in finished))
    found = recommend(Ranker([*finished, *alike]), person, 9, Needs((SQL,)))
    told = {item.course_id: {each.key for each in item.reasons} for item in found}
    assert [item.course_id for item in found].index("sql-8") == 5
    assert "reason.gap" in told["sql-8"]
    assert {each for each, keys in told.items() if keys - {"reason.gap"}} == {"sql-8"}


def test_the_engine_is_not_named_where_it_only_orders_what_closes_the_same() -> None:
    """What is left of equal gaps when numbers are subtracted again must move nothing."""
    tags = tuple(f"tag {n}" for n in range(40))
    finished = [CourseFacts(f"run-{n}", f"Running {n}", tags=tags) for n in range(3)]
    alike = [
        CourseFacts(f"sql-{n}", "SQL", outcomes={"sql": 3}, hours=4, tags=tags[: n + 1])
        for n in range(40)
    ]
    for count in range(1, 4):
        person = dataclasses.replace(NEWCOMER, history=tuple(c.id for c in finished[:count]))
        found = recommend(Ranker([*finished, *alike]), person, 40, Needs((SQL,)))
        assert {each.key for item in found for each in item.reasons} == {"reason.gap"}
