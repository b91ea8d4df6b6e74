"""A badge that its holder made public: the page, its files, a card to embed, what embeds it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from lti_plugin.badges.verification import Verdict
from lti_plugin.edge import headers
from lti_plugin.errors import FingerpostError, NotFound
from lti_plugin.extensions import db, limiter
from lti_plugin.pages import badge_files, badgewords, downloads
from lti_plugin.pages.public import answers
from lti_plugin.services import badge_checks, badge_views, issuers
from lti_plugin.services.badge_forms import JSON, JWT, MEDIA_TYPES, PDF, PNG, SVG
from lti_plugin.services.badge_views import Shown
from lti_plugin.services.portfolio_files import Download

blueprint = Blueprint("public_badges", __name__)
TRIES, PRINTS = "60 per minute", "10 per minute"
# Whoever guesses addresses gets no more tries by asking for other forms.
guarded = limiter.shared_limit(lambda: TRIES, scope="badges", key_func=get_remote_address)
ACCEPTED = {
    "text/html": "",
    "application/vc+ld+json": JSON,
    "application/ld+json": JSON,
    "application/json": JSON,
    "application/jwt": JWT,
    "text/plain": JWT,
    "image/png": PNG,
    "image/svg+xml": SVG,
    "application/pdf": PDF,
}
INLINE = frozenset({JSON, JWT, PNG})
CARD_WIDTH, CARD_HEIGHT, NARROWEST = 480, 160, 260
THUMBNAIL = 512  # what achievements' pictures measure


@blueprint.get("/badges/<uuid:badge_id>")
@guarded
def show(badge_id: UUID) -> Response:
    """Show the badge and the checks it passed, or give it in the form that is asked for."""
    wanted = request.accept_mimetypes.best_match(list(ACCEPTED), "text/html")
    form = ACCEPTED[wanted or "text/html"]
    if form:
        return answers.either(_file(badge_views.published(db.session, badge_id), form))
    shown = badge_views.published(db.session, badge_id)
    verdict = _verdict(shown)
    base_url = _base_url()
    address = issuers.address_of_badge(base_url, shown.badge.id)
    page = render_template(
        "public/badge.html",
        shown=shown,
        answer=badgewords.answer(verdict),
        checks=badgewords.checks(verdict, shown.badge),
        valid=verdict.valid,
        dates=badgewords.dates(shown),
        address=address,
        base_url=base_url,
        oembed=f"{base_url}/oembed?format=json&url={quote(address, safe='')}",
        forms=[(form, form.upper()) for form in _forms(shown)],
    )
    response = answers.either(make_response(page))
    if not shown.holder.listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/badges/<uuid:badge_id>.<any(json, jwt, png, svg, pdf):form>")
@guarded
def file(badge_id: UUID, form: str) -> Response:
    """Give the badge as a file."""
    return _file(badge_views.published(db.session, badge_id), form)


@blueprint.get("/badges/<uuid:badge_id>/card")
@guarded
def card(badge_id: UUID) -> Response:
    """Show the badge in a frame of any page; it has no script, no form and no cookie."""
    shown = badge_views.published(db.session, badge_id)
    headers.allow("frame-ancestors", "*")
    verdict = _verdict(shown)
    response = make_response(
        render_template(
            "public/card.html",
            shown=shown,
            answer=badgewords.answer(verdict),
            dates=badgewords.dates(shown),
        )
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/oembed")
@guarded
def oembed() -> Response:
    """Tell a page that was given a badge's address how to embed it (oembed.com, 1.0)."""
    if request.args.get("format", "json") != "json":
        raise FingerpostError(_("Only JSON is given here."), status=501)
    shown = badge_views.published(db.session, _named(request.args.get("url", "")))
    width = _within(request.args.get("maxwidth"), NARROWEST, CARD_WIDTH)
    height = _within(request.args.get("maxheight"), CARD_HEIGHT, CARD_HEIGHT)
    address = issuers.address_of_badge(_base_url(), shown.badge.id)
    html = render_template(
        "public/embedded.html", address=f"{address}/card", shown=shown, width=width, height=height
    )
    picture = url_for("public_achievements.png", achievement_id=shown.achievement.id)
    thumbnail = {
        "thumbnail_url": f"{_base_url()}{picture}",
        "thumbnail_width": THUMBNAIL,
        "thumbnail_height": THUMBNAIL,
    }
    return answers.opened(
        jsonify(
            version="1.0",
            type="rich",
            title=shown.achievement.name,
            provider_name=shown.site.name,
            provider_url=_base_url(),
            cache_age=300,
            width=width,
            height=height,
            html=html.strip(),
            **(thumbnail if shown.pictured else {}),
        )
    )


def _verdict(shown: Shown) -> Verdict:
    return badge_checks.of_ours(db.session, current_app.extensions["vault"], _base_url(), shown)


def _forms(shown: Shown) -> list[str]:
    return [JSON, JWT, *([PNG, SVG] if shown.pictured else []), PDF]


def _file(shown: Shown, form: str) -> Response:
    made = _printed(shown) if form == PDF else badge_files.made(shown, form)
    if form not in INLINE:
        return answers.opened(downloads.attachment(made))
    response = Response(made.content, mimetype=MEDIA_TYPES[form])
    response.headers.set("Content-Disposition", "inline", filename=made.name)
    return answers.opened(response)


@limiter.shared_limit(lambda: PRINTS, scope="printing", key_func=get_remote_address)
def _printed(shown: Shown) -> Download:
    """Return a page to print, which takes far longer to make than anything else here."""
    return badge_files.made(shown, PDF)


def _named(url: str) -> UUID:
    """Return the badge of an address, which has to be one of ours."""
    try:
        parts = urlsplit(url)
        _empty, room, name = parts.path.split("/")
        if room == "badges" and f"{parts.scheme}://{parts.netloc}" == _base_url():
            return UUID(name)
    except ValueError:
        pass
    raise NotFound("There is nothing at this address.")


def _within(given: str | None, least: int, most: int) -> int:
    number = int(given) if given and given.isdecimal() and len(given) < 6 else most
    return max(least, min(number, most))


def _base_url() -> str:
    return str(current_app.config["FINGERPOST"].base_url)
