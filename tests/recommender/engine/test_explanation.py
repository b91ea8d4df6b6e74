"""From terms to reasons: merged, sorted, and only what speaks for the course."""

from __future__ import annotations

import pytest

from recommender.engine.explanation import Reason, Term, explained, pair_key


def test_terms_that_say_the_same_are_added_up() -> None:
    found = explained(
        3.0,
        [
            Term("reason.skill", (("skill", "SQL"),), 1.5),
            Term("reason.popular", (), 2.0),
            Term("reason.skill", (("skill", "SQL"),), 1.0),
            Term(None, (), -1.5),
        ],
    )
    assert [(each.key, each.amount) for each in found.reasons()] == [
        ("reason.skill", 2.5),
        ("reason.popular", 2.0),
    ]
    assert found.reasons()[0] == Reason("reason.skill", {"skill": "SQL"}, 2.5, 2.5 / 4.5)


def test_what_moved_the_course_down_is_no_reason() -> None:
    found = explained(-1.0, [Term("reason.popular", (), -1.0)])
    assert found.reasons() == (Reason("reason.no_signal"),)


def test_what_rounding_alone_left_is_no_reason() -> None:
    found = explained(0.0, [Term("reason.popular", (), 1e-10)])
    assert found.reasons() == (Reason("reason.no_signal"),)


def test_reasons_that_are_as_strong_stand_in_one_order_whatever_theirs_was() -> None:
    terms = [Term(f"reason.{key}", (("skill", skill),), 1.0) for key in "ba" for skill in "yx"]
    found = explained(4.0, terms).reasons(most=4)
    assert [(each.key, each.values["skill"]) for each in found] == [
        ("reason.a", "x"),
        ("reason.a", "y"),
        ("reason.b", "x"),
        ("reason.b", "y"),
    ]


def test_what_cannot_be_told_counts_in_the_shares() -> None:
    found = explained(4.0, [Term(None, (), 3.0), Term("reason.history", (), 1.0)])
    assert found.reasons() == (Reason("reason.history", {}, 1.0, 0.25),)


def test_at_most_so_many_reasons_are_given() -> None:
    terms = [Term("reason.skill", (("skill", str(n)),), float(n)) for n in range(1, 6)]
    assert [each.values["skill"] for each in explained(15, terms).reasons(most=2)] == ["5", "4"]


@pytest.mark.parametrize(
    ("source", "feature", "key", "values"),
    [
        (("history", ""), None, "reason.history", {}),
        (("history", ""), "skill:SQL", "reason.skill", {"skill": "SQL"}),
        (("course", "c1"), "skill:SQL", "reason.skill", {"skill": "SQL"}),
        (("history", ""), "skill:never done", "reason.history", {}),
        (("history", ""), "extra:a:b", "reason.topic", {"topic": "a:b"}),
        (("history", ""), "mode:online", "reason.history", {}),
        (("course", "c1"), None, "reason.history", {}),
        (("role", "Nurse"), None, "reason.role_course", {"role": "Nurse"}),
        (
            ("role", "Nurse"),
            "skill:SQL",
            "reason.role_skill",
            {"role": "Nurse", "skill": "SQL"},
        ),
        (
            ("department", "East"),
            "category:Data",
            "reason.department_category",
            {"department": "East", "category": "Data"},
        ),
        (("role", "Nurse"), "tag:care", "reason.role_course", {"role": "Nurse"}),
        (
            ("target_role", "Head"),
            "mode:online",
            "reason.target_role_course",
            {"target_role": "Head"},
        ),
        (("department", "East"), "skill:Java", "reason.department_course", {"department": "East"}),
        (("extra", "gender:1"), "skill:SQL", "reason.profile", {}),
        (("extra", "gender:1"), None, "reason.profile", {}),
    ],
)
def test_each_pair_has_a_true_sentence(
    source: tuple[str, str], feature: str | None, key: str, values: dict[str, str]
) -> None:
    own = frozenset({"skill:SQL", "extra:a:b", "mode:online"})
    usual = frozenset({None, "skill:SQL", "category:Data"})
    found_key, found_values = pair_key(source, feature, own, usual)
    assert (found_key, dict(found_values)) == (key, values)


@pytest.mark.parametrize("kind", ["role", "target_role", "department", "extra"])
@pytest.mark.parametrize("feature", [None, "skill:SQL", "category:Data", "mode:online"])
def test_nothing_is_said_of_people_who_do_no_such_thing(kind: str, feature: str | None) -> None:
    usual: frozenset[str | None] = frozenset({"skill:Java"})
    assert pair_key((kind, "East"), feature, frozenset(), usual) == (None, ())


def test_a_skill_is_told_of_a_course_that_nobody_of_the_group_has_finished_yet() -> None:
    usual: frozenset[str | None] = frozenset({"skill:SQL"})
    source = ("target_role", "Head")
    assert pair_key(source, "skill:SQL", None, usual) == (
        "reason.target_role_skill",
        (("target_role", "Head"), ("skill", "SQL")),
    )
    assert pair_key(source, None, None, usual) == (None, ())


@pytest.mark.parametrize("feature", [None, "skill:SQL", "mode:online"])
def test_nothing_fits_what_somebody_finished_who_has_finished_nothing(feature: str | None) -> None:
    assert pair_key(("history", ""), feature, None) == (None, ())
