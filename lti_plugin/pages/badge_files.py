"""The one place that makes a badge's file in the form somebody asks for."""

from __future__ import annotations

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.pages import badgewords
from lti_plugin.services import badge_forms, issuers
from lti_plugin.services.badge_forms import JSON, JWT, PDF, PNG, SVG
from lti_plugin.services.badge_views import Shown
from lti_plugin.services.portfolio_files import Download
from lti_plugin.store import achievements


def made(shown: Shown, form: str) -> Download:
    """Return a badge as a file, or raise NotFound where there is no such form."""
    if form == JSON:
        return badge_forms.as_json(shown)
    if form == PNG:
        return badge_forms.as_png(db.session, shown)
    if form == SVG:
        return badge_forms.as_svg(db.session, shown)
    if form == PDF:
        return badge_forms.named(shown, PDF, _printed(shown))
    if form == JWT:
        return _as_jwt(shown)
    raise NotFound("There is nothing at this address.")


def _as_jwt(shown: Shown) -> Download:
    # What was read stays as it is while the key is made, should this be the first one.
    vault, base_url = current_app.extensions["vault"], current_app.config["FINGERPOST"].base_url
    db.session.expunge_all()
    with visits.writing() as session:
        return badge_forms.as_jwt(session, vault, base_url, shown)


def _printed(shown: Shown) -> bytes:
    base_url = current_app.config["FINGERPOST"].base_url
    address = issuers.address_of_badge(base_url, shown.badge.id)
    picture = achievements.picture_of(db.session, shown.achievement)
    public = shown.holder.published
    foot = (
        [_("Scan the code to check this badge, or open"), address]
        if public
        else [
            _("This badge is private. Once its holder publishes it, it can be checked at"),
            address,
        ]
    )
    if shown.revoked:
        foot = [badgewords.revoked(shown.badge)]
    from lti_plugin.services import badge_pdf  # what sets fonts takes 0.2 s to load

    return badge_pdf.page(
        shown.achievement.name,
        [
            *([shown.name] if shown.name else []),
            _("Issued by %(issuer)s", issuer=shown.site.name),
            badgewords.dates(shown),
        ],
        shown.achievement.description,
        foot,
        address,
        str(get_locale() or "en"),
        picture.png if picture else None,
        shown.achievement.caption,
    )
