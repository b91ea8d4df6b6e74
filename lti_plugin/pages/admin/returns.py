"""The admin's page of what training returns: figures with ranges and sources, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import places, problems, sheets
from lti_plugin.pages.admin import returnwords
from lti_plugin.pages.admin.told import Told
from lti_plugin.pages.manager import amounts
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import returns
from lti_plugin.services.returns import Entered, Said
from recommender.skills.returns import CREDITED, EXACT, FIGURES, SPREAD, Return, estimate

blueprint = Blueprint("admin_returns", __name__, url_prefix="/admin/roles/return")
PARTS = ("base", "low", "high")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show what was entered last and what it comes to, or an empty form."""
    return _page()


@blueprint.post("/keep")
@visits.require("admin")
def keep() -> Response:
    """Keep the figures and work them out."""
    try:
        said = _said()
        with visits.writing() as session:
            returns.keep(session, g.visit.site_id, said, visits.actor())
    except (BadInput, BadRequest) as error:
        db.session.rollback()
        response = _page(Told(_told(error), wrong=True), request.form)
        response.status_code = error.status
        return response
    return _page(Told(_("The figures are kept. They change nothing for anybody.")))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give every assumption out with its source, and what it all comes to."""
    said = returns.kept(db.session, g.visit.site_id)
    head = ("kind", "figure", "low", "base", "high", "source")
    return sheets.download("return.csv", head, _rows(said))


def _rows(said: Said) -> Iterator[list[Cell]]:
    for name, each in said.figures.items():
        used = estimate(name, each.base, each.low, each.high)
        assumed = name not in EXACT and (each.low is None or each.high is None)
        told = f"{each.source}; a range of {SPREAD:.0%} is assumed" if assumed else each.source
        yield ["assumption", name, used.low, used.base, used.high, told]
    found = returns.worked_out(said)
    for kind in ("cost", "benefit", "credited", "roi"):
        result = getattr(found, kind)
        if result is not None:
            yield ["result", kind, result.low, result.base, result.high, None]
    yield ["result", "credited share that returns the cost", None, found.even_at, None, None]


def _said() -> Said:
    form = request.form
    figures = {}
    for name in FIGURES:
        given = {part: _number(name, form.get(f"{name}_{part}", "")) for part in PARTS}
        base = given["base"]
        if base is not None:
            source = " ".join(form.get(f"{name}_source", "").split())  # of one line or of several
            figures[name] = Entered(base, given["low"], given["high"], source)
        elif given["low"] is not None or given["high"] is not None:
            raise BadInput(
                _("A least or a most needs the likely value."), hint=str(returnwords.LABELS[name])
            )
    return Said(form.get("about", ""), form.get("by", ""), figures)


def _number(name: str, text: str) -> float | None:
    found = amounts.optional(text, f"“{returnwords.LABELS[name]}”")
    return found / 100 if found is not None and name == CREDITED else found


def _told(error: BadInput | BadRequest) -> str:
    """Return what is wrong; a figure's own name becomes what the page calls it."""
    label = returnwords.LABELS.get(error.hint)
    return problems.told(error) if label is None else f"{problems.worded(error.message)} ({label})"


def _page(told: Told | None = None, typed: Mapping[str, str] | None = None) -> Response:
    places.reads_at("admin_returns.show")
    said = returns.kept(db.session, g.visit.site_id)
    found = returns.worked_out(said)
    proposed = returns.proposed(db.session, g.visit.site_id)
    return make_response(
        render_template(
            "admin/returns.html",
            told=told,
            answer=_answer(said, found),
            about=said.about,
            by=said.by,
            figures=returnwords.figures(found),
            even=returnwords.even(found),
            missing=[str(returnwords.MISSING[name]) for name in found.missing],
            swings=returnwords.swings(found.swings),
            rows=[_row(name, said, proposed, typed) for name in FIGURES],
            form=typed if typed is not None else {"about": said.about, "by": said.by},
            spread=f"{100 * SPREAD:g} %",
            kept=bool(said.figures),
        )
    )


def _answer(said: Said, found: Return) -> str:
    if not said.figures:
        return _("Nobody has entered yet what training costs and what got better by it.")
    text = returnwords.answer(found)
    return f"{said.about}: {text}" if said.about else text


def _row(
    name: str,
    said: Said,
    proposed: Mapping[str, tuple[float, int]],
    typed: Mapping[str, str] | None,
) -> dict[str, Any]:
    """Return a figure of the form: as typed, as kept, or as it is known from elsewhere."""
    row: dict[str, Any] = {
        "key": name,
        "label": str(returnwords.LABELS[name]),
        "help": str(returnwords.HELP.get(name, "")),
        "exact": name in EXACT,
    }
    if typed is not None:
        return row | {part: typed.get(f"{name}_{part}", "") for part in (*PARTS, "source")}
    each, times = said.figures.get(name), 100 if name == CREDITED else 1
    if each is not None:
        values = {part: _plain(getattr(each, part), times) for part in PARTS}
        return row | values | {"source": each.source}
    if name in proposed and not said.figures:
        value, number = proposed[name]
        return row | {"base": _plain(value, 1), "source": returnwords.from_roles(number)}
    return row


def _plain(value: float | None, times: int) -> str:
    return "" if value is None else f"{round(value * times, 4):.10g}"
