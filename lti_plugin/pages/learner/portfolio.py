"""A person's portfolio: pieces of work, what was said to them, and links that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import downloads, problems, skillwords, workwords
from lti_plugin.pages.learner import uploads
from lti_plugin.services import file_kinds, portfolio, portfolio_files, portfolio_shares
from lti_plugin.services.portfolio import MOST_SKILLS, Shown, Work
from lti_plugin.store import portfolio as rows
from lti_plugin.store import skills
from lti_plugin.store.portfolio import ACCEPTED, UNREVIEWED

blueprint = Blueprint("portfolio", __name__, url_prefix="/learn/portfolio")
NEW = "new"


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the pieces of work and the links."""
    return _page()


@blueprint.route("/<uuid:item_id>/file", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def file(item_id: UUID) -> Response:
    """Give its owner the file of a piece of work."""
    place = (db.session, g.visit.site_id, g.visit.person_id)
    return downloads.attachment(portfolio_files.of_owner(*place, item_id))


@blueprint.post("/keep")
@uploads.received
@visits.require(*visits.EVERYBODY, person=True)
def keep() -> Response:
    """Keep a new piece of work, or a changed one."""
    which = request.form.get("item", "")
    item_id = _id(which) if which != NEW else None
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            work = _work()
            if item_id is None:
                portfolio.add(*place, work)
            else:
                portfolio.change(*place, item_id, work)
    except BadInput as error:
        return _problem(error, which)
    return _page(done=_("It is kept and waits for a review."))


@blueprint.post("/remove")
@visits.require(*visits.EVERYBODY, person=True)
def remove() -> Response:
    """Delete a piece of work."""
    item_id = _id(request.form.get("item", ""))
    with visits.writing() as session:
        portfolio.remove(session, g.visit.site_id, g.visit.person_id, item_id)
    return _page(done=_("It is deleted, with what spoke for you because of it."))


@blueprint.post("/share")
@visits.require(*visits.EVERYBODY, person=True)
def share() -> Response:
    """Make a link; only this answer shows it."""
    chosen = [_id(each) for each in request.form.getlist("item")]
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            secret = portfolio_shares.share(*place, chosen, "with_name" in request.form)
    except BadInput as error:
        return _problem(error)
    return _page(link=f"{current_app.config['FINGERPOST'].base_url}/portfolio/{secret}")


@blueprint.post("/take-back")
@visits.require(*visits.EVERYBODY, person=True)
def take_back() -> Response:
    """Take a link back."""
    share_id = _id(request.form.get("share", ""))
    with visits.writing() as session:
        portfolio_shares.take_back(session, g.visit.site_id, g.visit.person_id, share_id)
    return _page(done=_("The link leads nowhere any more."))


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _work() -> Work:
    """Return what the form says; a row without a skill is none.

    Raises
    ------
    BadInput
        When a skill is not known, or has no level.
    """
    known = skills.by_any_name(db.session, g.visit.site_id)
    claims = {}
    for name, level in _claims():
        skill = known.get(name.casefold())
        if skill is None:
            raise BadInput(
                _("“%(skill)s” is not among the skills here.", skill=name),
                hint=_("Choose one of the list; your L&D team can add others."),
            )
        if level not in {str(number) for number in workwords.LEVELS}:
            raise BadInput(_("Choose a level for each skill."))
        claims[skill.id] = float(level)
    form = request.form
    return Work(
        form.get("title", ""),
        form.get("link", ""),
        form.get("text", ""),
        claims,
        file=uploads.chosen(),
        without_file="without_file" in form,
    )


def _claims() -> list[tuple[str, str]]:
    named = zip(request.form.getlist("skill"), request.form.getlist("level"), strict=False)
    return [(name.strip(), level) for name, level in named if name.strip()]


def _problem(error: BadInput, which: str = "") -> Response:
    """Say on the page itself what is wrong, and keep what was typed; no page can keep a file."""
    wrong = problems.told(error)
    if uploads.sent() and not visits.is_fetch():
        wrong = " ".join([wrong, _("Choose the file once more.")])
    response = _page(wrong=wrong, typed={which: _typed()} if which else None)
    response.status_code = error.status
    return response


def _typed() -> dict[str, Any]:
    form = request.form
    return {
        "title": form.get("title", ""),
        "link": form.get("link", ""),
        "text": form.get("text", ""),
        "claims": _rows(_claims()),
        "without_file": "without_file" in form,
    }


def _rows(claims: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Return a row of the form for each claim, and empty ones to add some."""
    told = [{"skill": name, "level": level} for name, level in claims[:MOST_SKILLS]]
    return told + [{"skill": "", "level": ""}] * max(0, min(3, MOST_SKILLS - len(told)))


def _page(
    *, done: str = "", wrong: str = "", link: str = "", typed: Mapping[str, Any] | None = None
) -> Response:
    site_id, person_id = g.visit.site_id, g.visit.person_id
    items = portfolio.of_person(db.session, site_id, person_id)
    titles = {str(each.item.id): each.item.title for each in items if _is_accepted(each)}
    typed = typed or {}
    return make_response(
        render_template(
            "learner/portfolio.html",
            answer=_answer(items),
            items=[
                workwords.told(each) | {"form": typed.get(str(each.item.id)) or _filled(each)}
                for each in items
            ],
            typing=set(typed),
            empty=typed.get(NEW) or {"title": "", "link": "", "text": "", "claims": _rows([])},
            new=NEW,
            accepted=titles,
            shares=[
                {
                    "id": each.id,
                    "on": workwords.day(each.created_at),
                    "titles": [titles[id_] for id_ in each.items if id_ in titles],
                    "with_name": each.with_name,
                }
                for each in rows.shares_of(db.session, site_id, person_id)
            ],
            skills=[skill.name for skill in skills.of_site(db.session, site_id)],
            levels={number: skillwords.LEVELS[number] for number in workwords.LEVELS},
            limits=portfolio,
            megabytes=uploads.megabytes(),
            file_limit=uploads.megabytes() * portfolio_files.MEGABYTE,
            too_large=uploads.too_large(),
            endings=",".join(file_kinds.ENDINGS),
            done=done,
            wrong=wrong,
            link=link,
        )
    )


def _is_accepted(each: Shown) -> bool:
    return each.item.state == ACCEPTED


def _filled(each: Shown) -> dict[str, Any]:
    claims = [(claim.skill.name, f"{claim.claimed:g}") for claim in each.claims]
    return {
        "title": each.item.title,
        "link": each.item.link or "",
        "text": each.item.text,
        "claims": _rows(claims),
    }


def _answer(items: Sequence[Shown]) -> str:
    if not items:
        return _("Show what you can do: add a piece of your work.")
    accepted = sum(_is_accepted(each) for each in items)
    open_ = sum(each.item.state == UNREVIEWED for each in items)
    if open_:
        return ngettext(
            "%(accepted)d of %(num)d piece of work is accepted, %(open)d waits for a review.",
            "%(accepted)d of %(num)d pieces of work are accepted, waiting for a review: %(open)d.",
            len(items),
            accepted=accepted,
            open=open_,
        )
    return ngettext(
        "%(accepted)d of %(num)d piece of work is accepted.",
        "%(accepted)d of %(num)d pieces of work are accepted.",
        len(items),
        accepted=accepted,
    )
