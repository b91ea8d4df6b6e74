"""Roles and their future in an L&D admin's words: who stands for them, outlooks, what happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext
from sqlalchemy.orm import Session

from lti_plugin.pages import waywords, wording
from lti_plugin.services import role_list, role_profiles
from lti_plugin.services.effects import Effect
from lti_plugin.services.role_list import Listed
from lti_plugin.services.role_profiles import Beside
from lti_plugin.services.role_removal import Takes
from lti_plugin.store import roles as rows
from lti_plugin.store.roles import Role
from recommender.skills import roles
from recommender.skills.roles import Requirement

STATES: Mapping[str, Any] = {
    role_list.SIGNED: lazy("signed"),
    role_list.DRAFT: lazy("draft"),
    role_list.UNCONFIRMED: lazy("imported, unreviewed"),
}
OUTLOOKS: Mapping[str, Any] = {
    roles.GROWING: lazy("growing"),
    roles.STABLE: lazy("stable"),
    roles.EVOLVING: lazy("evolving"),
    roles.SHRINKING: lazy("shrinking"),
    roles.ENDS: lazy("ends on a day"),
}
# What the filter for outlooks knows beside these.
MORE_OUTLOOKS: Mapping[str, Any] = {
    role_list.UNSIGNED: lazy("signed by nobody"),
    role_list.OUTDATED: lazy("outlook out of date"),
}
HOLDERS: Mapping[str, Any] = {
    role_list.SOMEBODY: lazy("somebody has it"),
    role_list.NOBODY: lazy("nobody has it"),
}
CHANGES: Mapping[str, Any] = {
    role_profiles.ADDED: lazy("added"),
    role_profiles.RAISED: lazy("raised"),
    role_profiles.LOWERED: lazy("lowered"),
    role_profiles.DROPPED: lazy("dropped"),
    role_profiles.SAME: "",
}
KINDS: Mapping[str, Any] = {
    roles.REDUNDANCY: lazy("Role redundancy"),
    roles.UPGRADE: lazy("Upgrade of what it works with"),
    roles.DEMANDS: lazy("Evolving demands"),
    roles.NEEDS: lazy("Business needs"),
}
# Which rule looks at what kind of trigger.
RULES: Mapping[str, Any] = {
    roles.REDUNDANCY: lazy(
        "Where the role’s outlook is signed and not out of date, and the day lies within 18 "
        "months, its holders are suggested to turn to another role."
    ),
    roles.UPGRADE: lazy(
        "Where the day lies within 18 months, holders who need not turn are suggested to go deeper."
    ),
    roles.DEMANDS: lazy("No rule looks at it: enter what changes in the role’s later profile."),
    roles.NEEDS: lazy("No rule looks at it: enter what follows in the role’s outlook."),
}


def found(number: int, every: int, drafts: int, stale: int) -> str:
    """Return the sentence that the list of roles opens with."""
    if not every:
        return _("There are no roles here yet.")
    if number < every:
        return ngettext("%(num)d role fits.", "%(num)d roles fit.", number)
    if drafts or stale:
        return _(
            "%(roles)s: %(drafts)d profiles wait for somebody to sign them, and %(stale)d outlooks "
            "are unsigned or out of date.",
            roles=ngettext("%(num)d role", "%(num)d roles", every),
            drafts=drafts,
            stale=stale,
        )
    return ngettext(
        "%(num)d role, signed and with an outlook that is up to date.",
        "%(num)d roles, all signed and with an outlook that is up to date.",
        every,
    )


def line(each: Listed) -> dict[str, Any]:
    """Return a role as the list shows it."""
    row = each.role
    return {
        "id": row.id,
        "name": row.name,
        "family": place(row),
        "leader": row.leader,
        "holders": each.holders,
        "skills": each.skills,
        "state": each.state,
        "profile": profile(row),
        "outlook": outlook(row),
        "signed": signed(row, each.today),
        "outdated": each.outdated,
    }


def place(row: Role) -> str:
    """Return a role's family with its step."""
    if not row.family:
        return ""
    if row.step is None:
        return row.family
    return _("%(family)s, step %(step)d", family=row.family, step=row.step)


def profile(row: Role) -> str:
    """Return who stands for a profile."""
    if row.reviewed_at is None:
        return str(STATES[role_list.state(row)])
    by, day = row.reviewed_by, wording.day(row.reviewed_at)
    return _("signed by %(who)s on %(day)s", who=by, day=day)


