"""How a trainer adds activities: choosing content in a tool and taking back what was chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Response, request

from lti_plugin.demo.contentitems import Chosen, chosen, messages
from lti_plugin.demo.entities import Course, Person
from lti_plugin.demo.launches import Launch
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.pages import REPOST, Desk
from lti_plugin.demo.platform import Platform
from lti_plugin.demo.toolkeys import verified
from lti_plugin.demo.visits import Notice, Visit
from lti_plugin.errors import NotFound, NotTrusted


@dataclass(frozen=True, slots=True)
class Selection:
    """The addresses that deep linking passes through."""

    moodle: LookAlike
    desk: Desk
    platform: Platform

    def add(self) -> Response:
        """Show the page for a new activity, with the tool in a frame to choose content in."""
        _visit, person, launch = self._begun(request.args.get("typeid", ""))
        where = f"id={launch.tool.id}&course={launch.course.id}"
        return self.desk.page(
            "selection.html",
            title=f"Select content: {launch.tool.name}",
            person=person,
            course=launch.course,
            tool=launch.tool,
            frame=f"{self.moodle.site.platform_url}/mod/lti/contentitem.php?{where}",
        )

    def choose(self) -> Response:
        """Start the launch in which content is chosen."""
        visit, person, launch = self._begun(request.args.get("id", ""))
        return self.platform.initiate(visit, person, launch)

    def take(self) -> Response:
        """Take what the tool sends back and lead the whole window to the course.

        The tool posts from another site, so the cookie may be missing as in a launch.
        """
        if self.desk.visit() is None and REPOST not in request.form:
            again = request.form.to_dict() | {REPOST: "1"}
            here = f"{self.moodle.site.choice_url}?{request.query_string.decode()}"
            return self.desk.post_on(here, again, "Checking who you are")
        visit, _person, launch = self._begun(request.args.get("id", ""))
        self.desk.came_from_here(visit)
        told = verified(launch.tool, request.form.get("JWT", ""))
        if told is None or not self._fits(told, launch):
            raise NotTrusted("What the tool sent back could not be verified.", hint="")
        said, error = messages(told)
        added = self._keep(chosen(told, launch))
        visit.notices += _notices(said, error, added)
        return self.desk.page("selected.html", title="Content selected", course=launch.course)

    def _begun(self, tool_id: str) -> tuple[Visit, Person, Launch]:
        visit, person = self.desk.visitor()
        course = self._course(person)
        tool = self.moodle.tool(tool_id)
        if not tool.selects:
            raise NotFound("No content can be chosen in this tool.")
        return visit, person, Launch(tool, course)

    def _course(self, person: Person) -> Course:
        course = self.moodle.course(request.args.get("course", ""))
        self.desk.admit_trainer(person, course)
        return course

    def _fits(self, told: dict[str, object], launch: Launch) -> bool:
        audience = told.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        return told.get("iss") == launch.tool.client_id and self.moodle.site.issuer in named

    def _keep(self, found: list[Chosen]) -> list[str]:
        """Add the activities and their columns to the course; return their titles."""
        added = self.moodle.activities.add(one.activity for one in found)
        for activity, one in zip(added, found, strict=True):
            if one.column is not None:
                self.moodle.gradebook.add(replace(one.column, activity_id=activity.id))
        return [activity.title for activity in added]


def _notices(said: str, error: str, added: list[str]) -> list[Notice]:
    """Return what the course page tells about a choice: the tool's words, then what came of it."""
    found = [Notice(error, bad=True)] if error else []
    found += [Notice(said)] if said else []
    if added:
        return [*found, Notice(f"Added: {', '.join(added)}.")]
    return found or [Notice("Nothing was added.")]
