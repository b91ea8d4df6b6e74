"""Which skill to ask about next."""

from __future__ import annotations

from datetime import date

import pytest

from recommender.skills.evidence import ASSESSMENT, SELF, Evidence, ledger
from recommender.skills.questions import next_questions

TODAY = date(2026, 11, 26)


def test_the_skill_whose_answer_changes_most_comes_first() -> None:
    held = ledger([Evidence("charts", 4, ASSESSMENT, TODAY)], TODAY)

    def told(skill: str, level: int) -> str:
        return "go on" if level < 3 and skill != "writing" else "stay"

    found = next_questions(["charts", "sql", "writing"], held, told, "stay")
    assert [each.skill for each in found] == ["sql", "charts", "writing"]
    assert found[0].changes == pytest.approx(0.5, abs=0.12)
    assert found[2].changes == 0


def test_what_is_told_is_worked_out_once_for_each_answer() -> None:
    asked: list[tuple[str, int]] = []

    def told(skill: str, level: int) -> str:
        asked.append((skill, level))
        return str(level)

    next_questions(["sql"], {}, told, "0")
    assert sorted(asked) == [("sql", level) for level in range(6)]


def test_the_same_seed_asks_the_same_in_any_order() -> None:
    held = ledger([Evidence("sql", 2, SELF, TODAY)], TODAY)

    def told(_skill: str, level: int) -> bool:
        return level > 2

    first = next_questions(["sql", "charts"], held, told, False)
    assert first == next_questions(["charts", "sql", "charts"], held, told, False)


def test_with_nothing_to_ask_about_there_is_no_question() -> None:
    assert next_questions([], {}, lambda _skill, _level: 0, 0) == []
