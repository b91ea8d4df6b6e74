"""Hours and money as forms hold them and pages show them."""

from __future__ import annotations

import math
from datetime import date

from flask_babel import format_decimal
from flask_babel import gettext as _

from lti_plugin.errors import BadRequest
from lti_plugin.pages import wording
from lti_plugin.services.budgets import MOST, Amount


def number(text: str, what: str) -> float:
    """Return a number of at least 0 that a form holds.

    Raises
    ------
    BadRequest
        When it is none, or one that is no amount of anything, naming ``what``.
    """
    text = text.strip().replace(",", ".")
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found <= MOST:  # never so of what is no number
        raise BadRequest(_("Give %(what)s as a number.", what=what))
    return found


def optional(text: str, what: str) -> float | None:
    """Return a number of at least 0, None where nothing is written."""
    return number(text, what) if text.strip() else None


def day(text: str) -> date:
    """Return a day that a form holds; raises BadRequest where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadRequest(_("Give each day as a date.")) from None


def hours(value: float) -> str:
    """Return hours in the user's units."""
    return wording.duration(round(60 * value))


def money(value: float) -> str:
    """Return an amount of money, in the organisation's own currency."""
    return str(format_decimal(value, "#,##0.##"))


def both(amount: Amount) -> str:
    """Return hours and money in one phrase; what has no limit is left out."""
    if amount.hours is not None and amount.money is not None:
        return _(
            "%(hours)s and %(money)s of money", hours=hours(amount.hours), money=money(amount.money)
        )
    if amount.hours is not None:
        return hours(amount.hours)
    if amount.money is not None:
        return _("%(money)s of money", money=money(amount.money))
    return _("no limit")
