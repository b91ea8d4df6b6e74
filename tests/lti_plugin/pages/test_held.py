"""The words of "My data" cover every table and column that is about people."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Table

from lti_plugin.pages.learner import fields, held
from lti_plugin.services import holdings, privacy

TABLES = privacy.tables()


def test_every_table_about_people_stands_under_one_heading() -> None:
    named = [kind.table for group in held.GROUPS for kind in group.kinds]
    assert sorted(named) == sorted(table.name for table in TABLES)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_column_that_is_shown_has_a_label(table: Table) -> None:
    shown = set(holdings.columns(table))
    assert shown
    assert shown <= fields.LABELS.keys()
    assert set(held.KINDS[table.name].title) <= shown


def test_every_label_is_of_a_column() -> None:
    assert fields.LABELS.keys() == {name for table in TABLES for name in holdings.columns(table)}


def test_values_are_worded(app: Flask) -> None:
    course = uuid4()
    names = {course: "SQL: Foundations"}
    with app.test_request_context():
        for column, value, words in (
            ("active", True, "yes"),
            ("active", False, "no"),
            ("level", 3.0, "3 (independent)"),
            ("score", 0.1234, "0.12"),
            ("on", date(2026, 3, 1), "Mar 1, 2026"),
            ("course_id", course, "SQL: Foundations"),
            ("steps", [str(course), "no id"], "SQL: Foundations; no id"),
            ("kind", "not_for_me", "Not for me"),
            ("name", "not_for_me", "not_for_me"),
            ("details", {"person": str(course), "left": None}, "person: SQL: Foundations"),
            (
                "reasons",
                [{"key": "reason.like_course", "course": str(course)}],
                "It is close to “SQL: Foundations”, which you finished.",
            ),
        ):
            assert fields.value(column, value, names) == words, column
        stranger = uuid4()
        assert fields.value("by", str(stranger), names) == str(stranger)
