"""What a training returns beyond its cost, from figures that L&D admins enter."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import returns as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import returns, tokens
from lti_plugin.services.returns import Entered, Said

resource = Resource("returns", "What a training returns beyond its cost.")


@resource.for_admins("GET", "/outcomes/return", schemas.ReturnOnTraining, scope=tokens.READ_FUTURE)
def get_return() -> dict[str, Any]:
    """Tell what was entered last of a training, and what it returns; for L&D admins."""
    return _told(returns.kept(db.session, g.visit.site_id))


@resource.for_admins(
    "PUT",
    "/outcomes/return",
    schemas.ReturnOnTraining,
    body=schemas.ReturnSaid,
    scope=tokens.WRITE_FUTURE,
)
def put_return(said: dict[str, Any]) -> dict[str, Any]:
    """Keep the figures of a training and tell what it returns; of one named twice the last."""
    figures = {each.pop("figure"): Entered(**each) for each in said["figures"]}
    wanted = Said(said["about"], said["by"], figures)
    with visits.writing() as session:
        return _told(returns.keep(session, g.visit.site_id, wanted, visits.actor()))


def _told(said: Said) -> dict[str, Any]:
    found = returns.worked_out(said)
    figures = [{"figure": name, **asdict(each)} for name, each in said.figures.items()]
    names = ("cost", "benefit", "credited", "roi", "even_at", "swings", "missing")
    return {"about": said.about, "by": said.by, "figures": figures} | {
        name: getattr(found, name) for name in names
    }
