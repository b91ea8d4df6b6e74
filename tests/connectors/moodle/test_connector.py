"""The whole connector against the recorded Moodle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import BadReport, NotAMoodle
from connectors.moodle import MoodleConnector
from connectors.records import Completion, Connector, Enrolment, Rejected
from tests.connectors.contract import ConnectorContract
from tests.connectors.moodle.recorded import RecordedMoodle, body

LISBON = ZoneInfo("Europe/Lisbon")


class TestWithReport(ConnectorContract):
    @pytest.fixture
    def open_connector(self, moodle: RecordedMoodle) -> Callable[[], Connector]:
        return lambda: MoodleConnector(
            moodle.client(), timezone=LISBON, report_id=1, rows_per_page=25
        )

    def test_the_recorded_rows_become_enrolments_and_dated_completions(
        self, open_connector: Callable[[], Connector]
    ) -> None:
        records = list(open_connector().participation())
        assert Counter(type(record) for record in records) == {Enrolment: 65, Completion: 47}
        completions = [record for record in records if isinstance(record, Completion)]
        assert {record.date_source for record in completions} == {"report"}
        assert completions[0] == Completion(
            "41", "2", datetime(2025, 5, 8, 0, 0, tzinfo=UTC), "report", "flag"
        )

    def test_a_pass_after_the_catalogue_reads_neither_courses_nor_people_again(
        self, moodle: RecordedMoodle
    ) -> None:
        connector = MoodleConnector(moodle.client(), timezone=LISBON, report_id=1)
        list(connector.courses())
        list(connector.learners())
        before = len(moodle.calls)
        list(connector.participation())
        assert set(moodle.functions()[before:]) == {
            "core_webservice_get_site_info",
            "core_reportbuilder_retrieve_report",
        }

    def test_confirmed_columns_take_the_place_of_the_guess(self, moodle: RecordedMoodle) -> None:
        columns = {
            "username": "Username",
            "course_shortname": "Course short name",
            "completed": "Completed",
            "completed_at": "Finished on",
        }
        connector = MoodleConnector(
            moodle.client(), timezone=LISBON, report_id=1, report_columns=columns
        )
        with pytest.raises(BadReport, match="Finished on"):
            list(connector.participation())

    def test_another_language_than_the_accounts_own_can_be_set(
        self, moodle: RecordedMoodle
    ) -> None:
        connector = MoodleConnector(moodle.client(), timezone=LISBON, report_id=1, language="pt")
        records = list(connector.participation())
        refused = [record for record in records if isinstance(record, Rejected)]
        assert "22 November 2026" in refused[0].reason
        completions = [record for record in records if isinstance(record, Completion)]
        assert {record.date_source for record in completions} == {"unknown"}


class TestPersonByPerson(ConnectorContract):
    @pytest.fixture
    def open_connector(self, moodle: RecordedMoodle) -> Callable[[], Connector]:
        return lambda: MoodleConnector(moodle.client(), timezone=LISBON)

    def test_completions_have_no_date(self, open_connector: Callable[[], Connector]) -> None:
        records = list(open_connector().participation())
        completions = [record for record in records if isinstance(record, Completion)]
        assert len(completions) == 9
        assert {record.date_source for record in completions} == {"unknown"}
        assert {record.basis for record in completions} == {"flag"}

    def test_some_people_can_be_asked_alone(self, moodle: RecordedMoodle) -> None:
        connector = MoodleConnector(moodle.client(), timezone=LISBON, report_id=1)
        pages = list(connector.participation_pages(learner_ids=["3", "10"]))
        assert {record.learner_id for record in pages[0].records} == {"3", "10"}
        assert moodle.functions() == ["core_enrol_get_users_courses"] * 2

    def test_there_is_no_report_to_look_at(self, moodle: RecordedMoodle) -> None:
        with pytest.raises(BadReport):
            MoodleConnector(moodle.client(), timezone=LISBON).report()


@pytest.mark.parametrize("answer", [[], {"name": "another service"}, "hello", None])
def test_json_of_another_shape_is_not_a_moodle(moodle: RecordedMoodle, answer: object) -> None:
    moodle.replies["core_webservice_get_site_info"] = lambda _: answer
    with pytest.raises(NotAMoodle):
        MoodleConnector(moodle.client(), timezone=LISBON).site_info()


def test_the_site_is_asked_about_itself_once(moodle: RecordedMoodle) -> None:
    connector = MoodleConnector(moodle.client(), timezone=LISBON)
    assert connector.site_info()["sitename"] == "Acme Learning"
    assert connector.site_info()["release"].startswith("4.5.6")
    assert moodle.functions() == ["core_webservice_get_site_info"]


def test_without_a_connection_the_check_ends_after_one_line(moodle: RecordedMoodle) -> None:
    moodle.replies["core_webservice_get_site_info"] = lambda _: body("error_invalid_token")
    (check,) = MoodleConnector(moodle.client(), timezone=LISBON).check()
    assert (check.name, check.ok, check.required) == ("connection", False, True)
    assert "token" in check.hint
