"""The LTI 1.3 platform side: keys, the start of a launch and the answer with the id_token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request
from joserfc.jwk import KeySet

from lti_plugin.demo import claims
from lti_plugin.demo.entities import Person
from lti_plugin.demo.launches import Launch
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.pages import REPOST, Desk
from lti_plugin.demo.tools import Tool
from lti_plugin.demo.visits import COOKIE, Visit
from lti_plugin.errors import BadRequest

NEEDED = ("scope", "response_type", "client_id", "redirect_uri", "login_hint", "nonce")


class Refusal(Exception):
    """An authentication request that is answered with an OAuth error instead of a token."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.fields = {"error": error}
        if description:
            self.fields["error_description"] = description


@dataclass(frozen=True, slots=True)
class Platform:
    """The addresses under ``mod/lti`` that a launch passes through."""

    moodle: LookAlike
    desk: Desk

    def certificates(self) -> Response:
        """Answer with the platform's public key."""
        return jsonify(KeySet([self.moodle.folder.key]).as_dict(private=False))

    def launch(self) -> Response:
        """Start the launch of an activity."""
        launch = self.moodle.launch(self.moodle.activity(request.args.get("id", "")))
        visit, person = self.desk.visitor()
        self.desk.admit(person, launch.course)
        return self.initiate(visit, person, launch)

    def initiate(self, visit: Visit, person: Person, launch: Launch) -> Response:
        """Post the login initiation to the tool."""
        module = {} if launch.activity is None else {"cmid": launch.activity.module}
        hint = module | {"launchid": visit.open_launch(launch.tool.id, launch)}
        fields = {
            "iss": self.moodle.site.issuer,
            "target_link_uri": launch.target,
            "login_hint": str(person.id),
            "lti_message_hint": json.dumps(hint, separators=(",", ":")),
            "client_id": launch.tool.client_id,
            "lti_deployment_id": launch.tool.deployment_id,
        }
        return self.desk.post_on(launch.tool.login_url, fields, "Opening the activity")

    def authenticate(self) -> Response:
        """Answer an authentication request with a form that posts a token, or an error, back.

        The browser leaves the cookie out when another site posts here; the page then posts the
        same fields once more from this site, and the cookie comes along.
        """
        given = request.values.to_dict()
        visit = self.moodle.visits.find(request.cookies.get(COOKIE))
        if visit is None and REPOST not in given:
            again = given | {REPOST: "1"}
            return self.desk.post_on(self.moodle.site.auth_url, again, "Checking who you are")
        if visit is None:
            raise BadRequest("This browser is not signed in here; begin on the start page.")
        try:
            fields = {"id_token": self._token(visit, given)}
        except Refusal as refusal:
            # Nothing, not even an error, goes to an address that is not registered.
            if not any(_is_registered(given, tool) for tool in self.moodle.tools.everything()):
                raise _unknown_address() from refusal
            fields = refusal.fields
        if "state" in given:
            fields["state"] = given["state"]
        return self.desk.post_on(given["redirect_uri"], fields, "Opening the activity")

    def _token(self, visit: Visit, given: dict[str, str]) -> str:
        person = self.moodle.organisation.people_by_id[visit.person_id]
        if not all(given.get(name) for name in NEEDED):
            raise Refusal("invalid_request")
        if given["scope"] != "openid":
            raise Refusal("invalid_scope")
        if given["response_type"] != "id_token":
            raise Refusal("unsupported_response_type")
        launch = self._launched(visit, given)
        if given["client_id"] != launch.tool.client_id:
            raise Refusal("unauthorized_client")
        if given["login_hint"] != str(person.id):
            raise Refusal("access_denied")
        if not _is_registered(given, launch.tool):
            raise _unknown_address()
        if given.get("response_mode") != "form_post":
            raise Refusal("invalid_request", "The response mode has to be form_post.")
        if given.get("prompt", "none") not in {"", "none"}:
            raise Refusal("invalid_request", "The prompt has to be none.")
        self.desk.admit(person, launch.course)
        told = claims.launch_claims(self.moodle, visit, person, launch, given["nonce"])
        return claims.sign(self.moodle, told)

    def _launched(self, visit: Visit, given: dict[str, str]) -> Launch:
        key = _hint(given.get("lti_message_hint", "")).get("launchid")
        if not isinstance(key, str):
            raise Refusal("invalid_request", "The message hint names no launch.")
        launch = visit.use_launch(key)
        if launch is None:
            raise BadRequest("This launch was used before; open the activity again.")
        return launch


def _is_registered(given: dict[str, str], tool: Tool) -> bool:
    return given.get("redirect_uri") in tool.redirect_uris


def _unknown_address() -> BadRequest:
    return BadRequest("The tool asked for an answer at an address that is not registered.")


def _hint(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
