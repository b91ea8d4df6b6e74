"""The skills audit in the reader's words: the answer, cells, and what makes a gap critical."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from lti_plugin.pages import skillwords, wording
from lti_plugin.services.audit import Audit, Line
from lti_plugin.services.headcounts import Cell
from lti_plugin.services.objectives import is_overdue
from lti_plugin.services.workforce import DEPARTMENT, EVERYBODY, NONE, OTHERS, Group
from lti_plugin.store.objectives import Objective

STRONGEST = 4


def answer(found: Audit) -> str:
    """Return the sentence that the page opens with."""
    if not found.people:
        return _("Nobody here has a role that is known, so there is nothing to compare.")
    if not found.lines:
        return _("No skill that roles ask for fits these filters.")
    if not any(line.total.assessed for line in found.lines):
        return _("Nothing is assessed yet, so it cannot be told where skills are missing.")
    if not any(line.shortage is not None for line in found.lines):
        return _("Too few people are assessed yet to tell where skills are missing.")
    if found.holding_back:
        return _held_back(found)
    short = len(found.critical)
    if short:
        return ngettext(
            "%(num)d skill falls short of what roles ask for; it holds back no objective.",
            "%(num)d skills fall short of what roles ask for; they hold back no objective.",
            short,
        )
    return _("Nothing that is assessed falls short of what roles ask for.")


def _held_back(found: Audit) -> str:
    skills = len(found.holding_back)
    aims = {each.id: each.name for line in found.holding_back for each in line.objectives}
    if len(aims) == 1:
        return ngettext(
            "%(num)d skill holds back “%(objective)s”.",
            "%(num)d skills hold back “%(objective)s”.",
            skills,
            objective=next(iter(aims.values())),
        )
    return ngettext(
        "%(num)d skill holds back %(objectives)d objectives.",
        "%(num)d skills hold back %(objectives)d objectives.",
        skills,
        objectives=len(aims),
    )


def assessed(found: Audit) -> str | None:
    """Return how much of what roles ask for is assessed; None where they ask for nothing."""
    asked = sum(line.total.required for line in found.lines)
    known = sum(line.total.assessed for line in found.lines)
    return wording.percent(100 * known / asked) if asked else None


def group(each: Group) -> str:
    """Return what a group is called."""
    names = {
        DEPARTMENT: each.key,
        NONE: _("Without a department"),
        OTHERS: _("Other departments"),
        EVERYBODY: _("Everybody"),
    }
    return names[each.kind]


def cell(each: Cell) -> Mapping[str, str] | None:
    """Return a cell's texts; None where nobody of the group is asked for the skill."""
    if not each.required:
        return None
    missing = _missing(each)
    if each.share is None or each.confidence is None:
        empty = {"share": "–", "meets": _too_few(each), "sure": ""}
        return empty | {"missing": missing, "state": "unknown", "heat": "unknown"}
    return {
        "share": wording.percent(100 * each.share),
        "meets": _("%(meets)d of %(assessed)d meet it", meets=each.meets, assessed=each.assessed),
        "missing": missing,
        "sure": str(skillwords.SURE[each.confidence]),
        "state": "below" if each.below else "meets",
        "heat": str(heat(1 - each.share)),
    }


def _too_few(each: Cell) -> str:
    """Return why nothing is told of a cell in which anybody is assessed, and what it would take."""
    if not each.assessed:
        return ""
    if each.required < each.needed:
        return _("too few people to tell")
    return _(
        "too few assessed: %(assessed)d, %(needed)d are needed",
        assessed=each.assessed,
        needed=each.needed,
    )


def heat(shortage: float) -> int:
    """Return how strong the colour of a cell is, 0 to 4: a step for each fifth who fall short."""
    return min(STRONGEST, int(shortage * (STRONGEST + 1)))


def legend() -> list[tuple[int, str]]:
    """Return each step with the shares that it stands for."""
    fifth = 100 // (STRONGEST + 1)
    return [
        (step, _("%(low)s to %(high)s", low=step * fifth, high=wording.percent((step + 1) * fifth)))
        for step in range(STRONGEST + 1)
    ]


def _missing(each: Cell) -> str:
    if not each.unassessed:
        return ""
    return ngettext("%(num)d not assessed", "%(num)d not assessed", each.unassessed)


def row(line: Line) -> dict[str, Any]:
    """Return a line of the grid."""
    return {
        "id": line.id,
        "name": line.name,
        "durable": line.durable,
        "digital": line.digital,
        "total": cell(line.total),
        "cells": [cell(each) for each in line.cells],
    }


def gap(line: Line) -> dict[str, Any]:
    """Return a critical gap with the formula that ranks it."""
    sure = wording.percent(100 * (line.sure_shortage or 0.0))
    return {
        "name": line.name,
        "objectives": [each.name for each in line.objectives],
        "weight": number(line.weight),
        "importance": number(line.importance),
        "shortage": sure,
        "value": number(line.criticality or 0.0),
        "below": _(
            "%(below)d of %(assessed)d", below=line.total.below, assessed=line.total.assessed
        ),
        "missing": _missing(line.total),
        "surely": _("surely %(share)s of all", share=sure) if line.total.unassessed else "",
    }


def unclear(line: Line) -> str:
    """Return a skill that too few are assessed in, with how many are and would have to be."""
    return _(
        "%(skill)s: %(assessed)d of %(people)d assessed, %(needed)d are needed",
        skill=line.name,
        assessed=line.total.assessed,
        people=line.total.required,
        needed=line.total.needed,
    )


def priority(objective: Objective, found: Audit) -> dict[str, Any]:
    """Return an objective with the weight that it gives to each skill that roles ask for."""
    own = [line for line in found.lines if objective.id in {each.id for each in line.objectives}]
    own.sort(key=lambda line: (-line.importance, line.name))
    return {
        "name": objective.name,
        "weight": number(objective.weight),
        "due": wording.day(objective.due_on) if objective.due_on else _("no date"),
        "overdue": is_overdue(objective, found.today),
        "skills": [
            _(
                "%(skill)s: %(weight)s × %(importance)s = %(priority)s",
                skill=line.name,
                weight=number(objective.weight),
                importance=number(line.importance),
                priority=number(objective.weight * line.importance),
            )
            for line in own
        ],
    }


def number(value: float) -> str:
    """Return a number with at most two decimals."""
    return str(format_decimal(value, "0.##"))