def outlook(row: Role) -> str:
    """Return what is expected of a role, in a few words."""
    parts = [str(OUTLOOKS[row.outlook])]
    if row.ends_on is not None:
        parts = [_("ends on %(day)s", day=wording.day(row.ends_on))]
    if row.planned_share is not None:
        share = wording.percent(100 * row.planned_share)
        parts.append(_("planned at %(share)s of today’s headcount", share=share))
    return ", ".join(parts)


def signed(row: Role, today: date) -> str:
    """Return who stands for an outlook, and whether that is too long ago."""
    if row.outlook_signed_on is None:
        return _("signed by nobody")
    by, day = row.outlook_signed_by, wording.day(row.outlook_signed_on)
    text = _("signed by %(who)s on %(day)s", who=by, day=day)
    if role_list.is_outdated(row, today):
        return _("outlook out of date: %(signed)s", signed=text)
    return text


def beside(each: Beside) -> dict[str, Any]:
    """Return a skill of today's profile beside that of the horizon."""
    return {
        "skill": each.skill,
        "now": asked(each.now),
        "later": asked(each.later),
        "since": wording.day(each.since) if each.since else "",
        "kind": each.change,
        "change": str(CHANGES[each.change]),
    }


def asked(need: Requirement | None) -> str:
    """Return a level in words with how much it matters."""
    if need is None:
        return _("not asked for")
    return _(
        "%(level)s, matters %(share)s",
        level=wording.level(need.level),
        share=wording.percent(100 * need.importance),
    )


def summary(rows: Sequence[Beside]) -> str:
    """Return what changes until the horizon, in one sentence."""
    counts = {kind: sum(each.change == kind for each in rows) for kind in CHANGES}
    told = [
        f"{number} {CHANGES[kind]}"
        for kind, number in counts.items()
        if number and kind != role_profiles.SAME
    ]
    if not told:
        return _("Nothing changes until then.")
    return _("Until then: %(changes)s.", changes=wording.joined(told))


def effect(found: Effect | None) -> str:
    """Return how many holders are suggested something else by a trigger."""
    if found is None:
        return ""
    if not found.holders:
        return _("Nobody has such a role.")
    if not found.turned:
        return _("By itself it changes the suggestion of none of %(all)d.", all=found.holders)
    kinds = [f"{count}: {waywords.KINDS[kind]}" for kind, count in sorted(found.into.items())]
    return _(
        "By itself it changes the suggestion of %(turned)d of %(all)d (%(kinds)s).",
        turned=found.turned,
        all=found.holders,
        kinds="; ".join(kinds),
    )


def named(session: Session, site_id: UUID) -> dict[UUID, str]:
    """Return what roles are called by their ids, and of those that were removed that they are."""
    gone = {row.id for row in rows.removed(session, site_id)}
    return {
        id: _("%(role)s (removed)", role=name) if id in gone else name
        for id, name in rows.names(session, site_id).items()
    }


def goes_along(found: Takes) -> list[str]:
    """Return what goes with a role that is removed, a sentence each."""
    numbers = (
        (found.holders, _people_have(found.holders)),
        (found.aiming, _people_aim(found.aiming)),
        (found.paths, _paths(found.paths)),
        (found.triggers, _triggers(found.triggers)),
    )
    lists = (
        (found.achievements, _("These badges are for it: %(names)s. Those that people have stay.")),
        (
            found.objectives,
            _("No other role asks for a skill that these objectives need: %(names)s."),
        ),
        (found.scenarios, _("These scenarios affect nobody any more: %(names)s.")),
    )
    told = [text for number, text in numbers if number]
    return told + [text % {"names": wording.joined(list(own))} for own, text in lists if own]


def _people_have(number: int) -> str:
    return ngettext(
        "%(num)d person has it and is then compared with nothing.",
        "%(num)d people have it and are then compared with nothing.",
        number,
    )


def _people_aim(number: int) -> str:
    return ngettext(
        "%(num)d person aims at it and is asked to choose another role.",
        "%(num)d people aim at it and are asked to choose another role.",
        number,
    )


def _paths(number: int) -> str:
    return ngettext(
        "%(num)d path to it is under way and stands still.",
        "%(num)d paths to it are under way and stand still.",
        number,
    )


def _triggers(number: int) -> str:
    return ngettext(
        "%(num)d open trigger is about it and turns nobody.",
        "%(num)d open triggers are about it and turn nobody.",
        number,
    )
