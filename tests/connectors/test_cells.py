"""The small texts inside cells and custom fields."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors import cells
from connectors.records import SkillLink

ESCO = "http://data.europa.eu/esco/skill/0a1b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ; ;", []),
        ("SQL", [SkillLink("SQL")]),
        ("SQL:3", [SkillLink("SQL", 3)]),
        ("SQL:3:1", [SkillLink("SQL", 3, 1)]),
        ("SQL::1", [SkillLink("SQL", None, 1)]),
        ("SQL:", [SkillLink("SQL")]),
        (" SQL : 3.5 : 1 ; Python:2", [SkillLink("SQL", 3.5, 1), SkillLink("Python", 2)]),
        (ESCO, [SkillLink(ESCO, skill_id=ESCO)]),
        (f"{ESCO}:4:2", [SkillLink(ESCO, 4, 2, skill_id=ESCO)]),
        ("esco:S1.2", [SkillLink("esco:S1.2")]),
        ("ISO 9001:2:3:1", [SkillLink("ISO 9001:2", 3, 1)]),
        ("=1+1:2", [SkillLink("=1+1", 2)]),
    ],
)
def test_skills_are_read_with_their_levels(text: str, expected: list[SkillLink]) -> None:
    assert list(cells.skill_links(text)) == expected


@pytest.mark.parametrize("text", [":3", ":", " : 2 : 1", "SQL:6", "SQL:-1", "SQL:1:9", "SQL:."])
def test_a_skill_without_a_name_or_with_an_impossible_level_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"names no skill|out of range|not a number"):
        cells.skill_links(text)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L"]), min_size=1),
            st.sampled_from(["", "0", "2.5", "5"]),
            st.sampled_from(["", "0", "1", "5"]),
        )
    )
)
def test_any_skills_written_in_the_grammar_come_back(skills: list[tuple[str, str, str]]) -> None:
    found = cells.skill_links(";".join(":".join(skill) for skill in skills))
    assert [(link.skill, link.outcome, link.entry) for link in found] == [
        (name, float(outcome) if outcome else None, float(entry) if entry else None)
        for name, outcome, entry in skills
    ]


@settings(deadline=None)
@given(st.text())
@example("\U000103d6" * 40)
def test_any_text_is_read_or_refused_with_a_short_reason(text: str) -> None:
    for read in (cells.skill_links, cells.number, cells.minutes, cells.yes_or_no, cells.moment):
        reason = ""
        try:
            read(text)
        except ValueError as error:
            reason = str(error)
        assert len(reason) < 200


def test_a_long_text_is_shortened_in_the_reason() -> None:
    with pytest.raises(ValueError, match="…") as refused:
        cells.number("x" * 1_000_000)
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1,5", "1e999", "", "=1+1"])
def test_what_is_not_a_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        cells.number(text)


def test_minutes_are_whole_and_not_negative() -> None:
    assert cells.minutes("89.6") == 90
    with pytest.raises(ValueError, match="out of range"):
        cells.minutes("-1")


@pytest.mark.parametrize(("text", "expected"), [("Yes", True), ("1", True), ("FALSE", False)])
def test_yes_and_no_have_several_forms(text: str, expected: bool) -> None:
    assert cells.yes_or_no(text) is expected


def test_another_word_is_neither_yes_nor_no() -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        cells.yes_or_no("maybe")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-06-27", datetime(2025, 6, 26, 23, tzinfo=UTC)),
        ("2025-06-27 01:00", datetime(2025, 6, 27, tzinfo=UTC)),
        ("2025-06-27T01:00:00Z", datetime(2025, 6, 27, 1, tzinfo=UTC)),
        ("2025-06-27T01:00:00-02:00", datetime(2025, 6, 27, 3, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_meant_in_the_zone(text: str, expected: datetime) -> None:
    assert cells.moment(text, ZoneInfo("Europe/Lisbon")) == expected


@pytest.mark.parametrize("text", ["27/06/2025", "2025-02-30", "0001-01-01T00:00:00+14:00"])
def test_what_is_not_an_iso_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        cells.moment(text)


@pytest.mark.parametrize("text", ["https://badges.example/7?v=1#x", "http://a.example"])
def test_an_address_is_read(text: str) -> None:
    assert cells.address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ftp://a.example",
        "https://",
        "//a.example",
        "https://a b.example",
        "https://[::1",
        "https://a.example/\n",
        "https://a.example/" + "x" * 2000,
        "",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a web address"):
        cells.address(text)
