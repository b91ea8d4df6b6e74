"""Competencies and ratings as a real Moodle answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.errors import (
    BadReport,
    ConnectorError,
    MissingCapability,
    MissingFunction,
    NotAMoodle,
)
from connectors.moodle import MoodleClient, MoodleConnector
from connectors.moodle.builder import RETRIEVE
from connectors.moodle.competencies import FRAMEWORKS, OF_COURSE, OF_FRAMEWORK
from connectors.moodle.people import EVERYBODY
from connectors.moodle.rating_dates import SUMMARY
from connectors.records import Competency, CompetencyRating, Notice, Rejected, SkillLink
from tests.connectors.moodle.recorded import Call, RecordedMoodle, body, report

ESCO = "http://data.europa.eu/esco/skill/fc77ce94-e5f6-4a9f-a4bb-f9ef9b4a7de2"
HEADERS = ["Username", "ID number", "Proficient", "Rating"]


@pytest.fixture
def rated(moodle: RecordedMoodle) -> RecordedMoodle:
    """A Moodle with two frameworks and a few ratings; SK02 is a number in both frameworks."""
    recorded = body("ratings_report")["data"]
    moodle.replies[FRAMEWORKS] = lambda _: body("rated_frameworks")
    moodle.replies[OF_FRAMEWORK] = lambda call: body(
        f"rated_competencies_{call['filters[0][value]']}"
    )
    moodle.replies[OF_COURSE] = lambda _: body("rated_course_competencies_3")
    moodle.replies[RETRIEVE] = report(recorded["rows"], recorded["headers"])
    moodle.replies[EVERYBODY] = lambda _: {"users": [person(number) for number in range(1, 5)]}
    return moodle


def person(number: int) -> dict[str, Any]:
    """Return somebody as Moodle lists them."""
    name = f"learner{number:02}"
    return {
        "id": number + 2,
        "username": name,
        "fullname": name,
        "idnumber": f"E{number:03}",
        "email": f"{name}@example.org",
        "confirmed": True,
    }


def rows(moodle: RecordedMoodle, headers: list[str], *given: list[str]) -> None:
    """Give the report these rows."""
    moodle.replies[RETRIEVE] = report([{"columns": row} for row in given], headers)


def connector(client: MoodleClient) -> MoodleConnector:
    """Return the way to a Moodle that has a report of ratings."""
    return MoodleConnector(client, timezone=UTC, ratings_report_id=2, rows_per_page=3)


def ratings(client: MoodleClient) -> list[CompetencyRating | Rejected]:
    """Return everything in the report."""
    return [each for page in connector(client).rating_pages() for each in page.records]


def test_the_recorded_ratings_come_whole_and_without_those_not_rated_yet(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    assert ratings(client) == [
        CompetencyRating("3", "1", "Competent", True),
        CompetencyRating("6", "3", "Competent", True),
        CompetencyRating("4", "2", "Not yet competent", False),
        CompetencyRating("5", "9", "Beginner", False),
        CompetencyRating("5", "8", "Skilled", True),
    ]
    assert rated.functions().count(RETRIEVE) == 3


def test_every_competency_of_every_framework_is_listed_with_its_scale(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    found = list(connector(client).competencies())
    assert len(found) == 9
    assert found[0] == Competency(
        "8", "think critically", "ESCO", "ESCO", ESCO, "think critically here", "3"
    )


def test_frameworks_are_read_in_pages(
    rated: RecordedMoodle, client: MoodleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.moodle.competencies.AT_ONCE", 4)
    everything = body("rated_competencies_1")

    def page(call: Call) -> Any:
        if call["filters[0][value]"] == "2":
            return []
        return everything[int(call["skip"]) : int(call["skip"]) + int(call["limit"])]

    rated.replies[OF_FRAMEWORK] = page
    found = [each for each in connector(client).competencies() if isinstance(each, Competency)]
    assert [each.id for each in found] == [str(row["id"]) for row in everything]


def test_a_course_that_completes_a_competency_leads_to_proficient(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    (course, *_) = (each for each in connector(client).courses() if hasattr(each, "skills"))
    assert course.skills == (
        SkillLink("SQL", skill_id="SK02", competency_id="2"),
        SkillLink("think critically", outcome=3.0, skill_id=ESCO, competency_id="8"),
    )


def test_a_report_of_four_columns_is_enough(rated: RecordedMoodle, client: MoodleClient) -> None:
    rows(rated, HEADERS, ["learner01", "SK01", "Yes", "Competent"])
    assert ratings(client) == [CompetencyRating("3", "1", "Competent", True)]


def test_columns_that_were_renamed_are_known_by_their_names(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    headers = ["Rating", "Proficient", "Competency ID number", "Framework ID number", "ID number"]
    rows(rated, headers, ["Expert", "Yes", "SK02", "ESCO", "E003"])
    assert ratings(client) == [CompetencyRating("5", "9", "Expert", True)]


def test_a_number_of_two_frameworks_needs_the_frameworks_column(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    rows(rated, HEADERS, ["learner01", "SK02", "Yes", "Competent"])
    (found,) = ratings(client)
    assert isinstance(found, Rejected)
    assert "add the framework's ID number" in found.reason


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["nobody", "SK01", "Yes", "Competent"], "The person “nobody” is not known."),
        (["learner01", "SK99", "Yes", "Competent"], "The competency “SK99” is not known"),
    ],
)
def test_what_matches_nobody_or_nothing_is_reported(
    rated: RecordedMoodle, client: MoodleClient, row: list[str], told: str
) -> None:
    rows(rated, HEADERS, row, ["learner01", "SK01", "", ""])
    (found,) = ratings(client)
    assert isinstance(found, Rejected)
    assert told in found.reason


def test_a_word_that_is_neither_yes_nor_no_leaves_it_open(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    rows(rated, HEADERS, ["learner01", "SK01", "Maybe", "Competent"])
    assert ratings(client) == [CompetencyRating("3", "1", "Competent", None)]


@pytest.mark.parametrize(
    ("headers", "row", "missing"),
    [
        (HEADERS[:3], ["learner01", "SK01", "Yes"], "the column Rating"),
        (["Username", "Rating"], ["learner01", "Yes"], "competency); and the column Proficient"),
        (["Name", *HEADERS[1:]], ["Ana", "SK01", "Yes", "Expert"], "the column Username or"),
        (HEADERS, ["learner01", "E001", "Yes", "Expert"], "ID number (of the competency)"),
    ],
)
def test_a_missing_column_is_named(
    rated: RecordedMoodle, client: MoodleClient, headers: list[str], row: list[str], missing: str
) -> None:
    rows(rated, headers, row)
    with pytest.raises(BadReport, match="lacks the column") as caught:
        ratings(client)
    assert missing in caught.value.message


def test_an_empty_report_rates_nobody(rated: RecordedMoodle, client: MoodleClient) -> None:
    rows(rated, ["Name"])
    assert ratings(client) == []


@pytest.mark.parametrize(
    ("function", "answer", "error", "told"),
    [
        (RETRIEVE, body("ratings_report_not_shared"), MissingCapability, "You cannot view this"),
        (RETRIEVE, body("report_unknown"), BadReport, "no report with the number 2"),
        (OF_FRAMEWORK, body("error_function_not_in_service"), MissingFunction, OF_FRAMEWORK),
    ],
)
def test_what_hinders_is_said(
    rated: RecordedMoodle,
    client: MoodleClient,
    function: str,
    answer: Any,
    error: type[ConnectorError],
    told: str,
) -> None:
    rated.replies[function] = lambda _: answer
    with pytest.raises(error, match=told):
        ratings(client)
    (line, *_) = (each for each in connector(client).check() if each.name == "ratings report")
    assert (line.ok, line.required) == (False, False)


def test_the_newest_rating_in_the_history_dates_it(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    rated.replies[SUMMARY] = lambda call: body("rating_summary") if call["userid"] == "4" else {}
    here = connector(client)
    assert here.rated_at("4", "2") == datetime(2026, 11, 26, 16, 49, 35, tzinfo=UTC)
    assert here.rated_at("5", "2") is None


def test_a_summary_in_another_form_is_refused(rated: RecordedMoodle, client: MoodleClient) -> None:
    rated.replies[SUMMARY] = lambda _: {"evidence": "none"}
    with pytest.raises(NotAMoodle, match=SUMMARY):
        connector(client).rated_at("4", "2")


def test_ratings_are_dated_where_the_service_has_the_function(
    rated: RecordedMoodle, client: MoodleClient
) -> None:
    assert not connector(client).dates_ratings
    info = body("site_info")
    info["functions"].append({"name": SUMMARY, "version": "1"})
    rated.replies["core_webservice_get_site_info"] = lambda _: info
    assert connector(client).dates_ratings


def test_the_check_names_each_column(rated: RecordedMoodle, client: MoodleClient) -> None:
    rows(rated, HEADERS[:3], ["learner01", "SK01", "Yes"])
    lines = {each.name: each.ok for each in connector(client).check() if "ratings" in each.name}
    assert lines == {
        "ratings report": True,
        "ratings report column Username or ID number (of the user) or Email address": True,
        "ratings report column ID number (of the competency)": True,
        "ratings report column Proficient": True,
        "ratings report column Rating": False,
    }


def test_without_a_report_nothing_is_rated(moodle: RecordedMoodle, client: MoodleClient) -> None:
    bare = MoodleConnector(client, timezone=UTC)
    assert not bare.rates
    with pytest.raises(BadReport, match="No report of ratings"):
        next(bare.rating_pages())


@pytest.mark.parametrize("function", [FRAMEWORKS, OF_FRAMEWORK])
def test_competencies_that_may_not_be_read_are_one_notice(
    rated: RecordedMoodle, client: MoodleClient, function: str
) -> None:
    rated.replies[function] = lambda _: body("error_function_not_in_service")
    here = connector(client)
    (notice,) = here.competencies()
    assert isinstance(notice, Notice)
    assert function in notice.reason
    assert not any("competenc" in each.where for each in here.courses() if hasattr(each, "where"))
