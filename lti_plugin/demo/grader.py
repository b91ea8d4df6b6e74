"""The grades of a course as trainers see them: a row for each student, a column for each item."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from lti_plugin.demo.gradebook import GradeItem, plain, points
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.pages import Desk


@dataclass(frozen=True, slots=True)
class Grader:
    """Shows the gradebook of a course."""

    moodle: LookAlike
    desk: Desk

    def grades(self) -> Response:
        """Show the grades of everybody in a course to those who teach it."""
        course = self.moodle.course(request.args.get("id", ""))
        _visit, person = self.desk.visitor()
        self.desk.admit_trainer(person, course)
        items = self.moodle.gradebook.items(course.id)
        people = self.moodle.organisation.people_by_id
        steps = self.moodle.ledger.of_course(course.id)
        students = [people[step.person_id] for step in steps if step.role == "student"]
        students.sort(key=lambda student: (student.last_name, student.first_name, student.id))
        return self.desk.page(
            "grades.html",
            title="Grades",
            course=course,
            person=person,
            items=[(item.label, plain(item.maximum)) for item in items],
            rows=[(s.name, [self._cell(item, s.id) for item in items]) for s in students],
        )

    def _cell(self, item: GradeItem, person_id: int) -> str:
        reached = points(item, self.moodle.gradebook.score(item, person_id))
        return "-" if reached is None else f"{reached:.2f}"
