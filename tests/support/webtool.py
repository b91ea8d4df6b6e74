"""The small tool as a web server: it registers, shows its launches and sends items back."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import requests
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jws
from joserfc.jwk import KeySet
from markupsafe import escape
from werkzeug.wrappers import Response as AnyResponse

from lti_plugin.demo.vocabulary import DEEP_LINKING, LTI
from tests.support.lookalike import AnyTool

ITEM = {
    "type": "ltiResourceLink",
    "title": "Chosen & placed",
    "custom": {"item": "42"},
    "lineItem": {"scoreMaximum": 10, "tag": "badge"},
}


def page(body: str) -> str:
    """Return a page of the tool."""
    return f'<!doctype html><html lang="en"><title>Tool</title><main>{body}</main></html>'


def create_tool(origin: str) -> Flask:
    """Return the tool's application; it forgets everything when it ends."""
    app = Flask("small_tool")
    tool = AnyTool(app.test_client(), origin)
    platform: dict[str, Any] = {}

    @app.get("/register")
    def register() -> str:
        known = requests.get(request.args["openid_configuration"], timeout=5).json()
        header = {"Authorization": f"Bearer {request.args['registration_token']}"}
        told = requests.post(
            known["registration_endpoint"], json=tool.registration(), headers=header, timeout=5
        ).json()
        platform.update(known)
        tool.client_id = told["client_id"]
        return page('<h1>Registered</h1><script src="/close.js"></script>')

    @app.get("/close.js")
    def close() -> Response:
        code = 'parent.postMessage({subject: "org.imsglobal.lti.close"}, "*");'
        return Response(code, content_type="text/javascript")

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(KeySet([tool.key]).as_dict(private=False))

    @app.post("/lti/login")
    def login() -> AnyResponse:
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": request.form["client_id"],
            "redirect_uri": f"{origin}/lti/launch",
            "login_hint": request.form["login_hint"],
            "lti_message_hint": request.form["lti_message_hint"],
            "nonce": "n-1",
            "state": "s-1",
        }
        return redirect(f"{platform['authorization_endpoint']}?{urlencode(asked)}")

    @app.post("/lti/launch")
    def launch() -> str:
        claims = json.loads(jws.extract_compact(request.form["id_token"].encode()).payload)
        settings = claims.get(f"{DEEP_LINKING}deep_linking_settings")
        if settings is None:
            custom = claims[f"{LTI}custom"]
            title = escape(claims[f"{LTI}resource_link"]["title"])
            return page(f"<h1>{title}</h1><p>{custom['item']} from {custom['history']}.</p>")
        told = {"aud": claims["iss"], f"{DEEP_LINKING}content_items": [ITEM]}
        address, message = escape(settings["deep_link_return_url"]), tool.sign(told)
        return page(
            f'<form method="post" action="{address}"><input type="hidden" name="JWT" '
            f'value="{message}"><button>Choose this</button></form>'
        )

    return app
