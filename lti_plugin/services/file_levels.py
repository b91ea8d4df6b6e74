"""What people hold by what a folder of files tells: courses that they finished, and ratings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from connectors.records import Rating
from lti_plugin.services.folder import Folder
from recommender.skills.evidence import COMPLETION, Evidence, ledger


def held(data: Folder, today: date) -> dict[str, Mapping[str, float]]:
    """Return the levels of those of whom anything tells, by skill.

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
    for each in _newest(data.ratings):
        if each.skill in asked and (each.on is None or each.on <= today):
            rows[each.learner_id].append(
                Evidence(
                    each.skill, each.level, each.source, each.on or today, expires=each.expires
                )
            )
    return {
        who: {skill: each.level for skill, each in ledger(own, today).items()}
        for who, own in rows.items()
        if own
    }


def _newest(ratings: Iterable[Rating]) -> Iterable[Rating]:
    """Return the last word of each kind of source about somebody's skill on a day."""
    return {(each.learner_id, each.source, each.skill, each.on): each for each in ratings}.values()
