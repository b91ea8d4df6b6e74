"""Achievements and badges as the L&D admin's pages tell of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.extensions import db
from lti_plugin.pages import wording
from lti_plugin.pages.admin import badge_forms
from lti_plugin.services import award_file, badge_pictures, issuing
from lti_plugin.services.achievements import Thing, thing_of
from lti_plugin.services.award_file import Row
from lti_plugin.services.earning import Counted
from lti_plugin.store import achievements
from lti_plugin.store.achievements import COURSE, KEEP, PATH, SKILL, Achievement
from lti_plugin.store.badge_register import Entry, Numbers
from lti_plugin.store.base import now

KINDS: Mapping[str, Any] = {
    COURSE: lazy("Course"),
    PATH: lazy("Path to a role"),
    SKILL: lazy("Skill at a level"),
}
SOURCES: Mapping[str, Any] = {
    issuing.COMPLETED: lazy("earned"),
    issuing.BACKFILLED: lazy("earned before, awarded later"),
    issuing.BY_HAND: lazy("awarded by hand"),
    issuing.BY_FILE: lazy("awarded by file"),
}
OUTCOMES: Mapping[str, Any] = {
    award_file.GETS: lazy("gets it"),
    award_file.HAS: lazy("has it already"),
    award_file.UNKNOWN: lazy("nobody here has this id or address"),
    award_file.TWICE: lazy("was named before"),
    award_file.ONESELF: lazy("nobody awards a badge to themselves"),
    award_file.NO_DATE: lazy("the date is to be a day until today, as in 2026-03-31"),
}


def answer(rows: list[Achievement], numbers: Mapping[Any, Numbers]) -> str:
    """Return the sentence that the list opens with."""
    if not rows:
        return _("No badge is awarded here yet.")
    active = sum(each.active for each in rows)
    issued = sum(each.issued for each in numbers.values())
    if not active:
        return _("No badge is awarded at present.")
    return ngettext(
        "%(num)d badge is awarded here; given out so far: %(issued)d.",
        "%(num)d badges are awarded here; given out so far: %(issued)d.",
        active,
        issued=issued,
    )


def line(row: Achievement, numbers: Mapping[Any, Numbers]) -> dict[str, Any]:
    """Return an achievement as a line of the list."""
    counted = numbers.get(row.id, Numbers())
    return {
        "id": row.id,
        "name": row.name,
        "about": about(thing_of(row)),
        "state": state(row),
        "issued": counted.issued,
        "revoked": counted.revoked,
    }


def about(thing: Thing) -> str:
    """Return what an achievement is of."""
    name = badge_forms.name_of(thing) or _("not here any more")
    kind = str(KINDS[thing.kind])
    if thing.level is not None:
        level = wording.level(thing.level)
        return _("%(kind)s: %(name)s (%(level)s)", kind=kind, name=name, level=level)
    return _("%(kind)s: %(name)s", kind=kind, name=name)


def state(row: Achievement) -> str:
    """Return whether an achievement is awarded."""
    if row.retired_at is not None:
        return _("retired on %(day)s", day=wording.day(row.retired_at))
    if row.active_from is None:
        return _("draft, awarded to nobody yet")
    return _("awarded since %(day)s", day=wording.day(row.active_from))


def facts(row: Achievement) -> list[tuple[str, str]]:
    """Return what there is to know of an achievement beside its texts."""
    expiry = (
        _("never")
        if row.expires_after_days is None
        else ngettext("after %(num)d day", "after %(num)d days", row.expires_after_days)
    )
    undone = _("The badge stays.") if row.when_undone == KEEP else _("The badge is revoked.")
    found = [
        (_("For"), about(thing_of(row))),
        (_("State"), state(row)),
        (_("Version"), str(row.version)),
        (_("Language"), wording.language_name(row.language)),
        (_("Expires"), expiry),
        (_("When the completion disappears"), undone),
    ]
    if row.backfill_asked_at is not None:
        found.append((_("Awarding for the past"), _("is under way")))
    return found


def shown(row: Achievement, png: bytes) -> dict[str, Any]:
    """Return an achievement as its badges show it, with the picture within the page."""
    return {
        "name": row.name,
        "description": row.description,
        "criteria": row.criteria,
        "caption": row.caption or row.name,
        "language": row.language,
        "skills": [(each["name"], each["framework"]) for each in row.alignments],
        "tags": row.tags,
        "picture": f"data:image/png;base64,{b64encode(png).decode()}",
    }


def of_kept(row: Achievement) -> tuple[dict[str, Any], bool]:
    """Return a kept achievement as its badges show it, and whether its picture was drawn."""
    kept = achievements.picture_of(db.session, row)
    picture = kept or badge_pictures.drawn(row)
    return shown(row, picture.png), picture.drawn


def entry(each: Entry) -> dict[str, Any]:
    """Return a badge as a row of the table."""
    badge, holder = each.badge, each.holder
    if badge.revoked_at is not None:
        told = _("revoked on %(day)s", day=wording.day(badge.revoked_at))
    elif badge.expires_at is not None and badge.expires_at <= now():
        told = _("expired on %(day)s", day=wording.day(badge.expires_at))
    else:
        told = _("valid")
    return {
        "id": badge.id,
        "name": (each.person.name or _("without a name")) if each.person else _("erased"),
        "on": wording.day(badge.awarded_at),
        "how": str(SOURCES[holder.source]) if holder else "",
        "why": (holder.reason if holder else None) or "",
        "version": badge.version,
        "state": told,
        "because": badge.revoked_because or "",
        "can_revoke": badge.revoked_at is None,
    }


def earned(counted: Counted) -> str:
    """Return how many have earned something before it is awarded to anybody."""
    if not counted.people and not counted.lapsed:
        return _("Nobody has earned it so far.")
    told = ngettext(
        "%(num)d person has earned it already and has no badge.",
        "%(num)d people have earned it already and have no badge.",
        counted.people,
    )
    if not counted.lapsed:
        return told
    more = ngettext(
        "%(num)d more earned it so long ago that the badge would have expired.",
        "%(num)d more earned it so long ago that their badges would have expired.",
        counted.lapsed,
    )
    return f"{told} {more}"


def row(each: Row) -> dict[str, Any]:
    """Return a row of a file with what comes of it."""
    return {
        "number": each.number,
        "named": each.named,
        "name": each.name,
        "on": wording.day(each.at) if each.at else "",
        "outcome": str(OUTCOMES[each.outcome]),
        "gets": each.outcome == award_file.GETS,
    }


def languages() -> list[tuple[str, str]]:
    """Return the languages that the list of the form offers; others may be typed."""
    codes = ("en", "de", "es", "fr", "it", "pt", "nl", "pl", "sv", "ja", "zh", "ar")
    return [(code, wording.language_name(code)) for code in codes]
