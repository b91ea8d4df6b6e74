"""The catalogue of a Moodle: categories, and courses with what their custom fields say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

from connectors import cells
from connectors.errors import AnswerTooLarge
from connectors.limits import LATEST
from connectors.moodle.client import MoodleClient
from connectors.moodle.competencies import Competencies
from connectors.moodle.directory import Directory
from connectors.moodle.fields import FieldMap
from connectors.moodle.rights import allow
from connectors.moodle.schemas import CategorySchema, CourseSchema, load_each
from connectors.moodle.texts import plain
from connectors.records import Category, Course, Notice, Rejected, SkillLink

COURSES = "core_course_get_courses_by_field"
CATEGORIES = "core_course_get_categories"
FRONT_PAGE = "1"
# What Moodle tells only of courses that the account may enter, or change.
OF_WHO_ENTERS = frozenset({"visible", "language", "ends_at"})
SEES_HIDDEN = "moodle/course:viewhiddencourses"
ENTERS = "moodle/course:view"

Value = TypeVar("Value")


class Catalogue:
    """Reads categories and courses; ``zone`` is meant where a review date has no offset."""

    def __init__(
        self,
        client: MoodleClient,
        fields: FieldMap,
        zone: tzinfo,
        directory: Directory,
        competencies: Competencies,
    ) -> None:
        self._client = client
        self._fields = fields
        self._zone = zone
        self._directory = directory
        self._competencies = competencies
        self._counted: dict[int, int] = {}  # category -> the courses that Moodle counts in it

    def categories(self) -> Iterator[Category | Rejected]:
        """Yield all categories that the service account sees."""
        rows = self._client.call_list(CATEGORIES)
        for row in load_each(CategorySchema(), rows, "category"):
            if isinstance(row, Rejected):
                yield row
            else:
                if row["coursecount"] is not None:
                    self._counted[row["id"]] = row["coursecount"]
                parent = str(row["parent"]) if row["parent"] else None
                yield Category(str(row["id"]), plain(row["name"]), parent)

    def courses(self, *, with_competencies: bool = True) -> Iterator[Course | Rejected]:
        """Yield the courses, the front page excepted.

        ``prerequisites`` are ids for the courses read so far, and as written for any other. Of
        categories with more courses than are listed there is a rejection each: hidden ones are
        there that the account does not see.
        """
        listed: Counter[int] = Counter()
        for batch in self._batches():
            listed.update(_category_of(row) for row in batch)
            found = list(self._read(batch))
            for record in found:
                if isinstance(record, Course):
                    self._directory.add_course(record)
            for record in found:
                if isinstance(record, Rejected):
                    yield record
                    continue
                if not with_competencies:
                    yield self._joined(record, ())
                    continue
                skills, reports = self._competencies.links(record.id)
                yield from reports
                if skills is None and not record.skills:
                    record = replace(record, silent=record.silent | {"skills"})
                yield self._joined(record, skills or ())
        yield from self._unseen(listed)

    def _unseen(self, listed: Counter[int]) -> Iterator[Rejected]:
        for category, counted in self._counted.items():
            if listed[category] < counted:
                yield Rejected(
                    f"courses of category {category}",
                    f"Moodle counts {counted} and shows {listed[category]}. {allow(SEES_HIDDEN)}",
                )

    def _batches(self) -> Iterator[list[Any]]:
        """Yield the whole catalogue, in one answer or, where that is too large, by category."""
        try:
            yield self._client.call_list(COURSES, "courses")
        except AnswerTooLarge:
            for category in self.categories():
                if isinstance(category, Category):
                    yield self._client.call_list(
                        COURSES, "courses", field="category", value=category.id
                    )

    def _read(self, rows: Iterable[Any]) -> Iterator[Course | Rejected]:
        closed = 0
        for row in load_each(CourseSchema(), rows, "course"):
            if isinstance(row, Rejected):
                yield row
            elif str(row["id"]) != FRONT_PAGE:
                closed += row["visible"] is None
                yield from self._course(row)
        if closed:
            yield Notice("courses", f"{closed} are closed to the service account. {allow(ENTERS)}")

    def _course(self, row: dict[str, Any]) -> Iterator[Course | Rejected]:
        """Yield the course, and a notice for each field that cannot be read."""
        texts = {field["shortname"]: plain(field["value"]) for field in row["customfields"]}
        raw = {field["shortname"]: field["valueraw"] for field in row["customfields"]}
        problems: list[Notice] = []

        def value(name: str, read: Callable[[str], Value], source: dict[str, Any]) -> Value | None:
            text = (source.get(name) or "").strip()
            if not text:
                return None
            try:
                return read(text)
            except ValueError as error:
                problems.append(Notice(f"course {row['id']}", f"The field {name} {error}."))
                return None

        names = self._fields
        course = Course(
            id=str(row["id"]),
            title=plain(row["fullname"]),
            short_name=plain(row["shortname"]) or None,
            id_number=row["idnumber"] or None,
            summary=plain(row["summary"]),
            category_id=str(row["categoryid"]) if row["categoryid"] else None,
            category=plain(row["categoryname"]) or None,
            visible=row["visible"] is not False,
            language=row["lang"] or None,
            level=texts.get(names.level) or None,
            mode=texts.get(names.mode) or None,
            duration_minutes=value(names.duration_minutes, cells.minutes, raw),
            cost=value(names.cost, lambda text: cells.number(text, at_least=0), raw),
            skills=value(names.skills, cells.skill_links, texts) or (),
            prerequisites=cells.items(texts.get(names.prerequisites, "")),
            modified_at=value("timemodified", _moment, row),
            reviewed_at=value(names.reviewed_at, self._review, raw),
            # Moodle lists the ways in that are switched on; whom each lets in it does not tell.
            enrolable=row["enrollmentmethods"] != [],
            ends_at=value("enddate", _moment, row),
            url=f"{self._client.base_url}/course/view.php?id={row['id']}",
            extra={name: text for name, text in texts.items() if text},
            silent=_unsaid(row),
        )
        yield from problems
        yield course

    def _review(self, text: str) -> datetime | None:
        """Read a date field (seconds, 0 where it is not set) or a text field (ISO 8601)."""
        return _moment(text) if text.isdecimal() else cells.moment(text, self._zone)

    def _joined(self, course: Course, competencies: tuple[SkillLink, ...]) -> Course:
        """Return the course with its competencies, and with prerequisites as ids."""
        named = {link.skill.casefold() for link in course.skills}
        more = tuple(link for link in competencies if link.skill.casefold() not in named)
        needs = tuple(self._directory.course_named(text) or text for text in course.prerequisites)
        return replace(course, skills=course.skills + more, prerequisites=needs)


def _unsaid(row: dict[str, Any]) -> frozenset[str]:
    """Return what Moodle does not tell of a course, or not any more, for want of a right."""
    entered = frozenset() if row["visible"] is not None else OF_WHO_ENTERS
    return entered if row["timemodified"] is not None else entered | {"modified_at"}


def _category_of(row: Any) -> int:
    """Return the category of a course; the front page is in none."""
    category = row.get("categoryid") if isinstance(row, dict) else None
    return category if isinstance(category, int) else 0


def _moment(text: str) -> datetime | None:
    """Read seconds since 1970; 0 stands for a date that is not set."""
    seconds = cells.number(text, at_least=0, at_most=LATEST.timestamp())
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
