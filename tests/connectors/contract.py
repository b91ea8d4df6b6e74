"""What every connector must keep, whatever it reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.records import (
    Category,
    Completion,
    Connector,
    Course,
    Enrolment,
    Learner,
    Notice,
    Page,
    Rejected,
)


def only(kind: type, records: Iterator[Any]) -> list[Any]:
    """Return the records of one kind."""
    return [record for record in records if isinstance(record, kind)]


class ConnectorContract:
    """Subclasses give ``open_connector``, a fixture that makes a new connector to healthy data.

    The data hold at least one category, two courses, two people, an enrolment or a completion, and
    fill more than one page of participation.
    """

    @pytest.fixture
    def connector(self, open_connector: Callable[[], Connector]) -> Connector:
        """A connector to healthy data."""
        return open_connector()

    def test_each_part_has_records_of_its_kind_and_but_reports_nothing_else(
        self, connector: Connector
    ) -> None:
        for records, least in (
            (connector.categories(), {Category: 1}),
            (connector.courses(), {Course: 2}),
            (connector.learners(), {Learner: 2}),
        ):
            found = Counter(type(record) for record in records)
            assert all(found[kind] >= number for kind, number in least.items())
            assert found.keys() <= least.keys() | {Rejected, Notice}
        work = {type(record) for record in connector.participation()}
        assert work & {Enrolment, Completion}
        assert work <= {Enrolment, Completion, Rejected, Notice}

    def test_ids_are_text_and_used_once(self, connector: Connector) -> None:
        for records in (connector.categories(), connector.courses(), connector.learners()):
            ids = [record.id for record in records if not isinstance(record, Rejected)]
            assert all(isinstance(id_, str) and id_ for id_ in ids)
            assert len(set(ids)) == len(ids)

    def test_courses_name_categories_that_exist(self, connector: Connector) -> None:
        known = {category.id for category in only(Category, connector.categories())}
        named = {course.category_id for course in only(Course, connector.courses())}
        assert named - {None} <= known

    def test_participation_names_people_and_courses_that_exist(self, connector: Connector) -> None:
        people = {one.id for one in only(Learner, connector.learners())}
        courses = {one.id for one in only(Course, connector.courses())}
        for record in connector.participation():
            if not isinstance(record, Rejected):
                assert record.learner_id in people
                assert record.course_id in courses

    def test_times_are_in_utc_and_values_in_range(self, connector: Connector) -> None:
        times: list[datetime | None] = []
        for course in only(Course, connector.courses()):
            times += [course.modified_at, course.reviewed_at]
            assert course.duration_minutes is None or course.duration_minutes >= 0
            assert course.cost is None or course.cost >= 0
        for record in connector.participation():
            if isinstance(record, Enrolment):
                times.append(record.enrolled_at)
                assert record.progress is None or 0 <= record.progress <= 100
            elif isinstance(record, Completion):
                times.append(record.completed_at)
                assert (record.completed_at is None) == (record.date_source == "unknown")
        assert all(time.tzinfo is UTC for time in times if time is not None)

    def test_pages_hold_the_same_as_the_plain_iterators(
        self, open_connector: Callable[[], Connector]
    ) -> None:
        people = [r for page in open_connector().learner_pages() for r in page.records]
        assert people == list(open_connector().learners())
        work = [r for page in open_connector().participation_pages() for r in page.records]
        assert work == list(open_connector().participation())

    def test_only_the_last_page_has_no_cursor(
        self, open_connector: Callable[[], Connector]
    ) -> None:
        participation = list(open_connector().participation_pages())
        assert len(participation) > 1
        for pages in (participation, list(open_connector().learner_pages())):
            assert [page.cursor is None for page in pages[:-1]] == [False] * (len(pages) - 1)
            assert pages[-1].cursor is None

    def test_a_pass_resumes_at_any_cursor_without_losing_or_doubling_a_row(
        self, open_connector: Callable[[], Connector]
    ) -> None:
        def resume(pages: list[Page[Any]], again: Callable[[str], Iterator[Page[Any]]]) -> None:
            for place, page in enumerate(pages[:-1], start=1):
                assert page.cursor is not None
                rest = [record for later in pages[place:] for record in later.records]
                assert [r for later in again(page.cursor) for r in later.records] == rest

        resume(
            list(open_connector().participation_pages()),
            lambda cursor: open_connector().participation_pages(cursor),
        )
        resume(
            list(open_connector().learner_pages()),
            lambda cursor: open_connector().learner_pages(cursor),
        )

    def test_the_check_finds_everything_it_needs(self, connector: Connector) -> None:
        checks = list(connector.check())
        assert checks
        assert [check for check in checks if check.required and not check.ok] == []
