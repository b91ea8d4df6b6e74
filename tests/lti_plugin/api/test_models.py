"""Trainings for a program: what ranks, what was compared, and how much popular courses count."""

from __future__ import annotations

import pytest

from lti_plugin.store.database import Database
from tests.support.api import Program, problem, program
from tests.support.installation import Installation, site_of
from tests.support.trained import EXPOSURE, FEATURES, ROWS, UNTAKEN, WEIGHTS, train_with


@pytest.fixture
def admin(installation: Installation) -> Program:
    return program(installation, "admin", "50")


@pytest.fixture
def database(installation: Installation) -> Database:
    return installation.database


def test_a_new_site_has_none(admin: Program) -> None:
    assert admin.get("/models") == {
        "current": None,
        "popularity": {"setting": "learned", "share": 1.0},
        "trainings": [],
    }


def test_trainings_come_with_the_rows_that_the_page_shows(
    installation: Installation, admin: Program, database: Database
) -> None:
    first = train_with(database, installation.site, metrics={}, **FEATURES)
    second = train_with(database, installation.site)
    found = admin.get("/models")
    assert found["current"] == str(second.id)
    newest, oldest = found["trainings"]
    assert (newest["id"], oldest["id"]) == (str(second.id), str(first.id))
    assert oldest["evaluation"] is None
    assert oldest["note"] == FEATURES["note"]
    rows = newest["evaluation"]["rows"]
    assert [row["method"] for row in rows] == [row["method"] for row in ROWS]
    for told, kept in zip(rows, ROWS, strict=True):
        low, mean, high = kept["difference"] or (None, None, None)
        ends = None if low is None else {"low": low, "mean": mean, "high": high}
        assert told == {**kept, "difference": ends}
    assert newest["evaluation"]["exposure"] == EXPOSURE
    assert newest["evaluation"]["floor"] == "popularity"
    assert newest["weights"][0] == {"part": "ease", "weight": 0.45, "new_courses_weight": 0.45}
    assert oldest["weights"] == []


def test_a_part_has_a_weight_for_new_courses_too(
    installation: Installation, admin: Program, database: Database
) -> None:
    card = {"weights": WEIGHTS, "untaken_weights": UNTAKEN}
    train_with(database, installation.site, metrics=card)
    (found,) = admin.get("/models")["trainings"]
    assert {each["part"]: each["new_courses_weight"] for each in found["weights"]} == {
        "ease": 0.25,
        "lightfm": 0.0,
        "popularity": 0.0,
        "content": 0.75,
    }


def test_each_site_sees_its_own(installation: Installation, admin: Program) -> None:
    other = site_of(installation.database, "https://other.test")
    train_with(installation.database, other)
    assert admin.get("/models")["trainings"] == []


def test_the_setting_is_changed(admin: Program) -> None:
    answer = admin.ask("PUT", "/models/popularity", {"setting": "less"})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert answer.json["popularity"] == {"setting": "less", "share": 0.5}
    assert admin.get("/models")["popularity"]["setting"] == "less"
    refused = admin.ask("PUT", "/models/popularity", {"setting": "twice"})
    assert problem(refused) == (422, "bad-fields")


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_it_is_for_admins_alone(installation: Installation, who: str) -> None:
    mine = program(installation, who)
    assert problem(mine.ask("GET", "/models")) == (403, "not-allowed")
    asked = mine.ask("PUT", "/models/popularity", {"setting": "less"})
    assert problem(asked) == (403, "not-allowed")
