"""How long an update takes about: by the report in a few questions, else one for each person."""

from __future__ import annotations

import pytest

from connectors.moodle.survey import Survey
from lti_plugin.services import durations

SITE = Survey(checks=(), courses=2000, people=5000)


def test_a_report_asks_once_for_a_thousand_rows() -> None:
    found = durations.of(SITE, 60_001)
    assert found.by_report is not None
    assert found.by_person is not None
    assert (found.by_report.calls, found.by_person.calls) == (61, 5000)
    assert found.by_person.seconds - 5000 * 0.04 == pytest.approx(
        found.by_report.seconds - 61 * durations.PAGE
    )


def test_each_course_is_asked_about_where_there_are_competencies() -> None:
    plain = durations.of(SITE, None).by_person
    linked = durations.of(Survey(checks=(), courses=2000, people=5000, frameworks=True), None)
    assert plain is not None
    assert linked.by_person is not None
    assert linked.by_person.seconds - plain.seconds == pytest.approx(2000 * 0.04)


def test_what_was_seen_goes_before_what_is_usual() -> None:
    seen = Survey(checks=(), courses=10, people=100, report_rows=2500)
    found = durations.of(seen, 90_000)
    assert found.by_report is not None
    assert found.by_report.calls == 3


def test_where_nothing_was_counted_nothing_is_told() -> None:
    assert durations.of(Survey(checks=()), 10) == durations.Estimates(None, None)
    assert durations.of(SITE, 0).by_report is None
