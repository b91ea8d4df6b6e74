"""Competencies of courses."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.errors import BadToken
from connectors.moodle import MoodleClient
from connectors.moodle.competencies import FRAMEWORKS, OF_COURSE, Competencies
from connectors.moodle.directory import Directory
from connectors.records import Notice, Rejected, SkillLink
from tests.connectors.moodle.recorded import RecordedMoodle, body


def error(code: str, message: str = "No.") -> dict[str, str]:
    """Return an error as Moodle writes it."""
    return {"exception": "core\\exception\\moodle_exception", "errorcode": code, "message": message}


def test_the_competencies_of_a_course_are_its_skills(client: MoodleClient) -> None:
    assert Competencies(client, Directory()).links("3") == (
        (
            SkillLink("SQL", skill_id="SK0", competency_id="1"),
            SkillLink("Python programming", skill_id="SK1", competency_id="2"),
        ),
        [],
    )


def test_a_site_without_frameworks_costs_one_call(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    moodle.replies[FRAMEWORKS] = lambda _: []
    competencies = Competencies(client, Directory())
    assert [competencies.links(id_) for id_ in ("2", "3")] == [((), [])] * 2
    assert moodle.functions() == [FRAMEWORKS]


def test_a_hidden_framework_teaches_nothing(moodle: RecordedMoodle, client: MoodleClient) -> None:
    hidden = {**body("competency_frameworks")[0], "visible": False}
    shown = {**hidden, "id": 2, "visible": True}
    moodle.replies[FRAMEWORKS] = lambda _: [hidden, shown]
    assert Competencies(client, Directory()).links("3") == ((), [])


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        (FRAMEWORKS, error("competenciesarenotenabled", "Competencies are off")),
        (FRAMEWORKS, error("nopermissions", "No (View competency frameworks)")),
        (FRAMEWORKS, body("error_function_not_in_service")),
        (OF_COURSE, error("nopermissions", "No (View course competencies)")),
        (OF_COURSE, body("error_function_not_in_service")),
    ],
)
def test_where_they_cannot_be_read_there_is_one_notice(
    moodle: RecordedMoodle, client: MoodleClient, function: str, answer: Any
) -> None:
    moodle.replies[function] = lambda _: answer
    competencies = Competencies(client, Directory())
    links, notices = competencies.links("2")
    assert not links
    assert [type(notice) for notice in notices] == [Notice]
    assert competencies.links("3") == (links, [])
    assert moodle.functions().count(function) == 1


def test_trouble_with_one_course_is_noted_and_the_next_is_read(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    known = moodle.replies[OF_COURSE]
    moodle.replies[OF_COURSE] = lambda call: (
        error("coursehidden") if call["id"] == "2" else known(call)
    )
    competencies = Competencies(client, Directory())
    links, (notice,) = competencies.links("2")
    assert (links, notice.where) == (None, "competencies of course 2")
    assert len(competencies.links("3")[0]) == 2


def test_a_bad_row_is_reported_and_the_others_kept(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    moodle.replies[FRAMEWORKS] = lambda _: [{"id": None}, *body("competency_frameworks")]
    moodle.replies[OF_COURSE] = lambda _: [{"competency": 5}, *body("course_competencies_2")]
    links, reports = Competencies(client, Directory()).links("2")
    assert [link.skill for link in links] == ["SQL"]
    assert [type(report) for report in reports] == [Rejected, Rejected]


def test_a_competency_without_a_number_keeps_moodles_id(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    row = body("course_competencies_2")[0]
    row["competency"] |= {"idnumber": "", "id": 41}
    moodle.replies[OF_COURSE] = lambda _: [row]
    assert Competencies(client, Directory()).links("2")[0] == (
        SkillLink("SQL", skill_id="41", competency_id="41"),
    )


def test_a_refused_token_is_not_taken_for_missing_competencies(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    moodle.replies[FRAMEWORKS] = lambda _: body("error_invalid_token")
    with pytest.raises(BadToken):
        Competencies(client, Directory()).links("2")
