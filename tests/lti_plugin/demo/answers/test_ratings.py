"""The report of ratings: a few people, each rated by the framework's scale."""

from __future__ import annotations

from lti_plugin.demo.lookalike import LookAlike
from tests.support.lookalike import Call

REPORT = "core_reportbuilder_retrieve_report"


def test_ratings_come_after_the_competencies_without_anybody(call: Call, moodle: LookAlike) -> None:
    data = call(REPORT, reportid=2, page=0, perpage=10_000)["data"]
    rows = [row["columns"] for row in data["rows"]]
    skills = len(moodle.organisation.catalogue.skills)
    assert all(row[0] == row[2] == row[3] == "" for row in rows[:skills])
    assert rows[skills:] == [
        ["amara.okafor", "SK1", "Yes", "Competent"],
        ["amara.okafor", "SK3", "Yes", "Competent"],
        ["amara.okafor", "SK2", "No", "Not yet competent"],
    ]
    assert data["totalrowcount"] == len(rows)


def test_pages_hold_every_row_once_and_end_with_none(call: Call) -> None:
    pages = [call(REPORT, reportid=2, page=page, perpage=100)["data"] for page in range(3)]
    assert pages[-1]["rows"] == []
    assert sum(len(page["rows"]) for page in pages) == pages[0]["totalrowcount"]
