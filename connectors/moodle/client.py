"""Calls functions of Moodle's REST web service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.errors import NotAMoodle
from connectors.http import Outgoing
from connectors.moodle.answers import read_answer

ENDPOINT = "/webservice/rest/server.php"


class MoodleClient:
    """One Moodle and one token. The token travels in the body of a POST, never in an address.

    ``base_url`` is the address of Moodle's front page.
    """

    def __init__(self, base_url: str, token: str, http: Outgoing) -> None:
        self.base_url = base_url.strip().rstrip("/")
        self._token = token.strip()
        self._http = http

    def __repr__(self) -> str:
        return f"MoodleClient({self.base_url!r})"

    def call(self, function: str, **params: Any) -> Any:
        """Return what ``function`` answers, as JSON values.

        ``params`` may hold lists and mappings; None is left out. Only functions that read may be
        called: a call is repeated where the connection breaks. Raises the errors of
        :mod:`connectors.errors`.
        """
        return self._ask(function, params, retry=True)

    def change(self, function: str, **params: Any) -> Any:
        """Return what ``function``, which changes something, answers; it is sent once alone."""
        return self._ask(function, params, retry=False)

    def _ask(self, function: str, params: Mapping[str, Any], *, retry: bool) -> Any:
        body = {
            "wstoken": self._token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **flatten(params),
        }
        answer = self._http.post(self.base_url + ENDPOINT, data=body, retry=retry)
        return read_answer(answer, function, self._token)

    def call_list(self, function: str, key: str | None = None, **params: Any) -> list[Any]:
        """Return the list that ``function`` answers, or the list under ``key`` of its answer."""
        found = self.call(function, **params)
        if key is not None:
            found = found.get(key) if isinstance(found, dict) else None
        if not isinstance(found, list):
            raise NotAMoodle(f"The answer to {function} is not in the form that Moodle uses.")
        return found


def flatten(params: Mapping[str, Any]) -> dict[str, str]:
    """Write nested parameters the way Moodle's REST reads them: ``options[0][name]``."""
    flat: dict[str, str] = {}
    for name, value in params.items():
        _flatten_into(flat, name, value)
    return flat


def _flatten_into(flat: dict[str, str], name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten_into(flat, f"{name}[{key}]", inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inner in enumerate(value):
            _flatten_into(flat, f"{name}[{index}]", inner)
    elif isinstance(value, bool):
        flat[name] = str(int(value))
    elif value is not None:
        flat[name] = str(value)
