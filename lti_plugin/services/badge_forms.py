"""A badge in the forms in which people take it with them: JSON, JWT, PNG, SVG."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy.orm import Session

from lti_plugin import keys
from lti_plugin.badges import baking, did, jwt, strict_json
from lti_plugin.errors import NotFound
from lti_plugin.services import issuers
from lti_plugin.services.badge_views import Shown
from lti_plugin.services.portfolio_files import Download
from lti_plugin.store import achievements
from lti_plugin.store.achievements import AchievementPicture
from lti_plugin.vault import Vault

JSON, JWT, PNG, SVG, PDF = "json", "jwt", "png", "svg", "pdf"
FORMS = (JSON, JWT, PNG, SVG, PDF)
MEDIA_TYPES = {
    JSON: "application/vc+ld+json",
    JWT: "text/plain",
    PNG: "image/png",
    SVG: "image/svg+xml",
    PDF: "application/pdf",
}
LONGEST_NAME = 60


def as_json(shown: Shown) -> Download:
    """Return the credential with its proof."""
    return named(shown, JSON, strict_json.compact(shown.holder.document))


def as_jwt(session: Session, vault: Vault, base_url: str, shown: Shown) -> Download:
    """Return the same credential as a JWT; the first call of a site makes its key."""
    key = keys.badge_jwt_key(session, vault, shown.site.id)
    method = did.jwk_method_of(issuers.name_of(base_url, shown.site), str(key.kid))
    bare = {name: value for name, value in shown.holder.document.items() if name != "proof"}
    return named(shown, JWT, jwt.encoded(bare, key, method).encode())


def as_png(session: Session, shown: Shown) -> Download:
    """Return the achievement's picture with the credential in it."""
    return named(shown, PNG, baking.in_png(_picture(session, shown).png, _text(shown)))


def as_svg(session: Session, shown: Shown) -> Download:
    """Return the achievement's drawing with the credential in it."""
    return named(shown, SVG, baking.in_svg(_picture(session, shown).svg, _text(shown)))


def named(shown: Shown, form: str, content: bytes) -> Download:
    """Return a file of a badge under a name that every system takes."""
    plain = unicodedata.normalize("NFKD", shown.achievement.name).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_NAME].strip("-")
    return Download(f"{name or 'badge'}.{form}", MEDIA_TYPES[form], content)


def _picture(session: Session, shown: Shown) -> AchievementPicture:
    found = achievements.picture_of(session, shown.achievement)
    if found is None:
        raise NotFound("This badge has no picture yet.")
    return found


def _text(shown: Shown) -> str:
    return strict_json.compact(shown.holder.document).decode()
