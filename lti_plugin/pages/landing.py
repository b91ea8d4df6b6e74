"""Which page a launch leads to: by what was placed in the course, else by who launches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER
from lti_plugin.services import placements
from lti_plugin.services.placements import COHORTS, PATH, RECOMMENDATIONS, SKILLS

PLACING = "placing.choose"
OF_AUDIENCE: Mapping[str, str] = {
    LEARNER: "learner.courses",
    INSTRUCTOR: "instructor.course",
    ADMIN: "admin.overview",
}
OF_VIEW: Mapping[str, str] = {
    RECOMMENDATIONS: "learner.courses",
    PATH: "path.show",
    SKILLS: "skills.of_course",
    COHORTS: "instructor.course",
}
# What the teachers of a course see where learners have a path: how far everybody is.
TEACHERS_OF_A_PATH = "people.of_course"


def page_of(audience: str, claims: Mapping[str, Any]) -> str:
    """Return the endpoint for a visit with these claims."""
    if claims.get("placing"):
        return PLACING
    placed = placements.of_custom(claims.get("custom", {}))
    if placed is None:
        return OF_AUDIENCE[audience]
    if placed.view == PATH and audience != LEARNER:
        return TEACHERS_OF_A_PATH
    return OF_VIEW[placed.view]
