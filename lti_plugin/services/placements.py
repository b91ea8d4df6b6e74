"""What a teacher can place in a course, and how an activity tells which of it it is.

Everything that an activity needs to know stands in its custom parameters, which Moodle copies with
a course; so it opens the same page in the copy, on the same site and on another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from lti_plugin.lti.deep_linking import ContentItem, LineItem

RECOMMENDATIONS, PATH, SKILLS, COHORTS = "recommendations", "path", "skills", "cohorts"
VIEWS = (RECOMMENDATIONS, PATH, SKILLS, COHORTS)
# A name of the tool's own parameters would win over an activity's, so these are others.
VIEW, ROLE, ITEM = "fingerpost_view", "fingerpost_role", "fingerpost_item"
LONGEST_ROLE = 255
FULL_SCORE = 100
PROGRESS_TAG = "path-progress"


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
        column = LineItem(grade_column, FULL_SCORE, item, PROGRESS_TAG) if grade_column else None
        return ContentItem(title, text, url, custom, column)


def of_custom(custom: Mapping[str, str]) -> Placement | None:
    """Return what an activity was placed as; None where its parameters tell nothing of use."""
    view, role = custom.get(VIEW), (custom.get(ROLE) or "").strip()
    if view not in VIEWS or (view == PATH and not 0 < len(role) <= LONGEST_ROLE):
        return None
    return Placement(view, role if view == PATH else None, _uuid(custom.get(ITEM)))


def _uuid(text: str | None) -> str | None:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return None
