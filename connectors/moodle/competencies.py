"""Moodle's competencies as the skills that a course teaches."""

from __future__ import annotations

from typing import Any

from connectors.errors import BadParameter, MissingCapability, MissingFunction, MoodleError
from connectors.moodle.client import MoodleClient
from connectors.moodle.schemas import CourseCompetencySchema, FrameworkSchema, load_each
from connectors.moodle.texts import plain
from connectors.records import Notice, Rejected, SkillLink

FRAMEWORKS = "core_competency_list_competency_frameworks"
OF_COURSE = "core_competency_list_course_competencies"

_NOT_AVAILABLE = (MissingFunction, MissingCapability, MoodleError)


def frameworks(client: MoodleClient) -> list[Any]:
    """Return the frameworks of the whole site, as Moodle gives them."""
    system = {"contextlevel": "system", "instanceid": 0}
    return client.call_list(FRAMEWORKS, sort="shortname", context=system)


class Competencies:
    """Reads the competencies of one course after another.

    A site without visible frameworks is asked once and costs no call for each course. Where Moodle
    has competencies switched off, or the service account may not see them, there is one notice.
    """

    def __init__(self, client: MoodleClient) -> None:
        self._client = client
        self._frameworks: frozenset[int] | None = None

    def links(self, course_id: str) -> tuple[tuple[SkillLink, ...], list[Rejected]]:
        """Return the skills of a course, and what could not be read."""
        reports: list[Rejected] = []
        if self._frameworks is None:
            self._frameworks = self._visible_frameworks(reports)
        if not self._frameworks:
            return (), reports
        try:
            rows = self._client.call_list(OF_COURSE, id=course_id)
        except (MissingFunction, MissingCapability) as error:
            self._frameworks = frozenset()
            return (), [Notice("competencies", f"They are left out: {error.message}")]
        except (MoodleError, BadParameter) as error:
            return (), [Notice(f"competencies of course {course_id}", error.message)]
        links: dict[str, SkillLink] = {}
        for row in load_each(CourseCompetencySchema(), rows, f"course {course_id}, competency"):
            if isinstance(row, Rejected):
                reports.append(row)
                continue
            found = row["competency"]
            if found["competencyframeworkid"] in self._frameworks:
                name = plain(found["shortname"])
                skill_id = found["idnumber"] or str(found["id"])
                links[skill_id] = SkillLink(skill=name, skill_id=skill_id)
        return tuple(links.values()), reports

    def _visible_frameworks(self, reports: list[Rejected]) -> frozenset[int]:
        try:
            rows = frameworks(self._client)
        except _NOT_AVAILABLE as error:
            reports.append(Notice("competencies", f"They are left out: {error.message}"))
            return frozenset()
        visible = set()
        for row in load_each(FrameworkSchema(), rows, "competency framework"):
            if isinstance(row, Rejected):
                reports.append(row)
            elif row["visible"]:
                visible.add(row["id"])
        return frozenset(visible)
