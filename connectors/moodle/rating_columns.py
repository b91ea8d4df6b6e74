"""Finds out which column of a "Competencies" report is which.

Framework, competency and person each have a column that Moodle calls "ID number". A report may
rename them; where it does not, what stands in them tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from connectors.errors import BadReport
from connectors.moodle.directory import Directory
from connectors.moodle.headers import HEADERS, PERSON, numbered, simple
from connectors.moodle.texts import plain

FRAMEWORK, COMPETENCY, ID_NUMBER = "framework_idnumber", "competency_idnumber", "idnumber"
PROFICIENT, RATING = "proficient", "rating"
LABELS = {
    "username": "Username",
    "idnumber": "ID number (of the user)",
    "email": "Email address",
    COMPETENCY: "ID number (of the competency)",
    PROFICIENT: "Proficient",
    RATING: "Rating",
}
# One column of each group; without the framework's, an ID number must not occur in two of them.
NEEDED = (PERSON, (COMPETENCY,), (PROFICIENT,), (RATING,))

_WORDS: Mapping[str, Sequence[str]] = {
    "username": HEADERS["username"],
    "email": HEADERS["email"],
    FRAMEWORK: ("Framework ID number",),
    COMPETENCY: ("Competency ID number",),
    ID_NUMBER: ("User ID number",),
    PROFICIENT: ("Proficient",),
    RATING: ("Rating",),
}

Rows = Sequence[Sequence[str | None]]


def recognised(headers: Sequence[str], rows: Rows, directory: Directory) -> dict[str, int]:
    """Return field -> place of the columns that are there."""
    titles = [simple(text) for text in numbered(headers)]
    found: dict[str, int] = {}
    for field, words in _WORDS.items():
        places = [titles.index(simple(word)) for word in words if simple(word) in titles]
        if places:
            found[field] = places[0]
    usual = {simple(word) for word in HEADERS[ID_NUMBER]}
    unnamed = [place for place, text in enumerate(headers) if simple(text) in usual]
    return _told_apart(unnamed, rows, directory) | found


def positions(headers: Sequence[str], rows: Rows, directory: Directory) -> dict[str, int]:
    """Return field -> place; raise BadReport naming the columns that are missing."""
    found = recognised(headers, rows, directory)
    missing = [
        " or ".join(LABELS[field] for field in group)
        for group in NEEDED
        if not any(field in found for field in group)
    ]
    if missing and rows:
        raise BadReport(
            f"The report of ratings lacks the column {'; and the column '.join(missing)}."
        )
    return found


def _told_apart(places: Sequence[int], rows: Rows, directory: Directory) -> dict[str, int]:
    """Return which of these columns holds most of the ID numbers of each kind that are known."""
    kinds: Mapping[str, Callable[[str], bool]] = {
        FRAMEWORK: directory.is_framework,
        COMPETENCY: directory.is_competency,
        ID_NUMBER: lambda text: directory.learner_id(id_number=text) is not None,
    }
    found: dict[str, int] = {}
    for kind, known in kinds.items():
        hits = {
            place: sum(known(plain(row[place])) for row in rows if place < len(row))
            for place in places
            if place not in found.values()
        }
        best = max(hits, key=lambda place: hits[place], default=None)
        if best is not None and hits[best]:
            found[kind] = best
    return found
