"""The starter pack is well formed: its size, its cells, and that names and levels hold together."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from lti_plugin.starter import pack_files
from tests.support.starter import (
    DURABLE,
    REQUIREMENTS,
    ROLES,
    SKILLS,
    asked,
    change,
    gap,
    labels,
    listed,
    read,
    twice,
)

KINDS = {"skill", "knowledge", "attitude", "language", "technology"}
COLLECTIONS = {"digital", "transversal", "green"}
OUTLOOKS = {"", "growing", "stable", "evolving", "shrinking", "ends"}
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
HEAD = ("family", "role_level", "leader", "alternatives", "uri", "description", "outlook")


def test_the_files_come_in_order_with_their_columns() -> None:
    heads = {
        name: file.read_text(encoding="utf-8").splitlines()[0]
        for name, file in pack_files().items()
    }
    assert list(heads.items()) == [
        ("skills.csv", "uri,name,alternatives,kind,description,broader,collections,durable"),
        (
            "roles.csv",
            "role,family,role_level,leader,skill,level,importance,valid_from,alternatives,uri,"
            "description,outlook",
        ),
    ]


def test_it_has_the_promised_size() -> None:
    assert len(read("skills.csv")) == len(SKILLS)
    assert 140 <= len(SKILLS) <= 170
    assert 55 <= len(ROLES) <= 70


def test_skills_are_of_known_kinds_and_collections() -> None:
    for row in SKILLS.values():
        assert row["kind"] in KINDS
        assert set(listed(row["collections"])) <= COLLECTIONS
        assert row["durable"] in {"", "yes"}
        assert row["description"].endswith(".")
    assert {row["kind"] for row in SKILLS.values()} == KINDS


@pytest.mark.parametrize("rows", [SKILLS, ROLES], ids=["skills", "roles"])
def test_no_name_stands_for_two_things(rows: dict[str, dict[str, str]]) -> None:
    assert twice(labels(rows)) == []
    assert all(label == label.strip() != "" for label in labels(rows))


@pytest.mark.parametrize(
    ("rows", "kind"), [(SKILLS, "skill"), (ROLES, "occupation")], ids=["skills", "roles"]
)
def test_uris_are_those_of_esco_and_name_one_thing(
    rows: dict[str, dict[str, str]], kind: str
) -> None:
    uris = [row["uri"] for row in rows.values() if row["uri"]]
    assert len(uris) > len(rows) / 2
    assert twice(uris) == []
    for uri in uris:
        assert re.fullmatch(f"http://data.europa.eu/esco/{kind}/{UUID}", uri)


def test_broader_skills_are_our_own_and_make_no_circle() -> None:
    for name in SKILLS:
        above = [name]
        while broader := SKILLS[above[-1]]["broader"]:
            assert broader not in above
            above.append(broader)


def test_every_requirement_names_a_known_skill_with_values_in_range() -> None:
    for row in REQUIREMENTS:
        assert row["skill"] in SKILLS
        level, importance = float(row["level"]), float(row["importance"])
        assert 0 <= level <= 5
        assert (2 * level).is_integer()
        assert 0 <= importance <= 1
        if row["valid_from"]:
            assert date(2027, 11, 1) <= date.fromisoformat(row["valid_from"]) <= date(2028, 5, 31)
        else:
            assert level > 0
            assert importance > 0


def test_no_requirement_comes_twice() -> None:
    keys = [f"{row['role']}: {row['skill']} {row['valid_from']}" for row in REQUIREMENTS]
    assert twice(keys) == []


def test_every_skill_is_asked_for_by_some_role() -> None:
    assert {row["skill"] for row in REQUIREMENTS} == set(SKILLS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_asks_for_enough_and_for_something_durable(role: str) -> None:
    for wanted in (asked(role), {k: ask for k, ask in asked(role, ahead=True).items() if ask[1]}):
        assert len(wanted) >= 8
        assert wanted.keys() & DURABLE
    assert len(asked(role)) <= 14


@pytest.mark.parametrize("role", ROLES)
def test_what_holds_for_the_whole_role_stands_on_its_first_row(role: str) -> None:
    first = ROLES[role]
    assert first["family"]
    assert 1 <= int(first["role_level"]) <= 4
    assert first["leader"] in {"", "yes"}
    assert first["description"].endswith(".")
    assert first["outlook"] in OUTLOOKS
    for row in REQUIREMENTS:
        if row["role"] == role:
            assert all(row[column] in {"", first[column]} for column in HEAD)


def test_the_levels_of_a_family_are_distinct_steps_that_rise() -> None:
    ladders = defaultdict(list)
    for role, row in ROLES.items():
        ladders[row["family"]].append((int(row["role_level"]), role))
    for steps in ladders.values():
        steps.sort()
        assert len({level for level, _ in steps}) == len(steps)
        for (_, lower), (_, upper) in pairwise(steps):
            assert gap(lower, upper) > 0.1


def test_leaders_are_asked_for_people_skills() -> None:
    leaders = [role for role, row in ROLES.items() if row["leader"]]
    assert len(leaders) >= 8
    for role in leaders:
        assert asked(role)["Leading others"].level >= 3
        assert asked(role)["Communication"].level >= 3


def test_some_roles_ask_for_clearly_more_at_the_horizon() -> None:
    changing = {row["role"] for row in REQUIREMENTS if row["valid_from"]}
    assert 6 <= len(changing) <= 10
    for role in changing:
        assert change(role) >= 0.15
    assert any(not ask.importance for role in changing for ask in asked(role, ahead=True).values())
