"""The form in which an achievement is described: what it holds at first, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g, request
from flask_babel import force_locale
from flask_babel import gettext as _

from connectors.names import plain
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import wording
from lti_plugin.services import achievements, alignments, badge_pictures
from lti_plugin.services.achievements import Thing
from lti_plugin.services.badge_pictures import Picture
from lti_plugin.services.designs import Said
from lti_plugin.settings import LANGUAGES
from lti_plugin.store import courses, sites, skills
from lti_plugin.store.achievements import COURSE, KEEP, PATH, SKILL, Achievement

BETWEEN_TAGS, BETWEEN_SKILLS = re.compile(r"[,;\n]"), re.compile(r"[;\n]")
LEVELS = (1, 2, 3, 4, 5)
PICTURE = "picture"
PREVIEW = "preview"  # what the step of a form is called that only shows what it comes to
KEPT, DRAWN, SENT = "kept", "drawn", "sent"
_NO_NUMBER = -1


def thing() -> Thing:
    """Return what the form is about; a skill is named, with its level.

    Raises
    ------
    BadInput
        When there is no skill of this name.
    BadRequest
        When it is no form of ours.
    """
    kind, given = request.form.get("kind", ""), request.form.get("thing", "").strip()
    if kind == SKILL:
        skill = skills.by_any_name(db.session, g.visit.site_id).get(plain(given))
        if skill is None:
            raise BadInput(_("There is no skill of this name here."))
        level = request.form.get("level", "")
        return Thing(SKILL, skill.id, float(level) if level in map(str, LEVELS) else None)
    try:
        if kind in {COURSE, PATH}:
            return Thing(kind, UUID(given))
    except ValueError:
        pass
    raise BadRequest(_("This button is not known here."))


def name_of(about: Thing) -> str:
    """Return what something is called; nothing where it is gone."""
    return achievements.name_of(db.session, g.visit.site_id, about)


def begun(about: Thing) -> dict[str, Any]:
    """Return the form of a new achievement, with what can be said already in its language."""
    site = sites.get(db.session, g.visit.site_id)
    name = name_of(about)
    language = _language(about) or site.language
    code = language.replace("_", "-").split("-")[0].lower()
    with force_locale(code if code in LANGUAGES else "en"):
        texts = {
            COURSE: (
                _("Has finished the course “%(name)s”.", name=name),
                _("Finish the course “%(name)s” at %(site)s.", name=name, site=site.name),
            ),
            PATH: (
                _("Has finished the path to “%(name)s”.", name=name),
                _("Finish every course of the path to “%(name)s”.", name=name),
            ),
            SKILL: (
                _(
                    "Has the skill “%(name)s” at the level “%(level)s” or above.",
                    name=name,
                    level=wording.level(about.level),
                ),
                _("Show the skill in an assessment, in reviewed work or in finished courses."),
            ),
        }
        description, criteria = texts[about.kind]
    proposed = alignments.proposed(db.session, site.id, about.kind, about.id)
    return {
        "name": name[:255],
        "description": description,
        "criteria": criteria,
        "caption": "",
        "tags": "",
        "language": code,
        "skills": "\n".join(each.name for each in proposed),
        "expires_after_days": "",
        "when_undone": KEEP,
        PICTURE: DRAWN,
    }


def filled(row: Achievement, *, drawn: bool) -> dict[str, Any]:
    """Return the form of a kept achievement."""
    return {
        "name": row.name,
        "description": row.description,
        "criteria": row.criteria,
        "caption": row.caption,
        "tags": ", ".join(row.tags),
        "language": row.language,
        "skills": "\n".join(each["name"] for each in row.alignments),
        "expires_after_days": row.expires_after_days or "",
        "when_undone": row.when_undone,
        PICTURE: DRAWN if drawn else KEPT,
    }


def typed() -> Mapping[str, str]:
    """Return the form as it was sent."""
    return request.form


def said() -> Said:
    """Return what the form says; days that are no number are refused like wrong ones."""
    form = request.form
    days = form.get("expires_after_days", "").strip()
    return Said(
        name=form.get("name", ""),
        description=form.get("description", ""),
        criteria=form.get("criteria", ""),
        caption=form.get("caption", ""),
        tags=BETWEEN_TAGS.split(form.get("tags", "")),
        language=form.get("language", "").strip(),
        skills=BETWEEN_SKILLS.split(form.get("skills", "")),
        expires_after_days=(int(days) if days.isascii() and days.isdigit() else _NO_NUMBER)
        if days
        else None,
        when_undone=form.get("when_undone", ""),
    )


def sent() -> Picture | None:
    """Return the picture that was chosen, None where the form wants none.

    Raises
    ------
    BadInput
        When none was sent, or it is none that is taken here.
    """
    if request.form.get(PICTURE) != SENT:
        return None
    found = [each for each in request.files.getlist("file") if each.filename]
    if not found:
        raise BadInput(_("Choose the picture."))
    content = found[0].stream.read(badge_pictures.LARGEST + 1)
    return badge_pictures.sent(content, request.form.get("caption") or request.form.get("name", ""))


def wants_drawing() -> bool:
    """Say whether the form wants the picture that is drawn from the name."""
    return request.form.get(PICTURE) == DRAWN


def _language(about: Thing) -> str | None:
    if about.kind != COURSE:
        return None
    return courses.get(db.session, g.visit.site_id, about.id).language
