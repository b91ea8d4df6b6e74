"""What people hold by the courses that a folder of files says they finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from lti_plugin.services.folder import Folder
from recommender.skills.evidence import COMPLETION, Evidence, ledger


def held(data: Folder, today: date) -> dict[str, Mapping[str, float]]:
    """Return the levels of those who finished anything that tells of them, by skill.

    Only of the skills that a course takes for granted: others keep nobody out of any.
    """
    asked = {skill for course in data.courses for skill in course.entries}
    taught = {
        course.id: [(skill, level) for skill, level in course.outcomes.items() if skill in asked]
        for course in data.courses
    }
    rows: defaultdict[str, list[Evidence]] = defaultdict(list)
    for who, what, when in data.completions:
        day = None if when is None else when.date()
        rows[who] += [
            Evidence(skill, level, COMPLETION, day, id=what)
            for skill, level in taught.get(what, ())
        ]
    return {
        who: {skill: each.level for skill, each in ledger(own, today).items()}
        for who, own in rows.items()
        if own
    }
