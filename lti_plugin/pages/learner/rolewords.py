"""A role and how far somebody is from it, in the reader's words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.pages import waywords, wording
from lti_plugin.services.explorer import Opened

ESSENTIAL, IMPORTANT = 0.8, 0.5


def found(number: int, text: str, family: str) -> str:
    """Return how many roles there are to look at."""
    if not number and not (text or family):
        return _("There are no roles here yet. Your L&D team adds them.")
    if not number:
        return _("No role here is called that. Try one word of it, or another family.")
    if text or family:
        return ngettext("%(num)d role fits.", "%(num)d roles fit.", number)
    return ngettext(
        "%(num)d role to look around in, and how far you are from it.",
        "%(num)d roles to look around in, and how far you are from each.",
        number,
    )


def answer(opened: Opened) -> str:
    """Return how far somebody is from a role, as one sentence."""
    role, share = opened.row.name, opened.coverage
    if not opened.standings:
        return _("It is not known yet what %(role)s asks for.", role=role)
    if share is None:
        return _(
            "%(role)s: too little of what it asks for is assessed to say how far you are.",
            role=role,
        )
    if opened.is_own:
        return _(
            "%(role)s is your role. You have %(share)s of what it asks for.",
            role=role,
            share=wording.percent(100 * share),
        )
    return _(
        "%(role)s is %(readiness)s. You have %(share)s of what it asks for.",
        role=role,
        readiness=waywords.READINESS[opened.readiness or "far"],
        share=wording.percent(100 * share),
    )


def importance(value: float) -> str:
    """Return how much a skill matters in a role."""
    if value >= ESSENTIAL:
        return _("essential")
    return _("important") if value >= IMPORTANT else _("useful")
