"""A pasted job ad: which skills it names, how far one is from them, and rating oneself in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import skillwords, wording
from lti_plugin.services import advertisements, position, profiles
from lti_plugin.services.advertisements import Compared, Read
from lti_plugin.store import people
from lti_plugin.store.base import now
from recommender.skills.text.plaintext import LONGEST, TextTooLong

blueprint = Blueprint("ad", __name__, url_prefix="/learn/ad")
LEVEL = "level:"


@blueprint.before_request
def _is_of_roles() -> None:
    """Let the menu show where this page belongs."""
    g.page = "roles.show"


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show where to paste."""
    return _page(_("Paste a job ad to see which skills it names."))


@blueprint.post("/read")
@visits.require(*visits.EVERYBODY, person=True)
def read() -> Response:
    """Show which skills a text names; nothing of it is kept."""
    text = request.form.get("text", "")
    if not text.strip():
        return _problem(_("There is no text. Paste the ad into the field."))
    vocabulary = current_app.extensions["lexicon"].of_site(db.session, g.visit.site_id)
    try:
        found = advertisements.read(db.session, g.visit.site_id, vocabulary, text)
    except TextTooLong:
        return _problem(
            _(
                "The text has %(length)s characters; at most %(most)s can be read. Paste the "
                "description of the job alone.",
                length=format_decimal(len(text)),
                most=format_decimal(LONGEST),
            )
        )
    return _page(_found(found), found=found, own=_own_role())


@blueprint.post("/compare")
@visits.require(*visits.EVERYBODY, person=True)
def compare() -> Response:
    """Show how far somebody is from the skills that they ticked; nothing is kept."""
    return _compared(request.form.getlist("skill"))


@blueprint.post("/rate")
@visits.require(*visits.EVERYBODY, person=True)
def rate() -> Response:
    """Keep how somebody rates themselves in some of the ticked skills."""
    levels = _levels()
    with visits.writing() as session:
        advertisements.rate(session, g.visit.site_id, g.visit.person_id, levels)
    return _compared(request.form.getlist("skill"), len(levels))


def _own_role() -> UUID | None:
    """Return the role that the reader has, which is none to aim at."""
    title = people.get(db.session, g.visit.site_id, g.visit.person_id).role
    found = profiles.of_site(db.session, g.visit.site_id).meant(title)
    return found.id if found else None


def _levels() -> dict[str, float]:
    """Return the levels that were chosen, by skill; a skill without one is not rated."""
    chosen = {
        name.removeprefix(LEVEL): value
        for name, value in request.form.items()
        if name.startswith(LEVEL) and value
    }
    if not chosen:
        raise BadRequest(_("Choose a level for at least one skill."))
    if len(chosen) > advertisements.MOST_TICKED or set(chosen.values()) - _known_levels():
        raise BadRequest(_("Choose one of the six levels."))
    return {key: float(value) for key, value in chosen.items()}


def _known_levels() -> set[str]:
    return {str(level) for level in wording.LEVELS}


def _compared(keys: Sequence[str], rated: int = 0) -> Response:
    if not keys:
        return _problem(_("Tick at least one skill, then compare."))
    if len(keys) > advertisements.MOST_TICKED:
        raise BadRequest(
            _("At most %(most)s skills can be compared.", most=advertisements.MOST_TICKED)
        )
    person = people.get(db.session, g.visit.site_id, g.visit.person_id)
    at = position.of_person(db.session, g.visit.site_id, person, now().date())
    found = advertisements.compare(db.session, at, keys)
    return _page(_distance(found), compared=[_told(each) for each in found], rated=rated)


def _distance(found: Sequence[Compared]) -> str:
    known = sum(each.assessed for each in found)
    if not known:
        return _("None of the skills that you ticked is assessed yet.")
    return ngettext(
        "You have %(enough)d of the %(known)d skill that is assessed, of %(all)d that you ticked.",
        "You have %(enough)d of the %(known)d skills that are assessed, of %(all)d that you "
        "ticked.",
        known,
        enough=sum(each.enough for each in found),
        known=known,
        all=len(found),
    )


def _told(each: Compared) -> dict[str, Any]:
    held = each.held if each.assessed else None
    return {
        "key": each.key,
        "name": each.name,
        "here": each.here,
        "state": _state(each),
        "level": wording.level(held.level) if held else "",
        "range": skillwords.between(*held.range) if held else "",
        "sure": skillwords.SURE[held.confidence] if held else "",
        "courses": each.courses,
    }


def _state(each: Compared) -> str:
    if not each.assessed:
        return _("Not assessed")
    return _("You have it") if each.enough else _("To learn")


def _found(found: Read) -> str:
    number = len(found.hard) + len(found.soft)
    if not number:
        return _("No skill that is known here was found in this text.")
    return ngettext(
        "The ad names %(num)d skill that is known here. Tick it if it is meant.",
        "The ad names %(num)d skills that are known here. Tick those that are meant.",
        number,
    )


def _problem(text: str) -> Response:
    """Say on the page itself what is wrong; what was pasted is kept in its field."""
    response = _page(text, text=request.form.get("text", ""))
    response.status_code = 400
    return response


def _page(answer: str, **content: Any) -> Response:
    return make_response(
        render_template(
            "learner/ad.html",
            answer=answer,
            levels=skillwords.LEVELS,
            mark=wording.level(advertisements.MARK),
            prefix=LEVEL,
            **content,
        )
    )
