"""What skills, levels and the sureness of them are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import wording
from recommender.skills import evidence, gaps

LEVELS: Mapping[int, tuple[Any, Any]] = {
    0: (wording.LEVELS[0], lazy("I have not worked with it.")),
    1: (wording.LEVELS[1], lazy("I know what it is and when it is used.")),
    2: (wording.LEVELS[2], lazy("I do simple tasks, with some help.")),
    3: (wording.LEVELS[3], lazy("I do the usual tasks on my own.")),
    4: (wording.LEVELS[4], lazy("I do difficult tasks and help others.")),
    5: (wording.LEVELS[5], lazy("Others turn to me, and I shape how it is done.")),
}
SEEN: Mapping[int, tuple[Any, Any]] = {  # the same levels, as somebody else sees them
    0: (wording.LEVELS[0], lazy("Has not worked with it.")),
    1: (wording.LEVELS[1], lazy("Knows what it is and when it is used.")),
    2: (wording.LEVELS[2], lazy("Does simple tasks, with some help.")),
    3: (wording.LEVELS[3], lazy("Does the usual tasks alone.")),
    4: (wording.LEVELS[4], lazy("Does difficult tasks and helps others.")),
    5: (wording.LEVELS[5], lazy("Others turn to them, and they shape how it is done.")),
}
SURE: Mapping[str, Any] = {
    evidence.SURE: lazy("sure"),
    evidence.LIKELY: lazy("fairly sure"),
    evidence.ASSUMED: lazy("a guess"),
}
UNKNOWN = lazy("nothing known")
STATES: Mapping[str, Any] = {
    gaps.MEETS: lazy("You have it"),
    gaps.BELOW: lazy("To learn"),
    gaps.NOT_ASSESSED: lazy("Not assessed"),
}
SOURCES: Mapping[str, Any] = {
    evidence.ASSESSMENT: lazy("Graded assessment"),
    evidence.RATING: lazy("Rating in Moodle"),
    evidence.BADGE: lazy("Badge"),
    evidence.PORTFOLIO: lazy("Reviewed piece of work"),
    evidence.MANAGER: lazy("Rating by your manager"),
    evidence.PEER: lazy("Rating by a colleague"),
    evidence.COMPLETION: lazy("Finished course"),
    evidence.SELF: lazy("Your own rating"),
    evidence.ROLE: lazy("Assumed from your role"),
}


def between(low: float, high: float) -> str:
    """Return a range of levels in words; one word where both ends have the same."""
    first, last = wording.level(low), wording.level(high)
    if first == last:
        return first
    return _("%(low)s to %(high)s", low=first, high=last)
