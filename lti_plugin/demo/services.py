"""The services a tool may call with a token: the token itself and the names and roles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Response, jsonify, request

from lti_plugin.demo import addresses
from lti_plugin.demo.claims import context
from lti_plugin.demo.entities import Course, Participation, Person
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.servicecalls import ServiceError, answer, check_accepted, holder, number
from lti_plugin.demo.toolkeys import claimed_sender, verified
from lti_plugin.demo.tools import Tool
from lti_plugin.demo.visits import TOKEN_SECONDS
from lti_plugin.demo.vocabulary import MEMBERSHIP_SCOPE

MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
GRANT = "client_credentials"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ROLE_NAMES = {"student": "Learner", "editingteacher": "Instructor"}


@dataclass(frozen=True, slots=True)
class Services:
    """The token endpoint and the roster of a course."""

    moodle: LookAlike

    def token(self) -> tuple[Response, int]:
        """Answer a request for a token; the tool proves itself with a signed assertion."""
        form = request.form
        if form.get("grant_type") != GRANT:
            return _oauth_error("unsupported_grant_type")
        if form.get("client_assertion_type") != ASSERTION or not form.get("client_assertion"):
            return _oauth_error("invalid_request")
        tool = self._proven(form["client_assertion"])
        if tool is None:
            return _oauth_error("invalid_client")
        granted = frozenset(form.get("scope", "").split()).intersection(tool.scopes)
        if not granted:
            return _oauth_error("invalid_scope")
        told = {
            "access_token": self.moodle.tokens.issue(tool.id, granted),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(sorted(granted)),
        }
        return jsonify(told), 200

    def _proven(self, assertion: str) -> Tool | None:
        """Return the tool that ``assertion`` is about, if that tool has signed it."""
        tool = self.moodle.tools.of_client(claimed_sender(assertion))
        return tool if tool and verified(tool, assertion) else None

    def memberships(self, course_id: str, tool_id: str) -> Response:
        """Answer with the people of a course, all of them unless a limit is given."""
        tool = holder(self.moodle, MEMBERSHIP_SCOPE)
        check_accepted(MEMBERS_TYPE)
        if tool_id != str(tool.id):
            raise ServiceError(404, "Not found")
        course = self.moodle.course(course_id)
        first, most = number("from"), number("limit")
        people = self._people(course, request.args.get("role", ""))
        page = people[first : first + most] if most else people[first:]
        address = addresses.memberships(self.moodle.site, course.id, tool.id)
        response = answer(
            {
                "id": address,
                "context": context(course),
                "members": [_member(tool, person, step) for person, step in page],
            },
            MEMBERS_TYPE,
        )
        if most and first + most < len(people):
            # Moodle drops the role filter here, and so does this.
            following = f"{address}?limit={most}&from={first + most}"
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response

    def _people(self, course: Course, role: str) -> list[tuple[Person, Participation]]:
        everybody = self.moodle.organisation.people_by_id
        steps = self.moodle.ledger.of_course(course.id)
        wanted = re.split("[#/]", role)[-1]
        found = [
            (everybody[step.person_id], step)
            for step in steps
            if wanted in {"", ROLE_NAMES[step.role]}
        ]
        return sorted(found, key=lambda pair: (pair[0].last_name, pair[0].first_name, pair[0].id))


def _member(tool: Tool, person: Person, step: Participation) -> dict[str, object]:
    member: dict[str, object] = {
        "status": "Active",
        "roles": [ROLE_NAMES[step.role]],
        "user_id": str(person.id),
        "lis_person_sourcedid": person.id_number,
    }
    if tool.shares_names:
        member |= {
            "name": person.name,
            "given_name": person.first_name,
            "family_name": person.last_name,
            "ext_user_username": person.username,
        }
    return member | ({"email": person.email} if tool.shares_email else {})


def _oauth_error(code: str) -> tuple[Response, int]:
    return jsonify({"error": code}), 400
