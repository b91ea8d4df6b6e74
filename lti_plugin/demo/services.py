"""The services a tool may call with a token: the token itself and the names and roles."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import requests
from flask import Response, jsonify, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lti_plugin.demo.claims import context, memberships_url
from lti_plugin.demo.entities import Course, Participation, Person
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.site import TOOL_ID
from lti_plugin.demo.visits import TOKEN_SECONDS
from lti_plugin.demo.vocabulary import MEMBERSHIP_SCOPE

MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
GRANT = "client_credentials"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TIMEOUT = (3.0, 5.0)
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
        if not self._proves_itself(form["client_assertion"]):
            return _oauth_error("invalid_client")
        granted = frozenset(form.get("scope", "").split()) & {MEMBERSHIP_SCOPE}
        if not granted:
            return _oauth_error("invalid_scope")
        answer = {
            "access_token": self.moodle.tokens.issue(granted),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(sorted(granted)),
        }
        return jsonify(answer), 200

    def _proves_itself(self, assertion: str) -> bool:
        """Check the signature and the times, with no leeway, as Moodle does."""
        try:
            # The tool's keys are fetched each time, so a new key of the tool is known at once.
            answer = requests.get(
                self.moodle.site.tool_jwks_url, timeout=TIMEOUT, allow_redirects=False
            )
            keys = KeySet.import_key_set(answer.json())
            told = jwt.decode(assertion, keys, algorithms=["RS256"]).claims
        except (requests.RequestException, JoseError, ValueError, KeyError, TypeError):
            return False
        now = time.time()
        times = [told.get("iat", 0), told.get("exp", 0)]
        if not all(isinstance(moment, int | float) for moment in times):
            return False
        return told.get("sub") == self.moodle.site.client_id and times[0] <= now < times[1]

    def memberships(self, course_id: str, tool_id: str) -> Response | tuple[Response, int]:
        """Answer with the people of a course, all of them unless a limit is given."""
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.moodle.tokens.allows(bearer, MEMBERSHIP_SCOPE):
            return _service_error(401, "Unauthorised")
        accepted = request.headers.get("Accept", "*/*")
        if MEMBERS_TYPE not in accepted.split(",") and "*/*" not in accepted:
            return _service_error(400, "No handler found for this media type")
        if tool_id != str(TOOL_ID):
            return _service_error(404, "Not found")
        course = self.moodle.course(course_id)
        first, most = _number("from"), _number("limit")
        people = self._people(course, request.args.get("role", ""))
        page = people[first : first + most] if most else people[first:]
        address = memberships_url(self.moodle, course)
        answer = jsonify(
            {
                "id": address,
                "context": context(course),
                "members": [_member(person, step) for person, step in page],
            }
        )
        answer.headers["Content-Type"] = f"{MEMBERS_TYPE}; charset=utf-8"
        if most and first + most < len(people):
            # Moodle drops the role filter here, and so does this.
            following = f"{address}?limit={most}&from={first + most}"
            answer.headers["Link"] = f'<{following}>; rel="next"'
        return answer

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


def _member(person: Person, step: Participation) -> dict[str, object]:
    return {
        "status": "Active",
        "roles": [ROLE_NAMES[step.role]],
        "user_id": str(person.id),
        "lis_person_sourcedid": person.id_number,
        "name": person.name,
        "given_name": person.first_name,
        "family_name": person.last_name,
        "email": person.email,
        "ext_user_username": person.username,
    }


def _number(name: str) -> int:
    text = request.args.get(name, "0")
    return int(text) if text.isdecimal() else 0


def _oauth_error(code: str) -> tuple[Response, int]:
    return jsonify({"error": code}), 400


def _service_error(status: int, reason: str) -> tuple[Response, int]:
    return jsonify({"status": status, "reason": reason, "request": {}}), status
