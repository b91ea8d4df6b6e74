"""What ranks a site's courses, and how good every method was on its history; for L&D admins."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import current_app, g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import models as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import (
    earlier_models,
    model_card,
    popularity,
    tokens,
    training_notes,
    trainings,
)
from lti_plugin.services.model_card import Comparison
from lti_plugin.services.trainings import Trainings
from lti_plugin.store.models import ModelRun

resource = Resource("models", "What ranks the courses, and how good it is.")


@resource.answers(
    "GET", "/models", schemas.Models, also=(400, 403, 404), person=False, scope=tokens.READ_MODEL
)
def get_models() -> dict[str, Any]:
    """Give the last trainings with what each compared, the newest first; for L&D admins."""
    reader.admins_only()
    return _told(trainings.of_site(db.session, g.visit.site_id))


@resource.answers(
    "PUT",
    "/models/popularity",
    schemas.Models,
    body=schemas.Weigh,
    also=(400, 403, 404, 415, 422),
    person=False,
    scope=tokens.WRITE_MODEL,
)
def put_popularity(wanted: dict[str, str]) -> dict[str, Any]:
    """Set how much popular courses count where no gap is to be closed; for L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        popularity.choose(session, g.visit.site_id, wanted["setting"], visits.actor())
    return _told(trainings.of_site(db.session, g.visit.site_id))


@resource.answers(
    "POST",
    "/models/<uuid:training_id>/use",
    schemas.Models,
    also=(400, 403, 404),
    person=False,
    scope=tokens.WRITE_MODEL,
)
def use_model(training_id: UUID) -> dict[str, Any]:
    """Put the model of an earlier training in use again, or a later one back; for L&D admins.

    Its model has to be among those that are kept: each training keeps the last three.
    """
    reader.admins_only()
    root = current_app.config["FINGERPOST"].models_dir / str(g.visit.site_id)
    with visits.writing() as session:
        earlier_models.use(session, g.visit.site_id, training_id, root, visits.actor())
    return _told(trainings.of_site(db.session, g.visit.site_id))


def _told(found: Trainings) -> dict[str, Any]:
    root = current_app.config["FINGERPOST"].models_dir / str(g.visit.site_id)
    kept = earlier_models.usable(found.runs, found.current, root)
    return {
        "current": None if found.current is None else found.current.id,
        "popularity": {"setting": found.popularity, "share": found.share},
        "trainings": [_training(run, kept) for run in found.runs],
    }


def _training(run: ModelRun, kept: Collection[UUID]) -> dict[str, Any]:
    compared = model_card.comparison(run)
    return {
        **{name: getattr(run, name) for name in schemas.Training.PLAIN},
        "weights": model_card.weights(run),
        "notes": training_notes.notes(run),
        "usable": run.id in kept,
        "evaluation": None if compared is None else _evaluation(compared),
    }


def _evaluation(found: Comparison) -> dict[str, Any]:
    return {
        "way": found.way,
        "people": found.people,
        "floor": found.floor,
        "beats_floor": found.beats_floor,
        "rows": found.methods,
        "exposure": found.exposure,
    }
