"""The pages of the look-alike that people look at: the start page, a course and an activity."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lti_plugin.demo.activities import Activity
from lti_plugin.demo.answers.report import written
from lti_plugin.demo.entities import Course, Person, Persona
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.pages import SEE_OTHER, Desk
from lti_plugin.demo.site import ACTIVITY_TITLE
from lti_plugin.demo.visits import Notice

FIRST_CHOICES = {
    "learner": "a learner",
    "instructor": "an instructor",
    "admin": "an L&D admin",
}
DONE = "done"


@dataclass(frozen=True, slots=True)
class Rooms:
    """Shows the pages; the course page holds the tool in a frame."""

    moodle: LookAlike
    desk: Desk

    def home(self) -> Response:
        """Show the start page, on which a visitor chooses who to be."""
        choices = [self._choice(persona) for persona in self.moodle.organisation.personas]
        steps = self.moodle.ledger.everything()
        return self.desk.page(
            "home.html",
            title="Who do you want to be?",
            first=[choice for choice in choices if choice["key"] in FIRST_CHOICES],
            others=[choice for choice in choices if choice["key"] not in FIRST_CHOICES],
            completions=sum(step.completed_at is not None for step in steps),
            staff=sum(bool(person.id_number) for person in self.moodle.organisation.people),
        )

    def course(self) -> Response:
        """Show a course: what it is about, the tool in its frame, and a button to complete it."""
        course = self.moodle.course(request.args.get("id", ""))
        visit, person = self.desk.visitor()
        place = self.moodle.place(person, course)
        done = place.completed_at if place else None
        activities = self.moodle.activities.of_course(course.id)
        zone = ZoneInfo(self.moodle.organisation.time_zone)
        return self.desk.page(
            "course.html",
            title=course.title,
            course=course,
            person=person,
            place=place,
            done_at=written(done, zone) if done else "",
            session_key=visit.session_key,
            frame=self._frame(activities[0]) if place or person.site_admin else None,
            activity=ACTIVITY_TITLE,
            newly_done=request.args.get(DONE) == "1",
            others=self._others(person, course),
            teaches=self.moodle.teaches(person, course),
            activities=activities,
            choosers=[tool for tool in self.moodle.tools.everything() if tool.selects],
            notices=visit.read_notices(),
        )

    def activity(self) -> Response:
        """Show the tool on a page of its own, with as much room as the window has."""
        activity = self.moodle.activity(request.args.get("id", ""))
        launch = self.moodle.launch(activity)
        _visit, person = self.desk.visitor()
        self.desk.admit(person, launch.course)
        return self.desk.page(
            "activity.html",
            title=activity.title,
            course=launch.course,
            person=person,
            tool=launch.tool,
            frame=self._frame(activity),
        )

    def complete(self) -> AnyResponse:
        """Complete a course for the visitor, who has to come from the course's own page."""
        visit, person = self.desk.visitor()
        self.desk.came_from_here(visit)
        course = self.moodle.course(request.form.get("id", ""))
        self.moodle.mark_done(person, course)
        return redirect(f"{self.moodle.site.course_url(course.id)}&{DONE}=1", SEE_OTHER)

    def copy(self) -> AnyResponse:
        """Copy a course with its people and activities, and show the copy."""
        visit, _person = self.desk.site_admin()
        self.desk.came_from_here(visit)
        copy = self.moodle.copy_course(self.moodle.course(request.form.get("id", "")))
        visit.notices.append(Notice("This is the copy; the same people are in it."))
        return redirect(self.moodle.site.course_url(copy.id), SEE_OTHER)

    def back(self) -> Response:
        """Show what the tool said when it sent the visitor back, and the way to the course."""
        course = self.moodle.course(request.args.get("course", ""))
        said = request.args.get("lti_errormsg") or request.args.get("lti_msg") or ""
        return self.desk.page("back.html", title=ACTIVITY_TITLE, course=course, said=said[:500])

    def _choice(self, persona: Persona) -> dict[str, str]:
        person = self.moodle.organisation.people_by_id[persona.person_id]
        landing = self.moodle.landing(person)
        return {
            "key": persona.key,
            "label": FIRST_CHOICES.get(persona.key, person.name),
            "name": person.name,
            "role": person.job_role,
            "target": person.target_role,
            "blurb": persona.blurb,
            "address": self.moodle.site.course_url(landing.id, who=persona.key),
        }

    def _frame(self, activity: Activity) -> str:
        return f"{self.moodle.site.platform_url}/mod/lti/launch.php?id={activity.module}"

    def _others(self, person: Person, course: Course) -> list[Course]:
        """Return the person's other courses, unfinished ones first, then the newest."""
        steps = reversed(self.moodle.ledger.of_person(person.id))
        ordered = sorted(steps, key=lambda step: step.completed_at is not None)
        courses = [self.moodle.courses[step.course_id] for step in ordered]
        return [other for other in courses if other.id != course.id][:6]
