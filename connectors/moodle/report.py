"""Who is in which course and who finished it when, from a report of Moodle's report builder.

One call gives a thousand rows of the whole site. Rows name people and courses by display text, so
they are joined through a :class:`Directory`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from connectors.errors import MissingCapability
from connectors.moodle.builder import NO, YES, Builder, cells
from connectors.moodle.client import MoodleClient
from connectors.moodle.dates import MoodleDates
from connectors.moodle.directory import Directory
from connectors.moodle.headers import PERSON, ReportColumns, guess_columns
from connectors.moodle.people import SHOWS_ALL
from connectors.moodle.rights import allow
from connectors.records import Completion, DateSource, Enrolment, Page, Participation, Rejected

_NUMBER = re.compile(r"-?\d[\d.,\s]*")


class ReportReader:
    """Reads the pages of one report.

    ``columns`` is the site's confirmed mapping; where it is None the columns are guessed.
    """

    def __init__(
        self,
        client: MoodleClient,
        report_id: int,
        directory: Directory,
        dates: MoodleDates,
        *,
        columns: ReportColumns | None = None,
        per_page: int = 1000,
    ) -> None:
        self._builder = Builder(client, report_id, per_page=per_page)
        self._directory = directory
        self._dates = dates
        self._columns = columns

    def columns(self, headers: Sequence[str]) -> ReportColumns:
        """Return the confirmed mapping, or a guess from ``headers``."""
        return self._columns or guess_columns(headers)

    def pages(self, start: str | None = None) -> Iterator[Page[Participation]]:
        """Yield pages; the cursor is a page number, and past the last page there are no rows.

        Rows shift between pages while Moodle changes, so a pass that was broken off long ago is
        better begun anew. Raises BadReport naming the columns that are missing.
        """
        page = int(start or 0)
        for first, data, last in self._builder.pages(page):
            positions = self.columns(data["headers"]).positions(data["headers"])
            records = [
                record
                for place, row in enumerate(data["rows"], start=first)
                for record in self._row(cells(row["columns"], positions), place)
            ]
            page += 1
            yield Page(None if last else str(page), records)

    def _row(self, cell: Mapping[str, str], place: int) -> Iterator[Participation | Rejected]:
        if not any(cell.get(field) for field in PERSON):
            return  # a course that nobody takes
        where = f"report row {place}"
        learner_id = self._directory.learner_id(*(cell.get(field, "") for field in PERSON))
        course_id = self._directory.course_id(
            cell.get("course_shortname", ""), cell.get("course_idnumber", "")
        )
        if learner_id is None and not cell.get("email") and self._directory.hides_usernames:
            raise MissingCapability(
                "The report names people in ways that Moodle does not show to the service account.",
                hint=allow(SHOWS_ALL),
            )
        if learner_id is None or course_id is None:
            yield Rejected(where, _unmatched(cell, learner_id, course_id))
            return
        for field in ("enrolled_at", "completed_at"):
            text = cell.get(field, "")
            if text and self._dates.read(text) is None:
                yield Rejected(where, f"The date “{text[:60]}” is not understood.")
        yield Enrolment(
            learner_id,
            course_id,
            enrolled_at=self._dates.read(cell.get("enrolled_at", "")),
            progress=_number(cell.get("progress", "")),
        )
        word, when = cell["completed"], cell["completed_at"]
        if word.casefold() in NO:
            return
        if word.casefold() not in YES and not when:
            why = f"“{word[:60]}” in the column Completed is not understood."
            yield Rejected(where, why, learner_id)
            return
        moment = self._dates.read(when)
        source: DateSource = "report" if moment is not None else "unknown"
        grade = _number(cell.get("grade", ""))
        yield Completion(learner_id, course_id, moment, source, grade=grade)


def _unmatched(cell: Mapping[str, str], learner_id: str | None, course_id: str | None) -> str:
    person = next(cell[field] for field in PERSON if cell.get(field))
    course = cell.get("course_shortname") or cell.get("course_idnumber") or ""
    if learner_id is None and course_id is None:
        return f"Neither the person “{person[:60]}” nor the course “{course[:60]}” is known."
    if learner_id is None:
        return f"The person “{person[:60]}” is not known."
    return f"The course “{course[:60]}” is not known."


def _number(text: str) -> float | None:
    """Read a number written for people ("33,3 %", "1,234.50"); None where there is none."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    digits = re.sub(r"\s", "", match[0]).rstrip(".,")
    decimal = max(digits.rfind("."), digits.rfind(","))
    if decimal == -1:
        return float(digits)
    return float(re.sub(r"[.,]", "", digits[:decimal]) + "." + digits[decimal + 1 :])
