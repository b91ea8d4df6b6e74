"""The admin's page about the model: what ranks today, how good it is, what popularity counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.jobs.schedules import when_trained
from lti_plugin.pages import problems, sheets
from lti_plugin.pages.admin import modelnames, modelwords, settings, settingwords
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import (
    earlier_models,
    model_card,
    popularity,
    site_settings,
    steering,
    trainings,
)
from lti_plugin.services.model_card import FIGURES, Comparison
from lti_plugin.services.site_settings import TRAINING, BadSetting
from lti_plugin.services.training_notes import TAKEN_BACK
from lti_plugin.services.trainings import Trainings
from lti_plugin.settings import Settings
from lti_plugin.store import jobs, sites
from lti_plugin.store.jobs import TRAIN
from recommender.engine.interactions import MIN_COMPLETIONS

blueprint = Blueprint("model", __name__, url_prefix="/admin/model")
OF_A_TRAINING = ("basis", "people", "courses", "completions", "seconds")
STATE, WHOLE = "admin/model_state.html", "admin/model.html"


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show what ranks, the comparison of every method and the last trainings."""
    return _page()


@blueprint.post("/state")
@visits.require("admin")
def state() -> Response:
    """Give the part of the page that changes while a training runs."""
    return _page(template=STATE)


@blueprint.post("/train")
@visits.require("admin")
def train() -> Response:
    """Start a training, unless one is waiting or running."""
    with visits.writing() as session:
        jobs.enqueue(session, g.visit.site_id, TRAIN)
    return _page(template=STATE if visits.is_fetch() else WHOLE)


@blueprint.post("/popularity")
@visits.require("admin")
def weigh() -> Response:
    """Set how much popular courses count."""
    step = request.form.get("popularity", "")
    try:
        with visits.writing() as session:
            popularity.choose(session, g.visit.site_id, step, visits.actor())
    except BadInput:
        raise BadRequest(_("This button is not known here.")) from None
    return _page(_("That is kept. Everybody’s list follows it from now on."))


@blueprint.post("/use")
@visits.require("admin")
def use() -> Response:
    """Put the model of an earlier training in use again; the page asks first."""
    try:
        run_id = UUID(request.form.get("training", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    root = _models_dir() / str(g.visit.site_id)
    try:
        with visits.writing() as session:
            earlier_models.use(session, g.visit.site_id, run_id, root, visits.actor())
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(_("That model ranks from now on. The next training may take its place."))


@blueprint.post("/schedule")
@visits.require("admin")
def schedule() -> Response:
    """Set when the site trains, or that it only does by hand."""
    try:
        wanted = settings.read(TRAINING)
        with visits.writing() as session:
            steering.keep(session, g.visit.site_id, wanted, visits.actor())
    except BadSetting as error:
        answer = _page(wrong=settingwords.refused(error))
        answer.status_code = error.status
        return answer
    return _page(_("That is kept."))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give both tables of the comparison out as one."""
    found = trainings.of_site(db.session, g.visit.site_id)
    head = ("table", "name", "people", *FIGURES, "difference", "low", "high", "floor")
    return sheets.download("model.csv", head, _rows(found.compared) if found.compared else ())


@blueprint.post("/csv/parts")
@visits.require("admin")
def export_parts() -> Response:
    """Give out what the ranking is made of."""
    weights = model_card.weights(trainings.of_site(db.session, g.visit.site_id).current)
    head = ("part", "weight", "new_courses_weight")
    return sheets.download("parts.csv", head, (astuple(each) for each in weights))


@blueprint.post("/csv/trainings")
@visits.require("admin")
def export_trainings() -> Response:
    """Give out the last trainings, newest first."""
    found = trainings.of_site(db.session, g.visit.site_id)
    head = ("trained_at", *OF_A_TRAINING, "put_in_use", "ranks_now", "note")
    return sheets.download("trainings.csv", head, _trainings(found))


def _trainings(found: Trainings) -> Iterator[list[Cell]]:
    for run in found.runs:
        ranks = found.current is not None and run.id == found.current.id
        flags = ["yes" if each else "" for each in (run.promoted, ranks)]
        figures = [getattr(run, name) for name in OF_A_TRAINING]
        yield [run.created_at.isoformat(timespec="seconds"), *figures, *flags, run.note]


def _rows(found: Comparison) -> Iterator[list[Cell]]:
    for row in found.methods:
        figures = [getattr(row, name) for name in FIGURES]
        gap = row.difference
        ends = [None] * 3 if gap is None else [gap.mean, gap.low, gap.high]
        floor = "yes" if row.name == found.floor else ""
        yield ["method", row.name, found.people, *figures, *ends, floor]
    for group in found.exposure:
        own = [getattr(group, name, None) for name in FIGURES]
        yield [group.kind, group.group, group.people, *own, None, None, None, ""]


def _page(said: str = "", *, wrong: str = "", template: str = WHOLE) -> Response:
    found = trainings.of_site(db.session, g.visit.site_id)
    site, root = sites.get(db.session, g.visit.site_id), _models_dir() / str(g.visit.site_id)
    usable = earlier_models.usable(found.runs, found.current, root)
    return make_response(
        render_template(
            template,
            said=said,
            wrong=wrong,
            newest_note=modelwords.note(found.newest) if found.newest else "",
            current_note=modelwords.note(found.current) if found.current else "",
            taken_back=found.newest is not None and found.newest.note == TAKEN_BACK,
            schedule=settingwords.rows(TRAINING, site_settings.values(site), {}),
            scheduled=modelwords.scheduled(*when_trained(_settings(), site)),
            chart=modelwords.chart(found.compared),
            found=found,
            answer=modelwords.answer(found),
            compared=_compared(found.compared),
            parts=[modelwords.part(each) for each in model_card.weights(found.current)],
            part_columns=modelnames.OF_A_PART,
            runs=[modelwords.training(run, found.current, usable) for run in found.runs],
            steps=[(key, *each) for key, each in modelnames.STEPS.items()],
            why_not=model_card.why_not(found.newest),
            needed=MIN_COMPLETIONS,
            step=modelnames.name_of(modelnames.STEPS, found.popularity),
        )
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["FINGERPOST"]
    return settings


def _models_dir() -> Path:
    return _settings().models_dir


def _compared(found: Comparison | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "way": modelnames.WAYS.get(found.way, ""),
        "people": found.people,
        "columns": list(modelnames.COLUMNS.values()),
        "methods": [modelwords.method(row, found) for row in found.methods],
        "group_columns": list(modelnames.OF_A_GROUP.values()),
        "groups": [modelwords.group(row) for row in found.exposure],
    }
