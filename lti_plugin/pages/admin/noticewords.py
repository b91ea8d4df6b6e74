"""What a job tells of its run, in the reader's language; it is kept as keys with values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from lti_plugin.pages import failurewords
from lti_plugin.pages.admin import modelwords
from lti_plugin.services.training_notes import STAYS, Note
from lti_plugin.store import notices
from lti_plugin.store.jobs import Job
from lti_plugin.store.notices import TEXTS, TRAINING, Notice

SHOWN = 50  # of one job; the file has all that are kept
TEXT = "text"  # the value that is a sentence itself, made by whoever read a row or raised an error
_OF_TRAINING = TRAINING.format("")


def of_job(job: Job) -> list[str]:
    """Return what a job tells, as lines."""
    return [told(notices.read(each)) for each in job.notices[:SHOWN]]


def of_file(found: Mapping[str, Any]) -> list[str]:
    """Return what a look at a file tells beside its rows, as lines."""
    return [told(notices.read(each)) for each in found.get("notices") or ()]


def of_rows(bad: Iterable[Sequence[Any]]) -> list[tuple[int, str, Sequence[str]]]:
    """Return the rows of a file that cannot be used: line, reason, cells."""
    return [(line, failurewords.told(reason), cells) for line, reason, cells in bad]


def told(each: Notice) -> str:
    """Return a notice as one line: what it is about, where that is known, and what it says."""
    place, said = parts(each)
    return f"{place}: {said}" if place else said


def parts(each: Notice) -> tuple[str, str]:
    """Return what a notice is about, which may be nothing, and what it says."""
    return failurewords.place(each.place), _said(each)


def _said(each: Notice) -> str:
    if each.code.startswith(_OF_TRAINING):
        values = dict(each.values)
        stays = values.pop(STAYS, None)
        found = [Note(each.code.removeprefix(_OF_TRAINING), values)]
        return " ".join(map(modelwords.noted, [*found, *([Note(stays)] if stays else [])]))
    if each.code not in TEXTS:  # of a later version
        return each.text
    return _(TEXTS[each.code], **{name: _value(name, v) for name, v in each.values.items()})


def _value(name: str, value: Any) -> str:
    if name == TEXT:
        return failurewords.told(value)
    return str(value) if isinstance(value, str) else format_decimal(value)
