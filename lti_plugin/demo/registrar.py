"""How a tool registers: the page for administrators, the invitation and the tool's own call."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from flask import Response, jsonify, make_response, redirect, request
from joserfc import jwt
from joserfc.errors import JoseError
from werkzeug.wrappers import Response as AnyResponse

from lti_plugin.demo import registration
from lti_plugin.demo.claims import sign
from lti_plugin.demo.configuration import configuration
from lti_plugin.demo.folder import new_client_id
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.pages import SEE_OTHER, Desk
from lti_plugin.demo.registration import Refused
from lti_plugin.demo.tools import Tool, domain_of
from lti_plugin.errors import BadRequest, NotFound

TOKEN_SECONDS = 3600
FRESH, RENEWAL = "reg", "reg-update"
ANYWHERE = "http: https:"


@dataclass(frozen=True, slots=True)
class Registrar:
    """The addresses that a registration passes through."""

    moodle: LookAlike
    desk: Desk

    def manage(self) -> Response:
        """Show the tools, a field for a registration address and, once given, the tool's page."""
        visit, person = self.desk.site_admin()
        address = request.args.get("url", "").strip()
        wanted = {"url": address, "sesskey": visit.session_key}
        start = f"{self.moodle.site.manage_url(start=True)}?{urlencode(wanted)}"
        return self.desk.page(
            "tools.html",
            title="Manage tools",
            person=person,
            tools=self.moodle.tools.everything(),
            session_key=visit.session_key,
            frame=start if address else "",
            framed=ANYWHERE,  # a tool that registers is not known yet
        )

    def start(self) -> AnyResponse:
        """Send the frame on to the tool's registration page, with a token for its call."""
        visit, _person = self.desk.site_admin()
        self.desk.came_from_here(visit)
        address = request.args.get("url", "")
        parts = _parts(address)
        known = self.moodle.tools.of_domain(domain_of(address))
        choice = request.args.get("type")
        if known and choice is None:
            return self._choose(address, visit.session_key, known)
        token = self._invitation(choice or "0")
        told = {
            "openid_configuration": self.moodle.site.configuration_url,
            "registration_token": token,
        }
        joint = "&" if parts.query else "?"
        return redirect(f"{address.split('#')[0]}{joint}{urlencode(told)}")

    def configuration(self) -> Response:
        """Answer with the OpenID configuration."""
        return jsonify(configuration(self.moodle.site))

    def register(self) -> Response:
        """Answer a tool's call: keep what it says, or tell what is kept (GET, for a renewal)."""
        try:
            tool = self._registered()
        except Refused as refused:
            answer = make_response(refused.reason, refused.status)
            answer.content_type = "text/plain; charset=utf-8"
            return answer
        return jsonify(registration.answer(tool))

    def activate(self) -> AnyResponse:
        """Let a registered tool be used."""
        visit, _person = self.desk.site_admin()
        self.desk.came_from_here(visit)
        tool = self.moodle.tools.find(request.form.get("id", ""))
        if tool is None:
            raise NotFound("There is no such tool in this demo.")
        self.moodle.tools.change(replace(tool, active=True))
        return redirect(self.moodle.site.manage_url(), SEE_OTHER)

    def _choose(self, address: str, session_key: str, known: list[Tool]) -> Response:
        # Links, not forms: a form may not be sent on to a place that this site's policy leaves out.
        labels = {f"{tool.id}": f"Update {tool.name} (deployment {tool.id})" for tool in known}
        given = {"url": address, "sesskey": session_key}
        start = self.moodle.site.manage_url(start=True)
        choices = [
            {"label": label, "address": f"{start}?{urlencode(given | {'type': choice})}"}
            for choice, label in (labels | {"0": "Register as a new tool"}).items()
        ]
        return self.desk.page("renewal.html", title="This tool is already here", choices=choices)

    def _invitation(self, choice: str) -> str:
        tool = self.moodle.tools.find(choice)
        now = int(time.time())
        told = {
            "sub": str(tool.id) if tool else new_client_id(),
            "scope": RENEWAL if tool else FRESH,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        return sign(self.moodle, told)

    def _registered(self) -> Tool:
        told = self._token()
        present = self._present(told)
        if request.method == "POST":
            return self._keep(told, present)
        if present is None:
            raise Refused("invalid_registration_token", 403)
        return present

    def _token(self) -> dict[str, Any]:
        given = request.headers.get("Authorization", "")
        if not given.startswith("Bearer "):
            raise Refused("missing_registration_token", 401)
        key = self.moodle.folder.key
        try:
            told = jwt.decode(given.removeprefix("Bearer "), key, algorithms=["RS256"]).claims
        except (JoseError, ValueError) as error:
            raise Refused("invalid_registration_token", 401) from error
        # A launch's token bears the same signature but no scope of these.
        if told.get("scope") not in {FRESH, RENEWAL} or told.get("exp", 0) <= time.time():
            raise Refused("invalid_registration_token", 401)
        return dict(told)

    def _present(self, told: dict[str, Any]) -> Tool | None:
        """Return the tool that a renewal is about; None for a fresh registration."""
        if told["scope"] == FRESH:
            if self.moodle.tools.of_client(told["sub"]):
                raise Refused("token_already_used", 401)
            return None
        tool = self.moodle.tools.find(told["sub"])
        if tool is None:
            raise Refused("invalid_registration_token", 401)
        return tool

    def _keep(self, told: dict[str, Any], present: Tool | None) -> Tool:
        said = request.get_json(force=True, silent=True)
        if not isinstance(said, dict):
            # Moodle fails here with a page for people, and so does this.
            raise BadRequest("The registration is no JSON object.", status=500)
        if present is not None:
            tool = registration.read(said, present.client_id)
            tool = replace(tool, id=present.id, active=present.active)
            self.moodle.tools.change(tool)
            return tool
        added = self.moodle.tools.add(registration.read(said, told["sub"]))
        if added is None:
            raise Refused("token_already_used", 401)
        return added


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadRequest("This is no address.") from error
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise BadRequest("A registration address begins with http:// or https://.")
    return parts
