"""What a look at a Moodle found: what works, how much there is, which custom fields it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from connectors.moodle.texts import plain
from connectors.moodle.trial import Row
from connectors.records import Check

EXAMPLES, LONGEST = 3, 40
# What fewer people than this have in common would tell of one of them.
SHARED = 5


@dataclass(frozen=True, slots=True)
class FoundField:
    """A custom field: ``filled`` of the ``total`` that were looked at have a value.

    ``examples`` are values of it; those of people only where several share them.
    """

    short_name: str
    name: str
    filled: int = 0
    total: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """One look at a Moodle; what is None could not be told.

    ``report_rows`` are the rows of the site's report, ``headers`` its columns, and ``frameworks``
    says whether there are competencies.
    """

    checks: tuple[Check, ...]
    release: str = ""
    site_name: str = ""
    courses: int | None = None
    people: int | None = None
    frameworks: bool = False
    report_rows: int | None = None
    headers: tuple[str, ...] = ()
    course_fields: tuple[FoundField, ...] = ()
    person_fields: tuple[FoundField, ...] = ()


@dataclass
class _Values:
    """The values of one field."""

    name: str
    total: int = 0
    seen: Counter[str] = field(default_factory=Counter)


def fields_of(rows: Iterable[Row], *, shared: int = 1) -> tuple[FoundField, ...]:
    """Return the custom fields of these rows with examples that at least ``shared`` of them have.

    Moodle gives a course all its fields, filled or not, and a person only those that are filled.
    """
    values: dict[str, _Values] = {}
    rows = list(rows)
    for row in rows:
        for each in _custom(row):
            found = values.setdefault(each["shortname"], _Values(plain(str(each.get("name", "")))))
            text = plain(str(each.get("value") or ""))
            if text:
                found.seen[text[:LONGEST]] += 1
    return tuple(
        FoundField(
            short_name,
            found.name or short_name,
            found.seen.total(),
            len(rows),
            _examples(found.seen, shared),
        )
        for short_name, found in sorted(values.items())
    )


def _custom(row: Row) -> Iterable[dict[str, Any]]:
    given = row.get("customfields")
    for each in given if isinstance(given, list) else ():
        if isinstance(each, dict) and isinstance(each.get("shortname"), str):
            yield each


def _examples(seen: Counter[str], shared: int) -> tuple[str, ...]:
    common = [text for text, number in seen.most_common() if number >= shared]
    return tuple(common[:EXAMPLES])
