"""Budget lines in the reader's words, and the lines and wishes that a form holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_plugin.errors import BadRequest
from lti_plugin.pages import wording
from lti_plugin.pages.manager import amounts
from lti_plugin.services import budgets, directory
from lti_plugin.services.budgets import Account, Amount
from lti_plugin.services.spending import PLANNED, RECORDED, UNDER_WAY
from lti_plugin.store.budgets import BudgetLine, BudgetRequest


def told(session: Session, lines: Iterable[BudgetLine], today: date) -> list[dict[str, Any]]:
    """Return what a page shows of budget lines."""
    accounts = [budgets.account(session, line, today) for line in lines]
    names = directory.names(session, g.visit.site_id, {each.line.person_id for each in accounts})
    return [_line(each, names.get(each.line.person_id, "")) for each in accounts]


def wishes(session: Session, rows: Iterable[BudgetRequest]) -> list[dict[str, Any]]:
    """Return what a page shows of wishes for more."""
    found = list(rows)
    names = directory.names(session, g.visit.site_id, {row.person_id for row in found})
    return [
        {
            "id": row.id,
            "line": row.line_id,
            "owner": names.get(row.person_id, ""),
            "more": amounts.both(Amount(row.hours or None, row.money or None)),
            "text": row.text,
            "day": wording.day(row.asked_at.date()),
            "approved": row.approved,
            "answer": row.answer,
        }
        for row in found
    ]


def read_amount() -> Amount:
    """Return the hours and the money of a form; what is empty is without a limit."""
    return Amount(
        amounts.optional(request.form.get("hours", ""), _("the hours")),
        amounts.optional(request.form.get("money", ""), _("the money")),
    )


def read_period() -> tuple[date, date]:
    """Return the period of a form."""
    return amounts.day(request.form.get("from", "")), amounts.day(request.form.get("until", ""))


def read_id(name: str) -> UUID:
    """Return an id that a form holds; raises BadRequest where it is no form of ours."""
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _line(each: Account, name: str) -> dict[str, Any]:
    line = each.line
    return {
        "id": line.id,
        "owner": name or _("Somebody"),
        "mine": line.person_id == g.visit.person_id,
        "whole_team": line.whole_team,
        "people": len(each.people),
        "from": wording.day(line.starts_on),
        "until": wording.day(line.ends_on),
        "rows": [
            _row(_("Hours"), line.hours, [used.hours or 0.0 for used in _used(each)], hours=True),
            _row(_("Money"), line.money, [used.money or 0.0 for used in _used(each)], hours=False),
        ],
    }


def _used(each: Account) -> list[Amount]:
    return [each.used(RECORDED), each.used(UNDER_WAY, PLANNED)]


def _row(what: str, total: float | None, used: list[float], *, hours: bool) -> dict[str, Any]:
    word = amounts.hours if hours else amounts.money
    return {
        "what": what,
        "total": _("no limit") if total is None else word(total),
        "recorded": word(used[0]),
        "planned": word(used[1]),
        "left": "–" if total is None else word(max(0.0, total - sum(used))),
        "over": total is not None and sum(used) > total,
    }
