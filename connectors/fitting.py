"""Makes records fit the bounds of :mod:`connectors.limits`, so that every store takes them.

A source may send anything, and one value that a database refuses would end a whole sync.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from connectors.limits import EARLIEST, FINITE, LATEST, LENGTHS, NAMES, NEEDED, SPANS, WHOLE
from connectors.records import (
    Category,
    Competency,
    CompetencyRating,
    Completion,
    Course,
    Enrolment,
    Feature,
    Learner,
    Notice,
    Page,
    Rating,
    Rejected,
    SkillLink,
)

Fitted = TypeVar(
    "Fitted",
    bound=Category
    | Course
    | Learner
    | Enrolment
    | Completion
    | Feature
    | Rating
    | Competency
    | CompetencyRating,
)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PLACES: dict[type, str] = {
    Category: "category {0.id}",
    Course: "course {0.id}",
    Learner: "person {0.id}",
    Enrolment: "person {0.learner_id}, course {0.course_id}",
    Completion: "person {0.learner_id}, course {0.course_id}",
    Feature: "feature of {0.owner}",
    Rating: "evidence of {0.learner_id}",
    Competency: "competency {0.id}",
    CompetencyRating: "person {0.learner_id}, competency {0.competency_id}",
}


def cleaned(text: str) -> str:
    """Return ``text`` without control characters other than tab and newline.

    Half of a surrogate pair, which no encoding can write, becomes the replacement character.
    """
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def fitted(record: Fitted | Rejected, where: str = "") -> list[Fitted | Rejected]:
    """Return the record within bounds, after a notice where something was cut or left out.

    Instead of a record whose ids are too long or empty there is the report that it is refused.
    ``where`` is the row's place in its source; without one the record's ids name it.
    """
    if isinstance(record, Rejected):
        return [_report(record)]
    fit = _Fitting(type(record))
    changes = fit.changes(record)
    if not (changes or fit.refused):
        return [record]
    where = where or _PLACES[type(record)].format(record)
    if fit.refused:
        return [_report(Rejected(where, fit.refused[0]))]
    if "completed_at" in changes:
        changes["date_source"] = "unknown"
    sound: Fitted = replace(record, **changes)
    told = fit.told()
    return [_report(Notice(where, told)), sound] if told else [sound]


def left_out(where: str, names: Iterable[str]) -> Notice:
    """Return the notice that these values of a record could not be used."""
    return Notice(where, f"Not usable, so left out: {', '.join(names)}.")


def all_fitted(records: Iterable[Fitted | Rejected]) -> Iterator[Fitted | Rejected]:
    """Yield all records within bounds."""
    for record in records:
        yield from fitted(record)


def pages_fitted(pages: Iterable[Page[Fitted]]) -> Iterator[Page[Fitted]]:
    """Yield the pages with their records within bounds."""
    for page in pages:
        yield Page(page.cursor, list(all_fitted(page.records)))


@dataclass
class _Fitting:
    """Fits the values of one record of ``kind`` and notes the fields that it had to change."""

    kind: type
    cut: dict[str, None] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def changes(self, record: Any) -> dict[str, Any]:
        """Return the values of the fields that cannot stay as they are."""
        changes = {}
        for name, optional in _fields(self.kind):
            value = getattr(record, name)
            fit = self._value(name, value)
            if fit is not value and fit != value:
                changes[name] = None if optional and fit == "" else fit
        return changes

    def told(self) -> str:
        """Return one sentence for each thing that happened."""
        parts = ((self.cut, "Too long, so cut"), (self.lost, "Not usable, so left out"))
        return " ".join(f"{words}: {', '.join(names)}." for names, words in parts if names)

    def _value(self, name: str, value: Any) -> Any:
        match value:
            case str():
                return self._text(name, value)
            case float():
                low, high = SPANS.get(name, FINITE)
                return self._usable(name, value, usable=low <= value <= high)
            case datetime():
                return self._usable(name, value, usable=EARLIEST <= value < LATEST)
            case dict():
                return {cleaned(key): cleaned(each) for key, each in value.items()}
            case tuple():
                items = (self._value(name, each) for each in value)
                return tuple(each for each in items if each)
            case SkillLink():
                return self._skill(name, value)
            case _:
                return value

    def _text(self, name: str, text: str) -> str | None:
        text = cleaned(text)
        if name in NEEDED and not text:
            self.refused.append(f"The {name} is empty.")
        longest = LENGTHS[self.kind].get(name)
        # An email address is looked up in lower case, in which a few letters become two.
        if longest is None or len(text.lower() if name == "email" else text) <= longest:
            return text
        if name in NEEDED | NAMES:
            self.refused.append(f"The {name} is longer than {longest} characters.")
        if name in WHOLE:
            self.lost[name] = None
            return None
        self.cut[name] = None
        return text[:longest].rstrip()

    def _skill(self, name: str, link: SkillLink) -> SkillLink | None:
        inner = _Fitting(SkillLink)
        changes = inner.changes(link)
        if inner.cut:
            self.cut[name] = None
        if inner.lost:
            self.lost[name] = None
        return replace(link, **changes) if changes.get("skill", link.skill) else None

    def _usable(self, name: str, value: Any, *, usable: bool) -> Any:
        if not usable:
            self.lost[name] = None
        return value if usable else None


@lru_cache
def _fields(kind: type) -> tuple[tuple[str, bool], ...]:
    """Return the names of a record's fields, and whether each may be None."""
    return tuple((each.name, each.default is None) for each in fields(kind))


def _report(report: Rejected) -> Rejected:
    short = {
        name: cleaned(getattr(report, name))[:longest]
        for name, longest in LENGTHS[Rejected].items()
    }
    return replace(report, **short)
