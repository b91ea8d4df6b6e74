"""A browser that launches: three timed requests, and the platform's answer signed in between."""

from __future__ import annotations

import http.client
import re
import time
from html import unescape
from urllib.parse import urlencode, urlsplit

from launches.site import PLATFORM

from tests.support.platform import LTI

STEPS = ("login", "launch", "first page")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Visitor:
    """Launches the tool at one address; safe to be used by several threads."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._target = f"{address}/lti/launch"

    def launch(self, person: str, due: float | None = None) -> tuple[float, ...]:
        """Launch as this person and return the seconds of each step, the first one since ``due``.

        Raises
        ------
        RuntimeError
            When the server answers anything but what a launch is made of.
        """
        began = time.perf_counter() if due is None else due
        asked = PLATFORM.initiation(target_link_uri=self._target, login_hint=person)
        connection = http.client.HTTPConnection(self._host, timeout=60)
        try:
            page, cookies = _post(connection, "/lti/login", asked, "", 200)
            after_login = time.perf_counter()
            signed = self._sign(dict(HIDDEN.findall(page)))
            launched = time.perf_counter()
            place, cookies = _post(connection, "/lti/launch", signed, cookies, 303)
            followed = time.perf_counter()
            _ask(connection, "GET", place, None, {"Cookie": cookies}, 200)
            ended = time.perf_counter()
        finally:
            connection.close()
        return after_login - began, followed - launched, ended - followed

    def _sign(self, hidden: dict[str, str]) -> dict[str, str]:
        """Answer a login as Moodle's auth.php does."""
        fields = {name: unescape(value) for name, value in hidden.items()}
        claims = PLATFORM.claims(fields, **{LTI + "target_link_uri": self._target})
        return {"state": fields["state"], "id_token": PLATFORM.sign(claims)}


def _post(
    connection: http.client.HTTPConnection,
    path: str,
    fields: dict[str, str],
    cookies: str,
    status: int,
) -> tuple[str, str]:
    """Post a form; return the page or where the answer leads to, and the cookies."""
    headers = FORM | ({"Cookie": cookies} if cookies else {})
    return _ask(connection, "POST", path, urlencode(fields), headers, status)


def _ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: str | None,
    headers: dict[str, str],
    status: int,
) -> tuple[str, str]:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != status:
        raise RuntimeError(f"{method} {path} was answered with {answer.status}: {text[-500:]}")
    given = (each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", ()))
    cookies = "; ".join(each for each in given if not each.endswith("="))
    return answer.headers.get("Location") or text, cookies
