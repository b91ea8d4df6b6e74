"""What a site's connection needs and whether it is there, one line for each thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.errors import ConnectorError
from connectors.moodle import catalogue as catalogue_of
from connectors.moodle import competencies as competencies_of
from connectors.moodle import people as people_of
from connectors.moodle import per_user, rating_columns
from connectors.moodle.builder import RETRIEVE, Builder
from connectors.moodle.catalogue import Catalogue
from connectors.moodle.client import MoodleClient
from connectors.moodle.dates import MoodleDates
from connectors.moodle.directory import Directory
from connectors.moodle.headers import LABELS, NEEDED
from connectors.moodle.people import People
from connectors.moodle.report import ReportReader
from connectors.moodle.texts import plain
from connectors.records import Check, Course, Learner

_NEEDED = (catalogue_of.COURSES, catalogue_of.CATEGORIES, people_of.EVERYBODY)
_USEFUL = (
    people_of.BY_ID,
    people_of.PARTICIPANTS,
    competencies_of.FRAMEWORKS,
    competencies_of.OF_FRAMEWORK,
    competencies_of.OF_COURSE,
)
_SEE_COURSES = "moodle/course:view and moodle/course:viewhiddencourses"
_SEE_PEOPLE = "moodle/user:viewdetails and moodle/site:viewuseridentity"
_SEE_DETAILS = "moodle/user:viewalldetails and moodle/site:viewuseridentity"


def failed(name: str, error: ConnectorError, *, required: bool = True) -> Check:
    """Return the line of something that ended in ``error``."""
    return Check(name, False, f"{error.message} {error.hint}", required)


def functions(info: dict[str, Any], *, with_report: bool) -> Iterator[Check]:
    """Yield a line for each web-service function; either way to completions needs its own."""
    present = {function["name"] for function in info["functions"]}
    ways = (RETRIEVE, per_user.COURSES_OF)
    needed, useful = ways if with_report else ways[::-1]
    for name in (*_NEEDED, needed):
        yield _seen(name, name in present, f"Add {name} to the external service in Moodle.")
    for name in (*_USEFUL, useful):
        hint = f"Add {name} to the external service in Moodle."
        yield _seen(name, name in present, hint, required=False)


def courses(catalogue: Catalogue) -> Check:
    """Say whether the service account sees courses."""
    try:
        found = catalogue.courses(with_competencies=False)
        seen = any(isinstance(course, Course) for course in found)
    except ConnectorError as error:
        return failed("sees courses", error)
    return _seen("sees courses", seen, f"No course is visible. {_grant(_SEE_COURSES)}")


def people(people: People, own_id: int) -> Iterator[Check]:
    """Say whether the service account sees other people, their addresses and profile fields."""
    try:
        page = next(people.pages())
    except ConnectorError as error:
        yield failed("sees people", error)
        return
    others = [one for one in page.records if isinstance(one, Learner) and one.id != str(own_id)]
    yield _seen("sees people", bool(others), f"Nobody is visible. {_grant(_SEE_PEOPLE)}")
    if others:
        email = any(one.email for one in others)
        extra = any(one.extra for one in others)
        hint = f"Not one is visible. {_grant(_SEE_DETAILS)}"
        yield _seen("sees email addresses", email, hint, required=False)
        yield _seen("sees profile fields", extra, hint, required=False)


def competencies(client: MoodleClient) -> Check:
    """Say whether the service account sees competency frameworks."""
    try:
        competencies_of.frameworks(client)
    except ConnectorError as error:
        return failed("sees competencies", error, required=False)
    return Check("sees competencies", True, required=False)


def report(reader: ReportReader, dates: MoodleDates) -> Iterator[Check]:
    """Yield a line for each column that the report needs, and one for its dates."""
    try:
        headers, rows = reader.sample()
    except ConnectorError as error:
        yield failed("report", error)
        return
    yield Check("report", True)
    places = reader.columns(headers).found(headers)
    for group in NEEDED:
        label = " or ".join(LABELS[field] for field in group)
        hint = f"Add the column {label} to the report in Moodle, or say which column it is."
        yield _seen(f"report column {label}", any(field in places for field in group), hint)
    if "completed_at" in places:
        place = places["completed_at"]
        texts = [plain(row[place]) for row in rows if place < len(row)]
        strange = [text for text in texts if text and dates.read(text) is None]
        hint = f"“{strange[0][:60]}” is not understood." if strange else ""
        yield _seen("report dates", not strange, f"{hint} Set the service account's language.")


def ratings(builder: Builder, directory: Directory) -> Iterator[Check]:
    """Yield a line for the report of ratings, and one for each column that it needs."""
    try:
        headers, rows = builder.sample(builder.per_page)
    except ConnectorError as error:
        yield failed("ratings report", error, required=False)
        return
    hint = "It has no rows: add the service account to its audience."
    yield _seen("ratings report", bool(rows), hint, required=False)
    places = rating_columns.recognised(headers, rows, directory)
    for group in rating_columns.NEEDED if rows else ():
        label = " or ".join(rating_columns.LABELS[field] for field in group)
        hint = f"Add the column {label} to the report of ratings in Moodle."
        seen = any(field in places for field in group)
        yield _seen(f"ratings report column {label}", seen, hint, required=False)


def _grant(rights: str) -> str:
    return f"Allow {rights} in the role of the service account."


def _seen(name: str, ok: bool, hint: str, *, required: bool = True) -> Check:
    return Check(name, ok, "" if ok else hint, required)
