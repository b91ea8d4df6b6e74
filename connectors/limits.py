"""What records may hold: the lengths of their texts and the span of their times and numbers.

The lengths are those of the columns that records end up in. A test compares the two.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from connectors.records import (
    Category,
    Competency,
    CompetencyRating,
    Completion,
    Course,
    Enrolment,
    Feature,
    Learner,
    Rating,
    Rejected,
    SkillLink,
)

ID, CATEGORY_ID, COMPETENCY_ID = 255, 100, 100

# In characters; a field that is not named here may be of any length.
LENGTHS: Mapping[type, Mapping[str, int]] = {
    Category: {"id": CATEGORY_ID, "name": 255, "parent": CATEGORY_ID},
    Course: {
        "id": ID,
        "title": 500,
        "short_name": ID,
        "id_number": ID,
        "category_id": CATEGORY_ID,
        "category": 255,
        "language": 20,
        "level": 100,
        "mode": 100,
        "tags": 255,
        "prerequisites": ID,
        "url": 500,
    },
    Learner: {
        "id": ID,
        "name": 255,
        "username": ID,
        "id_number": ID,
        "email": ID,
        "language": 20,
        "role": 255,
        "target_role": 255,
        "department": 255,
        "manager_id": ID,
    },
    SkillLink: {"skill": 255, "skill_id": ID, "competency_id": COMPETENCY_ID},
    Competency: {
        "id": COMPETENCY_ID,
        "name": 255,
        "framework": 255,
        "framework_number": ID,
        "id_number": ID,
        "scale_id": 20,
    },
    CompetencyRating: {"learner_id": ID, "competency_id": COMPETENCY_ID, "word": 255},
    Enrolment: {"learner_id": ID, "course_id": ID},
    Completion: {"learner_id": ID, "course_id": ID},
    Feature: {"owner": ID, "name": 255},
    Rating: {"learner_id": ID, "skill": 255},
    Rejected: {"where": 200, "reason": 1000},
}

# By these a row is found again: cut, they would name another one, so a longer one refuses the row.
NEEDED = frozenset({"id", "learner_id", "course_id", "owner", "competency_id"})
NAMES = frozenset({"short_name", "id_number", "username", "email"})
# Without these the row is still of use, but not with a part of one.
WHOLE = frozenset({"category_id", "parent", "manager_id", "prerequisites", "skill_id", "url"})

# What lies outside is a mistake or stands for "never", and neither stores nor pages could show it
# in every time zone.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

SPANS: Mapping[str, tuple[float, float]] = {"progress": (0, 100)}
FINITE = (-sys.float_info.max, sys.float_info.max)
