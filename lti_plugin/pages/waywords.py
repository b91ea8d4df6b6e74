"""The direction in the reader's words: the answer, its grounds, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import wording
from lti_plugin.services import position
from lti_plugin.services.position import Position
from lti_plugin.store.roles import Role as Row
from recommender.skills import direction, roles
from recommender.skills.direction import Because, Direction, Flip
from recommender.skills.indices import Index, disagree
from recommender.skills.roles import Role

KINDS: Mapping[str, Any] = {
    direction.RESKILL: lazy("Turn to another role"),
    direction.UPSKILL: lazy("Go deeper in your role"),
    direction.ADVANCE: lazy("Grow into the next role"),
    direction.NOTHING: lazy("Nothing is needed now"),
    direction.UNKNOWN: lazy("Not enough information"),
}
OUTLOOKS: Mapping[str, Any] = {
    roles.GROWING: lazy("More people are expected to be needed."),
    roles.STABLE: lazy("About as many people are expected to be needed."),
    roles.EVOLVING: lazy("It is expected to ask for other skills than today."),
    roles.SHRINKING: lazy("Fewer people are expected to be needed."),
    roles.ENDS: lazy("It is expected to end."),
}
READINESS: Mapping[str, Any] = {
    "near": lazy("near"),
    "reach": lazy("within reach"),
    "far": lazy("far"),
}
MISSING: Mapping[str, Any] = {
    "role": lazy("Which role you have. Your L&D team enters it, or your profile in Moodle does."),
    "target": lazy("Which role you aim at. You can choose it below."),
    "outlook_signed_on": lazy(
        "What is expected of your role in the next half year. Your L&D team signs that."
    ),
    "profile": lazy("What your role asks for. Your L&D team enters it."),
    "assessed_share": lazy(
        "How well you do what your role asks for. Rate yourself under “Where I stand”."
    ),
}
ANSWERS: Mapping[str, Any] = {
    direction.R0: lazy("There is not enough information yet to say which way."),
    direction.R1: lazy("Turn: %(role)s will not stay as it is."),
    direction.R2: lazy("Turn: you aim at %(towards)s."),
    direction.R3: lazy("Go on: %(role)s is changing, and you can grow with it."),
    direction.R4: lazy("Go on: %(role)s asks for more than you have today."),
    direction.R5: lazy("Go on: you are ready to grow into %(towards)s."),
    direction.R6: lazy("You have what %(role)s asks for. Nothing is needed now."),
}


def outlook(row: Row, role: Role, today: date) -> dict[str, Any]:
    """Return what is expected of a role, by whom, when that was signed, and what others publish."""
    return {
        "kind": OUTLOOKS[row.outlook],
        "ends_on": wording.day(row.ends_on) if row.ends_on else None,
        "share": None if row.planned_share is None else wording.percent(100 * row.planned_share),
        "by": wording.day(row.planned_by) if row.planned_by else None,
        "source": row.outlook_source,
        "signed_by": row.outlook_signed_by,
        "signed_on": wording.day(row.outlook_signed_on) if row.outlook_signed_on else None,
        "stale": row.outlook_signed_on is not None and _is_stale(row.outlook_signed_on, today),
        "draft": row.reviewed_at is None,
        "indices": [_index(each) for each in role.indices],
        "disagree": disagree(role.indices),
    }


def _index(each: Index) -> dict[str, Any]:
    """Return what an index says, with its date and source; its place is told as one of 100."""
    place = None
    if each.percentile is not None:
        word = _("higher is better") if each.higher_is_better else _("lower is better")
        number = format_decimal(each.percentile, "0.#")
        place = _("%(place)s of 100, %(word)s", place=number, word=word)
    return {
        "name": each.name,
        "value": None if each.value is None else format_decimal(each.value),
        "place": place,
        "on": wording.day(each.on),
        "source": each.source,
    }


def _is_stale(signed_on: date, today: date) -> bool:
    """Say whether what was signed on this day is too old to go by."""
    return (today - signed_on).days > direction.FRESH_FOR_DAYS


def answer(found: Direction, at: Position) -> str:
    """Return the suggestion as one sentence."""
    role = at.role.name if at.role else ""
    return str(ANSWERS[found.rule]) % {"role": role, "towards": found.towards or ""}


def ground(each: Because, at: Position) -> str:
    """Return what the suggestion rests on, with its date."""
    role = at.role.name if at.role else ""
    value, when = each.value, wording.day(each.on) if each.on else ""
    match each.name:
        case "ends_on":
            return _("%(role)s is planned to end on %(day)s.", role=role, day=when)
        case "redundant_on":
            return _("%(role)s becomes redundant on %(day)s.", role=role, day=when)
        case "upgraded_on":
            return _("What %(role)s works with is upgraded on %(day)s.", role=role, day=when)
        case "planned_share":
            return _(
                "%(role)s is planned at %(share)s of today's headcount.",
                role=role,
                share=wording.percent(100 * value),
            )
        case "outlook_signed_on":
            if value is None:
                return _("Nobody has signed what is expected of %(role)s.", role=role)
            if _is_stale(value, at.today):
                return _(
                    "What is expected of %(role)s is out of date: it was signed on %(day)s.",
                    role=role,
                    day=when,
                )
            return _("This was signed on %(day)s.", day=when)
        case "target":
            return _own_choice(at, value)
        case "changed":
            return _(
                "%(share)s of what %(role)s will ask for by %(day)s is new.",
                share=wording.percent(100 * value),
                role=role,
                day=when,
            )
        case "indices_apart":
            return _(
                "Published indices disagree on %(role)s: they lie %(share)s of their scale apart. "
                "That decides nothing.",
                role=role,
                share=wording.percent(100 * value),
            )
        case "next_step":
            return _("%(next)s is the next step in this family.", next=value)
        case "assessed_share":
            return _(
                "%(share)s of what %(role)s asks for is assessed.",
                share=wording.percent(100 * value),
                role=role,
            )
        case _:
            return _coverage(role, value)


def _own_choice(at: Position, target: str) -> str:
    if at.aim_by == position.OWN:
        return _("You chose to aim at %(role)s.", role=target)
    return _("%(role)s stands in your profile as the role you aim at.", role=target)


def _coverage(role: str, value: float | None) -> str:
    if value is None:
        return _("Nothing of what %(role)s asks for is assessed.", role=role)
    return _(
        "You have %(share)s of what %(role)s asks for today.",
        share=wording.percent(100 * value),
        role=role,
    )


def flip(each: Flip, at: Position) -> str:
    """Return a change that would turn the suggestion, and into what."""
    role = at.role.name if at.role else ""
    then = _share(each.then)
    sentences: dict[str, str] = {
        "planned_share": _planned(each, role, then),
        "changed": _("If %(share)s of what %(role)s will ask for were new", share=then, role=role),
        "coverage": _("If you had %(share)s of what %(role)s asks for", share=then, role=role),
        "assessed_share": _(
            "If %(share)s of what %(role)s asks for were assessed", share=then, role=role
        ),
        "ends_on": _("If %(role)s were not to end", role=role),
        "redundant_on": _("If %(role)s did not become redundant", role=role),
        "upgraded_on": _("If nothing that %(role)s works with were upgraded", role=role),
        "outlook_signed_on": _("If what is expected of %(role)s were signed today", role=role),
        "target": _("If you aimed at no other role"),
        "next_step": _("If the family had no next step"),
    }
    return _(
        "%(change)s, this would be: %(kind)s.",
        change=sentences[each.name],
        kind=str(KINDS[each.becomes]),
    )


def _planned(each: Flip, role: str, share: str) -> str:
    more = isinstance(each.now, float) and isinstance(each.then, float) and each.then > each.now
    if more:
        return _(
            "If %(role)s were planned at %(share)s or more of today's headcount",
            role=role,
            share=share,
        )
    return _(
        "If %(role)s were planned at %(share)s or less of today's headcount",
        role=role,
        share=share,
    )


def _share(value: float | date | str | None) -> str:
    return wording.percent(100 * value) if isinstance(value, float) else ""
