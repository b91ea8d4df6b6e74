"""How people are rated in competencies, from a report of Moodle's report builder.

The report gives the present rating of everybody in everything, without dates. Rows name people and
competencies by display text, so they are joined through a :class:`Directory`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectors.moodle.builder import NO, YES, Builder, cells
from connectors.moodle.directory import Directory
from connectors.moodle.headers import PERSON
from connectors.moodle.rating_columns import COMPETENCY, FRAMEWORK, PROFICIENT, RATING, positions
from connectors.records import CompetencyRating, Page, Rejected


class RatingsReader:
    """Reads the pages of one report."""

    def __init__(self, builder: Builder, directory: Directory) -> None:
        self._builder = builder
        self._directory = directory

    def pages(self) -> Iterator[Page[CompetencyRating]]:
        """Yield pages with a rating for each row that has one; the others are no ratings yet.

        Raises BadReport naming the columns that are missing.
        """
        places: dict[str, int] | None = None
        for page, (first, data, last) in enumerate(self._builder.pages(), start=1):
            rows = [row["columns"] for row in data["rows"]]
            if places is None:
                places = positions(data["headers"], rows, self._directory)
            records = [
                record
                for place, row in enumerate(rows, start=first)
                for record in self._row(cells(row, places), place)
            ]
            yield Page(None if last else str(page), records)

    def _row(self, cell: Mapping[str, str], place: int) -> Iterator[CompetencyRating | Rejected]:
        word = cell[RATING]
        if not word or not any(cell.get(field) for field in PERSON):
            return
        where = f"ratings report row {place}"
        learner_id = self._directory.learner_id(*(cell.get(field, "") for field in PERSON))
        number = cell[COMPETENCY]
        competency_id = self._directory.competency_id(number, cell.get(FRAMEWORK, ""))
        if learner_id is None:
            person = next(cell[field] for field in PERSON if cell.get(field))
            yield Rejected(where, f"The person “{person[:60]}” is not known.")
        elif competency_id is None:
            yield Rejected(where, self._unknown(number))
        else:
            yield CompetencyRating(learner_id, competency_id, word, _proficient(cell[PROFICIENT]))

    def _unknown(self, number: str) -> str:
        if self._directory.is_competency(number):
            return (
                f"The competency “{number[:60]}” is one of several frameworks: add the framework's "
                "ID number to the report."
            )
        return f"The competency “{number[:60]}” is not known, or in a hidden framework."


def _proficient(word: str) -> bool | None:
    text = word.casefold()
    return True if text in YES else False if text in NO else None
