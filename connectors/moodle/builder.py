"""Pages of rows from Moodle's report builder, and the words that all its reports share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from connectors.errors import BadReport, MoodleError, NoReport
from connectors.moodle.client import MoodleClient
from connectors.moodle.schemas import ReportDataSchema, first_reason
from connectors.moodle.texts import plain

RETRIEVE = "core_reportbuilder_retrieve_report"

YES = frozenset({"yes", "ja", "oui", "sí", "si", "sim", "1"})
NO = frozenset({"", "no", "nein", "non", "não", "nao", "0", "-"})


class Builder:
    """Reads one report; ``per_page`` are the rows of one call."""

    def __init__(self, client: MoodleClient, report_id: int, *, per_page: int = 1000) -> None:
        self._client = client
        self._report_id = report_id
        self.per_page = per_page

    def sample(self, rows: int = 50) -> tuple[list[str], list[list[str | None]]]:
        """Return the header texts and the first rows."""
        data = self.page(0, rows)
        return data["headers"], [row["columns"] for row in data["rows"]]

    def pages(self, start: int = 0) -> Iterator[tuple[int, dict[str, Any], bool]]:
        """Yield each page with the number of its first row, and whether it is the last one."""
        page = start
        while True:
            data, first = self.page(page, self.per_page), page * self.per_page
            last = not data["rows"] or first + len(data["rows"]) >= data["totalrowcount"]
            yield first + 1, data, last
            if last:
                return
            page += 1

    def page(self, page: int, per_page: int) -> dict[str, Any]:
        """Return headers, rows and how many rows there are; past the last page there are none.

        Raises BadReport where there is no such report, or it cannot be read.
        """
        report_id = self._report_id
        try:
            answer = self._client.call(RETRIEVE, reportid=report_id, page=page, perpage=per_page)
        except MoodleError as error:
            if error.code == "invalidrecord":
                raise NoReport(
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


def cells(columns: Sequence[str | None], positions: Mapping[str, int]) -> dict[str, str]:
    """Return field -> the words of its cell."""
    return {
        field: plain(columns[place]) if place < len(columns) else ""
        for field, place in positions.items()
    }
