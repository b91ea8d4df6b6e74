"""A site's trainings in the reader's words: the answer, and the cells of the tables."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any
from uuid import UUID

from flask_babel import format_decimal, format_percent, format_time
from flask_babel import gettext as _

from lti_plugin.pages import wording
from lti_plugin.pages.admin import modelnames, settingwords
from lti_plugin.pages.admin.modelnames import KINDS, METHODS, PARTS, VERDICTS, meaning_of, name_of
from lti_plugin.services.freshness import FEATURES
from lti_plugin.services.model_card import (
    WORSE_THAN_FUSION,
    Comparison,
    Exposure,
    Interval,
    Method,
    Weight,
    comparison,
)
from lti_plugin.services.training_notes import (
    AS_TOLD,
    BELOW_FLOOR,
    TAKEN_BACK,
    TOO_LITTLE,
    Note,
    notes,
)
from lti_plugin.services.trainings import Trainings
from lti_plugin.store.models import ModelRun

SHARES = frozenset({"recall", "coverage", "popularity"})
UNKNOWN = "–"


def answer(found: Trainings) -> str:
    """Return the sentence that the page opens with."""
    run = found.current
    if run is None:
        return _("Nothing has been trained yet: courses are ranked by skills and descriptions.")
    if run.basis == FEATURES:
        return _without_model(found)
    on = {
        "when": wording.when(run.created_at),
        "completions": format_decimal(run.completions),
        "people": format_decimal(run.people),
    }
    compared = comparison(run)
    verdict = None if compared is None else compared.floors_verdict
    if compared is None or compared.floor is None or verdict is None:
        return _(
            "The training of %(when)s ranks the courses, on %(completions)s completions of "
            "%(people)s people; how it compares with simple methods has not been measured.",
            **on,
        )
    on["floor"] = name_of(METHODS, compared.floor)
    if verdict == WORSE_THAN_FUSION:
        return _(
            "The training of %(when)s ranks the courses, on %(completions)s completions of "
            "%(people)s people; it ranks better than doing without a model would (“%(floor)s”).",
            **on,
        )
    return _(
        "The training of %(when)s ranks the courses, on %(completions)s completions of "
        "%(people)s people; it is not clearly better than doing without a model (“%(floor)s”).",
        **on,
    )


def _without_model(found: Trainings) -> str:
    if found.newest is not None and found.newest.basis != FEATURES:
        return _("Courses are ranked by skills and descriptions: no training has done better yet.")
    return _("Courses are ranked by skills and descriptions: there is too little history yet.")


def method(row: Method, found: Comparison) -> dict[str, Any]:
    """Return a row of the comparison, its cells in the order of the columns."""
    cells = [
        {
            "label": name_of(modelnames.COLUMNS, name),
            "text": figure(name, getattr(row, name)),
            "best": name in row.best,
        }
        for name in modelnames.COLUMNS
        if name != "difference"
    ]
    return {
        "name": name_of(METHODS, row.name),
        "meaning": meaning_of(METHODS, row.name),
        "floor": row.name == found.floor,
        "cells": cells,
        "difference": None if row.difference is None else _difference(row.difference),
    }


def _difference(found: Interval) -> dict[str, str]:
    low, mean, high = (figure("ndcg", each) for each in (found.low, found.mean, found.high))
    return {
        "mean": mean,
        "range": _("%(low)s to %(high)s", low=low, high=high),
        "verdict": str(VERDICTS[found.verdict]),
    }


def figure(name: str, value: float | None) -> str:
    """Return a figure as one reads it: shares as percentages, the others with three places."""
    if value is None:
        return UNKNOWN
    return str(format_percent(value) if name in SHARES else format_decimal(value, "0.000"))


def group(row: Exposure) -> dict[str, Any]:
    """Return a row of the exposure by group."""
    return {
        "name": row.group,
        "kind": str(KINDS.get(row.kind, row.kind)),
        "people": format_decimal(row.people),
        "cells": [
            {
                "label": name_of(modelnames.OF_A_GROUP, name),
                "text": figure(name, getattr(row, name)),
            }
            for name in modelnames.OF_A_GROUP
        ],
    }


def part(found: Weight) -> dict[str, Any]:
    """Return a part of the model with its weights, in the order of the columns."""
    weights = found.weight, found.new_courses_weight
    return {
        "name": name_of(PARTS, found.part),
        "meaning": meaning_of(PARTS, found.part),
        "cells": [
            {
                "label": str(label),
                "share": wording.percent(100 * weight),
                "percent": round(100 * weight),
            }
            for label, weight in zip(modelnames.OF_A_PART, weights, strict=True)
        ],
    }


def training(
    run: ModelRun, current: ModelRun | None, usable: Collection[UUID] = ()
) -> dict[str, Any]:
    """Return a row of the last trainings: on what, and what came of it."""
    return {
        "when": wording.when(run.created_at),
        "completions": format_decimal(run.completions),
        "people": format_decimal(run.people),
        "seconds": UNKNOWN if run.seconds is None else _seconds(run.seconds),
        "result": _result(run, current),
        "id": run.id,
        "note": note(run),
        "usable": run.id in usable,
    }


def note(run: ModelRun) -> str:
    """Return what there is to say about a training beside its figures."""
    return " ".join(noted(each) for each in notes(run))


def noted(each: Note) -> str:
    """Return one thing that there is to say about a training."""
    if each.key == AS_TOLD:
        return str(each.values["text"])
    if each.key == TOO_LITTLE:
        numbers = {name: format_decimal(value) for name, value in each.values.items()}
        return _(
            "There is not enough history yet: %(completions)s completions by %(people)s people; a "
            "training needs %(needed)s by %(by)s.",
            **numbers,
        )
    if each.key == BELOW_FLOOR:
        return _(
            "The new model ranks worse than “%(floor)s”: NDCG@10 %(own)s against %(other)s, for "
            "%(people)s people set apart.",
            floor=name_of(METHODS, each.values["floor"] or ""),
            own=figure("ndcg", each.values["own"]),
            other=figure("ndcg", each.values["other"]),
            people=format_decimal(each.values["people"]),
        )
    return str(modelnames.NOTES[each.key])


def _seconds(value: float) -> str:
    return _("%(seconds)s s", seconds=format_decimal(round(value)))


def _result(run: ModelRun, current: ModelRun | None) -> str:
    if current is not None and run.id == current.id:
        return _("ranks now")
    if run.note == TAKEN_BACK:
        return _("was put in use, then an earlier one again")
    return _("was put in use, then replaced") if run.promoted else _("was not put in use")


def scheduled(day: int | None, hour: int) -> str:
    """Return when the site trains by itself."""
    if day is None:
        return _("It trains only by hand.")
    name = list(settingwords.DAYS.values())[day]
    clock = format_time(time(hour), "short")
    return _("It trains every %(day)s at %(time)s.", day=name, time=clock)


def chart(found: Comparison | None) -> list[dict[str, Any]]:
    """Return the bars of NDCG@10 by method, as parts of the longest one; the best comes first."""
    if found is None:
        return []
    known = [(each, each.ndcg) for each in found.methods if each.ndcg is not None]
    most = max((value for _each, value in known), default=0.0)
    known.sort(key=lambda each: -each[1])
    return [
        {
            "name": name_of(METHODS, each.name),
            "text": figure("ndcg", value),
            "part": value / most if most else 0.0,
            "main": each.name == "fusion",
        }
        for each, value in known
    ]
