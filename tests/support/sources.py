"""A source of records in memory, for tests of what is done with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.errors import ConnectorError, Unreachable
from connectors.records import (
    Category,
    Check,
    Competency,
    CompetencyRating,
    Completion,
    Course,
    Enrolment,
    Learner,
    Page,
    Rejected,
)
from lti_plugin.jobs.tools import Source
from lti_plugin.store.sites import Site


@dataclass
class MemoryConnector:
    """Yields what its lists hold; ``starts`` notes the cursors that were asked for.

    ``break_at`` names a page, such as ``participation 2``, before which the connection breaks once.
    """

    all_categories: list[Category | Rejected] = field(default_factory=list)
    all_courses: list[Course | Rejected] = field(default_factory=list)
    all_learners: list[Learner | Rejected] = field(default_factory=list)
    all_participation: list[Enrolment | Completion | Rejected] = field(default_factory=list)
    page_size: int = 10
    steady: bool = True
    break_at: str | None = None
    starts: list[tuple[str, str | None]] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def check(self) -> Iterator[Check]:
        """Find nothing wrong."""
        yield Check("memory", ok=True)

    def categories(self) -> Iterator[Category | Rejected]:
        """Yield the categories."""
        yield from self.all_categories

    def courses(self) -> Iterator[Course | Rejected]:
        """Yield the courses."""
        yield from self.all_courses

    def learners(self) -> Iterator[Learner | Rejected]:
        """Yield the people."""
        yield from self.all_learners

    def participation(self) -> Iterator[Enrolment | Completion | Rejected]:
        """Yield who is in which course and who finished it."""
        yield from self.all_participation

    def learner_pages(self, start: str | None = None) -> Iterator[Page[Learner]]:
        """Yield the people page by page."""
        yield from self._pages("learners", self.all_learners, start)

    def participation_pages(self, start: str | None = None) -> Iterator[Page[Any]]:
        """Yield the participation page by page."""
        yield from self._pages("participation", self.all_participation, start)

    def _pages(self, what: str, rows: Sequence[Any], start: str | None) -> Iterator[Page[Any]]:
        self.starts.append((what, start))
        for begin in range(int(start or 0), len(rows), self.page_size):
            name = f"{what} {begin // self.page_size}"
            if name == self.break_at:
                self.break_at = None
                raise Unreachable("The connection to moodle.test broke.")
            self.pages.append(name)
            end = begin + self.page_size
            yield Page(str(end) if end < len(rows) else None, list(rows[begin:end]))

    @contextmanager
    def opened(self, _site: Site) -> Iterator[Source]:
        """Open this source, whatever the site."""
        yield Source(self, steady=self.steady)


@dataclass
class RatingConnector(MemoryConnector):
    """A source that has competencies, and ratings where ``rates``; ``trouble`` comes instead."""

    all_competencies: list[Competency | Rejected] = field(default_factory=list)
    all_ratings: list[CompetencyRating | Rejected] = field(default_factory=list)
    rates: bool = True
    trouble: ConnectorError | None = None
    dates: dict[tuple[str, str], datetime | ConnectorError | None] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def dates_ratings(self) -> bool:
        """Say whether it tells when."""
        return bool(self.dates)

    def rated_at(self, learner_id: str, competency_id: str) -> datetime | None:
        """Return when somebody was rated."""
        self.asked.append((learner_id, competency_id))
        found = self.dates.get((learner_id, competency_id))
        if isinstance(found, ConnectorError):
            raise found
        return found

    def competencies(self) -> Iterator[Competency | Rejected]:
        """Yield the competencies."""
        yield from self.all_competencies

    def rating_pages(self) -> Iterator[Page[Any]]:
        """Yield the ratings page by page."""
        if self.trouble is not None:
            raise self.trouble
        yield from self._pages("ratings", self.all_ratings, None)


def school(people: int = 25, *, page_size: int = 100) -> MemoryConnector:
    """Return a small site: everybody is in three courses and finished two of them.

    A page is written by itself, which takes most of the time: many are for tests of what comes
    between two of them.
    """
    at = datetime(2025, 1, 6, 9, tzinfo=UTC)
    taken = [
        (str(person), str((person + step) % 20), step)
        for person in range(people)
        for step in range(3)
    ]
    participation: list[Enrolment | Completion | Rejected] = []
    for person, course, step in taken:
        progress = 100.0 if step < 2 else 40.0
        participation.append(Enrolment(person, course, at, progress))
        if step < 2:
            finished = at + timedelta(days=step + 1)
            participation.append(Completion(person, course, finished, "report"))
    return MemoryConnector(
        all_categories=[Category("1", "Languages"), Category("2", "French", "1")],
        all_courses=[
            Course(str(number), f"Course {number}", short_name=f"C{number}", category_id="1")
            for number in range(20)
        ],
        all_learners=[
            Learner(str(number), f"Person {number}", username=f"u{number}", role="Clerk")
            for number in range(people)
        ],
        all_participation=participation,
        page_size=page_size,
    )
