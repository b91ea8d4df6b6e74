"""A platform's course pages with the tool in a frame: two real servers, for a real browser."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable
from html import escape
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import BaseWSGIServer, make_server

from tests.support.platform import LTI, Platform
from tests.support.tool import Tool

Install = Callable[..., Tool]
HERE = ("127.0.0.1", "localhost")


def posting(action: str, fields: dict[str, str]) -> str:
    """Return a page that posts a form by itself, as Moodle does."""
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    script = "<script>document.forms[0].submit()</script>"
    return f'<form method="post" action="{action}">{inputs}</form>{script}'


class Embedded:
    """A platform on one host, and a tool on the other that each of its courses shows in a frame.

    An activity has the number of its course. ``person`` is who is signed in at the platform.
    """

    person = "100"

    def __init__(
        self,
        install: Install,
        hosts: tuple[str, str] = HERE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        app = Flask("course")
        self._servers = [_server(app, tls) for _ in hosts]
        scheme = "http" if tls is None else "https"
        issuer, self.address = (
            f"{scheme}://{host}:{server.port}"
            for host, server in zip(hosts, self._servers, strict=True)
        )
        self.platform = Platform(issuer=issuer)
        self.tool = install(self.platform, base_url=self.address)
        self._servers[1].app = self.tool.app
        app.add_url_rule("/mod/lti/view.php", "view", self._view)
        app.add_url_rule("/mod/lti/launch.php", "launch", self._launch)
        app.add_url_rule("/mod/lti/auth.php", "answer", self._answer, methods=["POST"])
        app.add_url_rule("/course/view.php", "course", lambda: "<h1>Another course</h1>")
        for server in self._servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop both servers."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def page(self, course: int = 2) -> str:
        """Return the address of the page with the tool in this course."""
        return f"{self.platform.issuer}/mod/lti/view.php?id={course}"

    def without_cookies(self) -> None:
        """Let the tool set no cookie, as if the browser kept none of a frame's."""

        @self.tool.app.after_request
        def drop(response: Response) -> Response:
            response.headers.remove("Set-Cookie")
            return response

    def _view(self) -> str:
        launch = f"/mod/lti/launch.php?id={int(request.args['id'])}"
        return f'<h1>Course</h1><iframe width="900" height="500" src="{launch}"></iframe>'

    def _launch(self) -> str:
        given = self.platform.initiation(
            target_link_uri=f"{self.address}/lti/launch",
            login_hint=self.person,
            lti_message_hint=json.dumps({"cmid": int(request.args["id"])}),
        )
        return posting(f"{self.address}/lti/login", given)

    def _answer(self) -> str:
        fields = request.form.to_dict()
        course = str(json.loads(fields["lti_message_hint"])["cmid"])
        told: dict[str, Any] = {
            LTI + "target_link_uri": f"{self.address}/lti/launch",
            LTI + "context": {"id": course, "title": f"Course {course}"},
            LTI + "launch_presentation": {"locale": "en", "document_target": "iframe"},
        }
        token = self.platform.sign(self.platform.claims(fields, **told))
        return posting(fields["redirect_uri"], {"state": fields["state"], "id_token": token})


def _server(app: Flask, tls: ssl.SSLContext | None) -> BaseWSGIServer:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    if tls is not None:
        # The handshake is left to the connection's own thread: a browser opens connections that
        # it may never use, and one of them must not keep the others waiting.
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        server.ssl_context = tls
    return server
