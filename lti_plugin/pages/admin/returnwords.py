"""What training returns, in an L&D admin's words: each figure, the answer, what moves it most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import wording
from lti_plugin.pages.manager import amounts
from recommender.skills import returns
from recommender.skills.returns import CREDITED, Range, Return, Swing

LABELS: Mapping[str, Any] = {
    returns.PEOPLE: lazy("People who learn"),
    returns.FEES: lazy("Fees for each of them"),
    returns.HOURS: lazy("Hours of learning of each"),
    returns.HOUR_COST: lazy("Cost of an hour of work"),
    returns.OTHER_COST: lazy("Other costs of all together"),
    returns.HIRES: lazy("Fewer hires from outside"),
    returns.COST_PER_HIRE: lazy("Cost of a hire"),
    returns.LEAVERS: lazy("Fewer people who leave"),
    returns.COST_PER_LEAVER: lazy("Cost of replacing one who leaves"),
    returns.HOURS_SAVED: lazy("Hours that each saves in a month"),
    returns.MONTHS: lazy("Months for which that is counted"),
    CREDITED: lazy("Credited to the training, in percent"),
}
HELP: Mapping[str, Any] = {
    returns.HOUR_COST: lazy("Wage with everything that comes on top of it."),
    returns.OTHER_COST: lazy("Such as preparing it, rooms, and a share of the platform."),
    returns.HIRES: lazy("Roles filled by who was trained instead of a hire."),
    returns.LEAVERS: lazy("Against a like group, or against before."),
    returns.HOURS_SAVED: lazy("Worth the cost of an hour."),
    returns.MONTHS: lazy("A year where it is empty."),
    CREDITED: lazy(
        "How much of what got better comes from the training: from a group without it, from the "
        "trend before, or estimated by those who know. There is no usual value."
    ),
}
MISSING: Mapping[str, Any] = {
    returns.PEOPLE: lazy("how many people learn"),
    CREDITED: lazy("which share is credited to the training"),
    returns.COST: lazy("what it costs: fees, hours with their cost, or other costs"),
    returns.BENEFIT: lazy(
        "what got better: hires, leavers or hours, each with what one of them costs"
    ),
}


def answer(found: Return) -> str:
    """Return what the training returns, as one sentence with its range."""
    if found.roi is None:
        if any(name != returns.COST for name in found.missing) or found.cost is None:
            return _("Some figures are missing to say what the training returns.")
        return _("It may cost nothing, so no return on its cost can be told.")
    back = [round(100 * (1 + each)) for each in (found.roi.base, found.roi.low, found.roi.high)]
    values = dict(zip(("base", "low", "high"), map(format_decimal, back), strict=True))
    if found.roi.low > 0:
        text = _("It pays: of each 100 spent, likely %(base)s come back (%(low)s to %(high)s).")
    elif found.roi.high < 0:
        text = _(
            "It does not pay: of each 100 spent, likely %(base)s come back (%(low)s to %(high)s)."
        )
    else:
        text = _(
            "It is open whether it pays: of each 100 spent, likely %(base)s come back "
            "(%(low)s to %(high)s)."
        )
    return text % values


def percent(share: float) -> str:
    """Return a share of the cost in whole percent; a loss has its sign."""
    return wording.percent(100 * share)


def figures(found: Return) -> list[dict[str, str]]:
    """Return the results as rows: each with its least, its likely value and its most."""
    rows = [
        (_("What it costs"), found.cost),
        (_("What got better is worth"), found.benefit),
        (_("Credited to the training"), found.credited),
    ]
    told = [_row(name, each, amounts.money) for name, each in rows if each is not None]
    return told + ([_row(_("Return"), found.roi, percent)] if found.roi else [])


def _row(name: str, each: Range, word: Any) -> dict[str, str]:
    return {
        "name": name,
        "low": word(each.low),
        "base": word(each.base),
        "high": word(each.high),
    }


def even(found: Return) -> str:
    """Return what it would take for it to pay."""
    if found.even_at is None:
        return ""
    if found.even_at > 1:
        return _("Even if all that got better were credited to it, it would not return its cost.")
    return _(
        "It returns its cost from %(share)s on that are credited to it.",
        share=wording.percent(100 * found.even_at),
    )


def swings(found: tuple[Swing, ...]) -> list[dict[str, Any]]:
    """Return what moves the return most, with the length of its bar against the first one's."""
    widest = max((each.width for each in found), default=0.0)
    return [
        {
            "name": str(LABELS[each.figure]),
            "low": percent(each.low),
            "high": percent(each.high),
            "text": _("%(low)s to %(high)s", low=percent(each.low), high=percent(each.high)),
            "part": each.width / widest if widest else 0.0,
            "main": True,
        }
        for each in found
    ]


def from_roles(number: int) -> str:
    """Return where a proposed figure comes from."""
    if not number:
        return _("a year, as is usual for a short programme")
    return ngettext(
        "what was entered for %(num)d role under “Build or buy”",
        "the mean of what was entered for %(num)d roles under “Build or buy”",
        number,
    )
