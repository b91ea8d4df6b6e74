"""What the look-alike's pages share: who is looking, the page's headers and its frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from flask import Response, g, make_response, render_template, request

from lti_plugin.demo.entities import Course, Person
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.visits import COOKIE, Visit
from lti_plugin.errors import FingerpostError, NotAllowed

WHO = "as"
SEE_OTHER = 303
REPOST = "repost"  # marks a form that this site posted once more, to get its cookie


@dataclass(frozen=True, slots=True)
class Desk:
    """Knows the visitors and writes the pages."""

    moodle: LookAlike

    def visit(self) -> Visit | None:
        """Return the visit of this browser; ``as`` in the address signs in as somebody else."""
        visit = self.moodle.visits.find(request.cookies.get(COOKIE))
        word = request.args.get(WHO)
        if word is None:
            return visit
        person = self.moodle.person(word)
        if visit is None or visit.person_id != person.id:
            visit = self.moodle.visits.begin(person.id)
            g.demo_visit = visit
        return visit

    def visitor(self) -> tuple[Visit, Person]:
        """Return the visit and its person.

        Raises
        ------
        NotAllowed
            When nobody has been chosen yet in this browser.
        """
        visit = self.visit()
        if visit is None:
            raise NotAllowed("First choose on the start page who you want to be.")
        return visit, self.moodle.organisation.people_by_id[visit.person_id]

    def admit(self, person: Person, course: Course) -> None:
        """Let only people of the course, and administrators, into its activities.

        Raises
        ------
        NotAllowed
            When the person is not in the course.
        """
        if not person.site_admin and self.moodle.place(person, course) is None:
            raise NotAllowed(f"{person.name} is not enrolled in this course.")

    def site_admin(self) -> tuple[Visit, Person]:
        """Return the visit and its person, who has to be an administrator of the site.

        Raises
        ------
        NotAllowed
            When the person is not.
        """
        visit, person = self.visitor()
        if not person.site_admin:
            raise NotAllowed("This page is for administrators of the site.")
        return visit, person

    def admit_trainer(self, person: Person, course: Course) -> None:
        """Let only trainers of the course, and administrators, go on.

        Raises
        ------
        NotAllowed
            When the person is neither.
        """
        if not self.moodle.teaches(person, course):
            raise NotAllowed(f"{person.name} does not teach this course.")

    def came_from_here(self, visit: Visit) -> None:
        """Check that the request carries the session's key, as only pages of this site do.

        Raises
        ------
        NotAllowed
            When it does not.
        """
        given = request.values.get("sesskey", "")
        if not compare_digest(given.encode(), visit.session_key.encode()):
            raise NotAllowed("This form is out of date; open the page again.")

    def page(
        self, template: str, *, status: int = 200, framed: str = "", **values: object
    ) -> Response:
        """Return a page of the look-alike; ``framed`` replaces the tools' origins in frames."""
        values |= {"site": self.moodle.site, "organisation": self.moodle.organisation}
        response = make_response(render_template(f"demo/{template}", **values), status)
        response.headers["Content-Security-Policy"] = self._policy(framed)
        response.headers["Cache-Control"] = "no-store"
        return response

    def post_on(self, address: str, fields: Mapping[str, str], title: str) -> Response:
        """Return a page that posts ``fields`` to ``address``: at once, or by its button."""
        return self.page("post.html", address=address, fields=fields, title=title)

    def refuse(self, error: FingerpostError) -> Response:
        """Return the page that says why something was not possible."""
        return self.page("message.html", status=error.status, title="Not possible", error=error)

    def keep(self, response: Response) -> Response:
        """Put the secret of a visit that has just begun into the browser's cookie."""
        visit = g.get("demo_visit")
        if visit is not None:
            path = self.moodle.site.mount or "/"
            secure = self.moodle.site.platform_url.startswith("https:")
            response.set_cookie(
                COOKIE, visit.key, path=path, httponly=True, samesite="Lax", secure=secure
            )
        return response

    def _policy(self, framed: str) -> str:
        known = [origin for tool in self.moodle.tools.everything() for origin in tool.origins]
        tools = " ".join(dict.fromkeys(known))
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                f"frame-src 'self' {framed or tools}",
                f"form-action 'self' {tools}",
                "frame-ancestors 'self'",
                "base-uri 'none'",
            )
        )
