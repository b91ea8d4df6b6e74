"""What ranks a site's courses, and how good every method was on its history; for L&D admins."""

from __future__ import annotations

from typing import Any

from flask import g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import models as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import model_card, popularity, tokens, trainings
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
)
def put_popularity(wanted: dict[str, str]) -> dict[str, Any]:
    """Set how much popular courses count where no gap is to be closed; for L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        popularity.choose(session, g.visit.site_id, wanted["setting"], visits.actor())
    return _told(trainings.of_site(db.session, g.visit.site_id))


def _told(found: Trainings) -> dict[str, Any]:
    return {
        "current": None if found.current is None else found.current.id,
        "popularity": {"setting": found.popularity, "share": found.share},
        "trainings": [_training(run) for run in found.runs],
    }


def _training(run: ModelRun) -> dict[str, Any]:
    compared = model_card.comparison(run)
    return {
        **{name: getattr(run, name) for name in schemas.Training.PLAIN},
        "weights": [{"part": part, "weight": weight} for part, weight in model_card.weights(run)],
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
