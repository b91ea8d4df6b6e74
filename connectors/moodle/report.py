"""Who is in which course and who finished it when, from a report of Moodle's report builder.

One call gives a thousand rows of the whole site. Rows name people and courses by display text, so
they are joined through a :class:`Directory`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from connectors.errors import BadReport, MoodleError
from connectors.moodle.client import MoodleClient
from connectors.moodle.dates import MoodleDates
from connectors.moodle.directory import Directory
from connectors.moodle.headers import PERSON, ReportColumns, guess_columns
from connectors.moodle.schemas import ReportDataSchema, first_reason
from connectors.moodle.texts import plain
from connectors.records import Completion, DateSource, Enrolment, Page, Participation, Rejected

RETRIEVE = "core_reportbuilder_retrieve_report"

_YES = frozenset({"yes", "ja", "oui", "sí", "si", "sim", "1"})
_NO = frozenset({"", "no", "nein", "non", "não", "nao", "0", "-"})
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
        self._client = client
        self._report_id = report_id
        self._directory = directory
        self._dates = dates
        self._columns = columns
        self._per_page = per_page

    def columns(self, headers: Sequence[str]) -> ReportColumns:
        """Return the confirmed mapping, or a guess from ``headers``."""
        return self._columns or guess_columns(headers)

    def sample(self, rows: int = 50) -> tuple[list[str], list[list[str | None]]]:
        """Return the header texts and the first rows, for checks and for an admin to look at."""
        data = self._page(0, rows)
        return data["headers"], [row["columns"] for row in data["rows"]]

    def pages(self, start: str | None = None) -> Iterator[Page[Participation]]:
        """Yield pages; the cursor is a page number, and past the last page there are no rows.

        Rows shift between pages while Moodle changes, so a pass that was broken off long ago is
        better begun anew. Raises BadReport naming the columns that are missing.
        """
        page, per_page = int(start or 0), self._per_page
        while True:
            data = self._page(page, per_page)
            positions = self.columns(data["headers"]).positions(data["headers"])
            first = page * per_page
            records = [
                record
                for place, row in enumerate(data["rows"], start=first + 1)
                for record in self._row(_cells(row["columns"], positions), place)
            ]
            page += 1
            if not data["rows"] or first + len(data["rows"]) >= data["totalrowcount"]:
                yield Page(None, records)
                return
            yield Page(str(page), records)

    def _page(self, page: int, per_page: int) -> dict[str, Any]:
        report_id = self._report_id
        try:
            answer = self._client.call(RETRIEVE, reportid=report_id, page=page, perpage=per_page)
        except MoodleError as error:
            if error.code == "invalidrecord":
                raise BadReport(
                    f"Moodle has no report with the number {report_id}.",
                    hint="Look up the report's number at the end of its address.",
                ) from None
            raise
        try:
            data: Any = answer.get("data") if isinstance(answer, dict) else None
            loaded: dict[str, Any] = ReportDataSchema().load(data)
        except ValidationError as error:
            raise BadReport(f"The report cannot be read: {first_reason(error)}") from None
        return loaded

    def _row(self, cell: Mapping[str, str], place: int) -> Iterator[Participation | Rejected]:
        if not any(cell.get(field) for field in PERSON):
            return  # a course that nobody takes
        where = f"report row {place}"
        learner_id = self._directory.learner_id(*(cell.get(field, "") for field in PERSON))
        course_id = self._directory.course_id(
            cell.get("course_shortname", ""), cell.get("course_idnumber", "")
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
        if word.casefold() in _NO:
            return
        if word.casefold() not in _YES and not when:
            yield Rejected(where, f"“{word[:60]}” in the column Completed is not understood.")
            return
        moment = self._dates.read(when)
        source: DateSource = "report" if moment is not None else "unknown"
        grade = _number(cell.get("grade", ""))
        yield Completion(learner_id, course_id, moment, source, grade=grade)


def _cells(columns: list[str | None], positions: Mapping[str, int]) -> dict[str, str]:
    return {
        field: plain(columns[place]) if place < len(columns) else ""
        for field, place in positions.items()
    }


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
