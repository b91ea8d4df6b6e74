"""Budgets for learning: hours and money of teams and people, what is left, and wishes for more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, g
from sqlalchemy.orm import Session

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import budgets as schemas
from lti_plugin.api.schemas.common import Part
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import budgets, directory, tokens
from lti_plugin.services.budgets import Amount
from lti_plugin.services.spending import PLANNED, RECORDED, UNDER_WAY
from lti_plugin.store import budgets as rows
from lti_plugin.store.base import now
from lti_plugin.store.budgets import BudgetLine, BudgetRequest

resource = Resource("budgets", "What may be spent on learning, and what is left of it.")


@resource.for_admins("GET", "/budgets", schemas.Budgets, query=Part, scope=tokens.READ_FUTURE)
def list_budgets(some: dict[str, Any]) -> dict[str, Any]:
    """List the site's budgets with what is used of each; for L&D admins."""
    every = rows.of_site(db.session, g.visit.site_id)
    first = some["offset"]
    shown = every[first : first + some["limit"]]
    return {"items": _lines(db.session, shown), "total": len(every)}


@resource.answers("GET", "/budgets/own", schemas.Budgets)
def list_own_budgets() -> dict[str, Any]:
    """List the budgets of whoever asks, and those of the team that they lead."""
    found = rows.of_people(db.session, g.visit.site_id, [g.visit.person_id])
    return {"items": _lines(db.session, found), "total": len(found)}


@resource.for_admins(
    "POST", "/budgets", schemas.Budget, body=schemas.BudgetSaid, status=201, also=(404,)
)
def add_budget(said: dict[str, Any]) -> dict[str, Any]:
    """Give a team or a person a budget; all that somebody has hold together. For L&D admins."""
    amount, period = Amount(said["hours"], said["money"]), (said["starts_on"], said["ends_on"])
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id, said["person_id"])
        line = budgets.add(*place, amount, period, whole_team=said["whole_team"], admin=True)
        return _lines(session, [line])[0]


@resource.for_admins("DELETE", "/budgets/<uuid:budget_id>", None, status=204)
def remove_budget(budget_id: UUID) -> Response:
    """Take a budget away, with what was asked for it; plans are then no longer limited by it."""
    with visits.writing() as session:
        budgets.remove(session, g.visit.site_id, budget_id, visits.actor())
    return Response(status=204)


@resource.answers(
    "POST",
    "/budgets/<uuid:budget_id>/wishes",
    schemas.Wish,
    body=schemas.WishSaid,
    status=201,
    also=(400, 403, 404, 415, 422),
)
def ask_for_more(said: dict[str, Any], budget_id: UUID) -> dict[str, Any]:
    """Ask the L&D team for more than your own budget has, or that of your team."""
    more = Amount(said["hours"], said["money"])
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id, budget_id)
        return _wishes(session, [budgets.ask(*place, more, said["text"])])[0]


@resource.for_admins("GET", "/budgets/wishes", schemas.Wishes, scope=tokens.READ_REQUESTS)
def list_wishes() -> dict[str, Any]:
    """List the wishes for more that wait for an answer; for L&D admins."""
    return {"items": _wishes(db.session, rows.requests(db.session, g.visit.site_id))}


@resource.for_admins(
    "PUT", "/budgets/wishes/<uuid:wish_id>/decision", schemas.Wish, body=schemas.Verdict
)
def settle_wish(said: dict[str, Any], wish_id: UUID) -> dict[str, Any]:
    """Grant a wish, which raises the budget, or decline it with a reason; not one's own."""
    with visits.writing() as session:
        place = (session, g.visit.site_id, wish_id, g.visit.person_id)
        return _wishes(session, [budgets.settle(*place, **said)])[0]


def _lines(session: Session, lines: Sequence[BudgetLine]) -> list[dict[str, Any]]:
    today = now().date()
    names = directory.names(session, g.visit.site_id, {line.person_id for line in lines})
    same = ("id", "whole_team", "hours", "money", "starts_on", "ends_on")
    found = []
    for line in lines:
        each = budgets.account(session, line, today)
        found.append(
            {name: getattr(line, name) for name in same}
            | {
                "person": {"id": line.person_id, "name": names.get(line.person_id, "")},
                "people": len(each.people),
                "recorded": each.used(RECORDED),
                "planned": each.used(UNDER_WAY, PLANNED),
                "left": each.left,
            }
        )
    return found


def _wishes(session: Session, wishes: Sequence[BudgetRequest]) -> list[dict[str, Any]]:
    names = directory.names(session, g.visit.site_id, {row.person_id for row in wishes})
    same = ("id", "hours", "money", "text", "asked_at", "approved", "answer")
    return [
        {name: getattr(row, name) for name in same}
        | {
            "budget_id": row.line_id,
            "person": {"id": row.person_id, "name": names.get(row.person_id, "")},
        }
        for row in wishes
    ]
