"""How long an update from Moodle will take about, by either way to who finished what."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from connectors.moodle.survey import Survey

# Seconds of one call about one person or course, as measured with Moodle 4.5.
CALL = 0.04
# Seconds of one page of a report; a guess, until the site's own report has been read.
PAGE = 2.0
ROWS_A_CALL, PEOPLE_A_CALL = 1000, 500


@dataclass(frozen=True, slots=True)
class Estimate:
    """The calls of one way, and how many seconds the whole update takes about."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """Both ways; None where it is not known how much there is."""

    by_report: Estimate | None
    by_person: Estimate | None


def of(found: Survey, enrolments: int | None) -> Estimates:
    """Return what either way takes.

    ``enrolments`` are those that are known from earlier updates; a site whose report has been seen
    tells by itself how many rows there are.
    """
    if found.people is None or found.courses is None:
        return Estimates(None, None)
    common = ceil(found.people / PEOPLE_A_CALL) * PAGE + PAGE
    if found.frameworks:
        common += found.courses * CALL
    by_person = Estimate(found.people, common + found.people * CALL)
    rows = found.report_rows or enrolments
    if not rows:
        return Estimates(None, by_person)
    calls = ceil(rows / ROWS_A_CALL)
    return Estimates(Estimate(calls, common + calls * PAGE), by_person)
