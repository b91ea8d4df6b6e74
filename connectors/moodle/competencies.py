"""Moodle's competencies: the skills that its frameworks hold and that its courses teach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.errors import (
    BadParameter,
    ConnectorError,
    MissingCapability,
    MissingFunction,
    MoodleError,
)
from connectors.moodle.client import MoodleClient
from connectors.moodle.directory import Directory
from connectors.moodle.schemas import (
    CompetencySchema,
    CourseCompetencySchema,
    FrameworkSchema,
    load_each,
)
from connectors.moodle.texts import plain
from connectors.records import Competency, Notice, Rejected, SkillLink

FRAMEWORKS = "core_competency_list_competency_frameworks"
OF_FRAMEWORK = "core_competency_list_competencies"
OF_COURSE = "core_competency_list_course_competencies"
AT_ONCE = 1000

COMPLETES = 3  # Moodle's outcome of a course that makes who finishes it proficient
PROFICIENT = 3.0  # the level that this stands for on the 0-5 scale: independent

_NOT_AVAILABLE = (MissingFunction, MissingCapability, MoodleError)


def frameworks(client: MoodleClient) -> list[Any]:
    """Return the frameworks of the whole site, as Moodle gives them."""
    system = {"contextlevel": "system", "instanceid": 0}
    return client.call_list(FRAMEWORKS, sort="shortname", context=system)


class Competencies:
    """Reads the competencies of the site's visible frameworks, and those of one course or another.

    A site without visible frameworks is asked once and costs no call for each course. Where Moodle
    has competencies switched off, or the service account may not see them, there is one notice.
    """

    def __init__(self, client: MoodleClient, directory: Directory) -> None:
        self._client = client
        self._directory = directory
        self._frameworks: Mapping[int, dict[str, Any]] | None = None
        self._told = self._refused = False

    def everything(self) -> Iterator[Competency | Rejected]:
        """Yield all competencies, and fill the directory with them.

        Raises what Moodle says where the service account may not read them.
        """
        yield from self._read_frameworks()
        for id_, framework in self._known().items():
            for record in self._of_framework(id_, framework):
                if isinstance(record, Competency):
                    self._directory.add_competency(record)
                yield record

    def as_far_as_allowed(self) -> Iterator[Competency | Rejected]:
        """Yield the competencies that the service account may read, and a notice of the others."""
        try:
            yield from self.everything()
        except _NOT_AVAILABLE as error:
            self._refused = self._frameworks is None and not isinstance(error, MoodleError)
            yield self._left_out(error) if self._frameworks is None else _fewer(error)

    def links(self, course_id: str) -> tuple[tuple[SkillLink, ...] | None, list[Rejected]]:
        """Return the skills of a course, and what could not be read; None where nothing is told.

        Raises MissingFunction or MissingCapability where an earlier course was told of: the account
        has lost a right since, and courses must not lose their skills by that.
        """
        if self._refused:
            return None, []
        reports: list[Rejected] = []
        try:
            reports += self._read_frameworks()
            rows = self._client.call_list(OF_COURSE, id=course_id) if self._known() else []
        except (MissingFunction, MissingCapability) as error:
            if self._told:
                raise
            self._refused = True
            return None, [*reports, self._left_out(error)]
        except (MoodleError, BadParameter) as error:
            if self._frameworks is None:  # competencies are switched off
                return (), [self._left_out(error)]
            return None, [*reports, Notice(f"competencies of course {course_id}", error.message)]
        self._told = True
        return self._linked(course_id, rows, reports), reports

    def _linked(
        self, course_id: str, rows: list[Any], reports: list[Rejected]
    ) -> tuple[SkillLink, ...]:
        links: dict[str, SkillLink] = {}
        for row in load_each(CourseCompetencySchema(), rows, f"course {course_id}, competency"):
            if isinstance(row, Rejected):
                reports.append(row)
                continue
            found, id_ = row["competency"], str(row["competency"]["id"])
            if found["competencyframeworkid"] in self._known():
                completes = row["coursecompetency"]["ruleoutcome"] == COMPLETES
                links[id_] = SkillLink(
                    skill=plain(found["shortname"]),
                    outcome=PROFICIENT if completes else None,
                    skill_id=found["idnumber"] or id_,
                    competency_id=id_,
                )
        return tuple(links.values())

    def _of_framework(
        self, id_: int, framework: Mapping[str, Any]
    ) -> Iterator[Competency | Rejected]:
        skip = 0
        filters = [{"column": "competencyframeworkid", "value": id_}]
        while True:
            rows = self._client.call_list(
                OF_FRAMEWORK, filters=filters, sort="id", skip=skip, limit=AT_ONCE
            )
            for row in load_each(CompetencySchema(), rows, "competency"):
                yield row if isinstance(row, Rejected) else _competency(row, framework)
            skip += AT_ONCE
            if len(rows) < AT_ONCE:
                return

    def _left_out(self, error: ConnectorError) -> Notice:
        """Ask no more, and say why."""
        self._frameworks = {}
        return Notice("competencies", f"They are left out: {_told(error)}")

    def _read_frameworks(self) -> list[Rejected]:
        """Read the frameworks where that has not been done; return what could not be read."""
        if self._frameworks is not None:
            return []
        found = list(load_each(FrameworkSchema(), frameworks(self._client), "competency framework"))
        known = [row for row in found if not isinstance(row, Rejected)]
        self._frameworks = {row["id"]: row for row in known if row["visible"]}
        return [row for row in found if isinstance(row, Rejected)]

    def _known(self) -> Mapping[int, dict[str, Any]]:
        return self._frameworks or {}


def _competency(row: Mapping[str, Any], framework: Mapping[str, Any]) -> Competency:
    scale = row["scaleid"] or framework["scaleid"]
    return Competency(
        id=str(row["id"]),
        name=plain(row["shortname"]),
        framework=plain(framework["shortname"]),
        framework_number=framework["idnumber"] or None,
        id_number=row["idnumber"] or None,
        description=plain(row["description"]),
        scale_id=str(scale) if scale else None,
    )


def _fewer(error: ConnectorError) -> Notice:
    return Notice("competencies", f"Only those of courses are known: {_told(error)}")


def _told(error: ConnectorError) -> str:
    return f"{error.message} {error.hint}".strip()
