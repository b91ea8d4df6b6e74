"""What a site's connection needs and whether it is there, one line for each thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from connectors.errors import ConnectorError, MissingFunction
from connectors.moodle import catalogue as catalogue_of
from connectors.moodle import competencies as competencies_of
from connectors.moodle import people as people_of
from connectors.moodle import per_user, rating_columns
from connectors.moodle.builder import RETRIEVE, Builder
from connectors.moodle.dates import MoodleDates
from connectors.moodle.directory import Directory
from connectors.moodle.headers import LABELS, NEEDED, ReportColumns, guess_columns
from connectors.moodle.texts import plain
from connectors.moodle.trial import Trial
from connectors.moodle.writing import WRITING
from connectors.records import Check, CheckKind

_NEEDED = (catalogue_of.COURSES, catalogue_of.CATEGORIES, people_of.EVERYBODY)
_USEFUL = (
    people_of.BY_ID,
    people_of.PARTICIPANTS,
    competencies_of.FRAMEWORKS,
    competencies_of.OF_FRAMEWORK,
    competencies_of.OF_COURSE,
)
# All that belong into the external service.
FUNCTIONS = (
    "core_webservice_get_site_info",
    *_NEEDED,
    *_USEFUL,
    per_user.COURSES_OF,
    RETRIEVE,
)
OLDEST = (4, 5)
RECOMMENDED = ("enrolled_at", "progress", "grade")
ROWS = 50


def failed(
    name: str, error: ConnectorError, *, required: bool = True, kind: CheckKind = "connection"
) -> Check:
    """Return the line of something that ended in ``error``."""
    hint = f"{error.message} {error.hint}"
    return Check(name, False, hint, required, kind, said=error.message)


def connection(info: dict[str, Any], address: str) -> Iterator[Check]:
    """Yield that Moodle answers, whether it is new enough, and whether it calls itself so."""
    yield Check("connection", True)
    found = re.match(r"(\d+)\.(\d+)", info["release"])
    old = found is not None and (int(found[1]), int(found[2])) < OLDEST
    yield _seen("version", not old, f"This is Moodle {info['release']}; 4.5 or later is needed.")
    own = info["siteurl"].rstrip("/")
    hint = f"Moodle calls itself {own}; links to courses lead to the address that is set here."
    yield _seen("address", own in ("", address), hint, required=False)


def functions(trial: Trial, *, with_report: bool) -> Iterator[Check]:
    """Yield a line for each web-service function; either way to completions needs its own."""
    ways = (RETRIEVE, per_user.COURSES_OF)
    needed, useful = ways if with_report else ways[::-1]
    for name in (*_NEEDED, needed):
        yield _function(trial, name, required=True)
    for name in (*_USEFUL, useful):
        yield _function(trial, name, required=False)


def _function(trial: Trial, name: str, *, required: bool) -> Check:
    add = f"Add {name} to the external service in Moodle."
    error = trial.errors.get(name)
    if not trial.offers(name) or isinstance(error, MissingFunction):
        return Check(name, False, add, required, "function")
    if error is not None:
        return failed(name, error, required=required, kind="function")
    return Check(name, True, "", required, "function", certain=trial.called(name))


def writing(trial: Trial) -> Iterator[Check]:
    """Yield a line for each function that writes; none is called, so no right shows."""
    for name in WRITING:
        add = f"Add {name} to the external service in Moodle."
        offered = trial.offers(name)
        yield Check(name, offered, "" if offered else add, False, "writing", certain=False)


def report(
    headers: list[str],
    rows: list[list[str | None]],
    dates: MoodleDates,
    confirmed: ReportColumns | None,
) -> Iterator[Check]:
    """Yield a line for each column that the report needs or may have, and one for its dates."""
    yield Check("report", True, kind="report")
    hint = "It has no rows: add the service account to its audience."
    yield Check("report rows", bool(rows), "" if rows else hint, False, "report")
    places = (confirmed or guess_columns(headers)).found(headers)
    for group in (*NEEDED, *((each,) for each in RECOMMENDED)):
        label = " or ".join(LABELS[field] for field in group)
        hint = f"Add the column {label} to the report in Moodle, or say which column it is."
        seen, required = any(field in places for field in group), group in NEEDED
        yield _seen(f"report column {label}", seen, hint, required=required, kind="report")
    if "completed_at" in places:
        place = places["completed_at"]
        texts = [plain(row[place]) for row in rows if place < len(row)]
        strange = [text for text in texts if text and dates.read(text) is None]
        hint = f"“{strange[0][:60]}” is not understood." if strange else ""
        hint = f"{hint} Set the service account's language."
        yield _seen("report dates", not strange, hint, kind="report")


def ratings(builder: Builder, directory: Directory) -> Iterator[Check]:
    """Yield a line for the report of ratings, and one for each column that it needs."""
    try:
        headers, rows = builder.sample(builder.per_page)
    except ConnectorError as error:
        yield failed("ratings report", error, required=False, kind="ratings")
        return
    hint = "It has no rows: add the service account to its audience."
    yield _seen("ratings report", bool(rows), hint, required=False, kind="ratings")
    places = rating_columns.recognised(headers, rows, directory)
    for group in rating_columns.NEEDED if rows else ():
        label = " or ".join(rating_columns.LABELS[field] for field in group)
        hint = f"Add the column {label} to the report of ratings in Moodle."
        seen = any(field in places for field in group)
        name = f"ratings report column {label}"
        yield _seen(name, seen, hint, required=False, kind="ratings")


def _seen(
    name: str, ok: bool, hint: str, *, required: bool = True, kind: CheckKind = "connection"
) -> Check:
    return Check(name, ok, "" if ok else hint, required, kind)
