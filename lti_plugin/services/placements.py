"""What a teacher can place in a course, and how an activity tells which of it it is.

Everything that an activity needs to know stands in its custom parameters, which Moodle copies with
a course; so it opens the same page in the copy, on the same site and on another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from lti_plugin.lti.deep_linking import ContentItem, LineItem

RECOMMENDATIONS, PATH, SKILLS, COHORTS = "recommendations", "path", "skills", "cohorts"
VIEWS = (RECOMMENDATIONS, PATH, SKILLS, COHORTS)
# A name of the tool's own parameters would win over an activity's, so these are others.
VIEW, ROLE, ITEM = "fingerpost_view", "fingerpost_role", "fingerpost_item"
LONGEST_ROLE = 255
# Moodle keeps no longer names of activities and of grade columns.
LONGEST_TITLE = 255
FULL_SCORE = 100
PROGRESS_TAG = "path-progress"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Placement:
    """One placed page; ``item`` stays the same in copies, ``role`` is the one of a path."""

    view: str
    role: str | None = None
    item: str | None = None

    def as_item(self, title: str, text: str, url: str, grade_column: str = "") -> ContentItem:
        """Return what the platform is told to place; ``grade_column`` names one to come with it."""
        item = self.item or str(uuid4())
        custom = {VIEW: self.view, ITEM: item} | ({ROLE: self.role} if self.role else {})
        label = grade_column[:LONGEST_TITLE]
        column = LineItem(label, FULL_SCORE, item, PROGRESS_TAG) if label else None
        return ContentItem(title[:LONGEST_TITLE], text, url, custom, column)


def of_custom(custom: Mapping[str, str]) -> Placement | None:
    """Return what an activity was placed as; None where its parameters tell nothing of use."""
    view, role = custom.get(VIEW), (custom.get(ROLE) or "").strip()
    if view not in VIEWS or (view == PATH and not is_role(role)):
        return None
    return Placement(view, role if view == PATH else None, _uuid(custom.get(ITEM)))


def is_role(text: str) -> bool:
    """Say whether a path can lead to a role of this name.

    Moodle keeps an activity's parameters one a line, so a line break would begin another one.
    """
    return 0 < len(text) <= LONGEST_ROLE and not _CONTROL.search(text)


def _uuid(text: str | None) -> str | None:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return None
