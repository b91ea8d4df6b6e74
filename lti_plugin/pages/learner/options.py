"""What people can decide about their data: what they can opt out of, and what they can agree to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as lazy

from lti_plugin.store import choices as chosen
from lti_plugin.store import consents as agreed


@dataclass(frozen=True, slots=True)
class Option:
    """Something to decide: what it does, what happens without it, since when it was decided.

    What somebody opts out of is on until they decide, what somebody agrees to is off until then.
    """

    kind: str
    name: Any
    text: Any
    off: Any
    since: datetime | None = None


OPTIONS = (
    Option(
        chosen.HISTORY,
        lazy("Learning from finished courses"),
        lazy(
            "What many people finished ranks the courses of everybody: others’ completions count "
            "for your list, and yours for theirs. No name is part of it."
        ),
        lazy(
            "Your list is made from skills and course descriptions alone. The next weekly "
            "training leaves your completions out and forgets what it learned from them."
        ),
    ),
    Option(
        chosen.COHORTS,
        lazy("Recommended cohorts"),
        lazy("Teachers see which courses come next for groups of people, and you are counted in."),
        lazy("You are counted in no group, and no list is kept for that."),
    ),
)
CONSENTS = (
    Option(
        agreed.TEACHERS,
        lazy("Own ratings for teachers"),
        lazy(
            "The teachers of courses that you are in see levels that your own ratings are part of, "
            "and cohorts are found with them. What you aim at is never shown to them."
        ),
        lazy(
            "The teachers of courses that you are in see your levels in the skills of their course "
            "without your own ratings."
        ),
    ),
    Option(
        agreed.AUDIT,
        lazy("Own ratings for the L&D team"),
        lazy(
            "Your own ratings count where the L&D team looks at the skills of the organisation: "
            "they see levels that your ratings are part of, beside your name too. What you aim at "
            "stays yours."
        ),
        lazy(
            "The L&D team counts you by what others say of your skills; where nobody else has said "
            "anything, as not assessed."
        ),
    ),
)
