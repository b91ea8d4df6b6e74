"""Reads an answer of Moodle's web service: its content, or the error that it hides in HTTP 200."""

from __future__ import annotations

import re
from typing import Any

from connectors.errors import (
    BadAnswer,
    BadParameter,
    BadToken,
    ConnectorError,
    Maintenance,
    MissingCapability,
    MissingFunction,
    MoodleError,
    NotAMoodle,
    NotShared,
    Unreachable,
    WebServicesOff,
)
from connectors.fitting import cleaned
from connectors.http import TRY_AGAIN, Answer
from connectors.moodle import rights

_BAD_TOKEN = frozenset({"invalidtoken", "invalidtimedtoken", "tokenexpired"})
_MAINTENANCE = frozenset({"sitemaintenance", "upgraderunning", "maintenancemode"})
_BAD_PARAMETER = frozenset({"invalidparameter", "invalidparametervalue", "missingparam"})
_MISSING_CAPABILITY = frozenset({"nopermission", "nopermissions", "errorreportview"})
_NOT_SHARED = "errorreportview"
_NAME_AT_THE_END = re.compile(r"\(([^()]+)\)\W*$")


def read_answer(answer: Answer, function: str, token: str) -> Any:
    """Return the JSON content of ``answer`` to ``function``, or raise what went wrong.

    ``token`` is struck out of Moodle's words, should a server repeat it.
    """
    if answer.status != 200:
        raise _from_status(answer)
    try:
        content = answer.json()
    except BadAnswer:
        raise NotAMoodle(
            f"The answer to {function} is a page or a text, not the data of a web service."
        ) from None
    if isinstance(content, dict) and ("exception" in content or "errorcode" in content):
        raise _from_content(content, function, token)
    return content


def _from_status(answer: Answer) -> ConnectorError:
    status = answer.status
    page = answer.body.lstrip()[:1] == b"<"
    if status == 403 and not answer.body.strip():
        return WebServicesOff("Moodle's web services are switched off.")
    if status == 503 and page and b"503 Service" not in answer.body:
        return Maintenance("Moodle is in maintenance mode.")
    if status in TRY_AGAIN:
        return Unreachable(f"The server is overloaded or broken (HTTP {status}).")
    if 300 <= status < 400:
        return _moved(answer)
    if status in (401, 403):
        return BadAnswer(
            f"Something in front of Moodle refuses the request (HTTP {status}).",
            hint="Allow this machine to reach /webservice/rest/server.php.",
        )
    if status >= 500:
        return BadAnswer(
            f"Moodle broke off with an internal error (HTTP {status}).",
            hint="Look into the error log of Moodle's web server.",
        )
    return NotAMoodle(f"There is no web service of Moodle at this address (HTTP {status}).")


def _moved(answer: Answer) -> ConnectorError:
    place = answer.headers.get("Location", "").partition("?")[0].partition("/webservice/")[0]
    hint = f"Use the address {place} instead." if place.startswith("http") else None
    return NotAMoodle(f"The address leads elsewhere (HTTP {answer.status}).", hint=hint)


def _from_content(content: dict[str, Any], function: str, token: str) -> ConnectorError:
    code = str(content.get("errorcode") or "")
    kind = str(content.get("exception") or "").rpartition("\\")[2]
    words = " ".join(cleaned(str(content.get("message") or code or kind)).split())
    if token:
        words = words.replace(token, "…")
    words = words[:300]
    if code in _BAD_TOKEN:
        return BadToken("Moodle does not accept the token.")
    if code.startswith("wsaccessuser"):
        return BadToken(
            f"The service account may not use web services: {words}.",
            hint="Confirm or reactivate the service account in Moodle.",
        )
    if code in _MAINTENANCE:
        return Maintenance("Moodle is in maintenance mode.")
    if code == "accessexception" or kind == "webservice_access_exception":
        return MissingFunction(
            f"Moodle refuses the function {function}.",
            hint=f"Add {function} to the external service, and check that the service is enabled, "
            "the token has not expired and this machine's address is allowed.",
        )
    if code == "invalidrecord" and "external_functions" in words:
        return MissingFunction(
            f"This Moodle has no function {function}.", hint="Moodle 4.5 or later is needed."
        )
    if code in _MISSING_CAPABILITY or kind == "required_capability_exception":
        named = _NAME_AT_THE_END.search(words)
        which = f" the right “{named[1]}”" if named else " a right"
        lacks = f"The service account lacks{which} for {function}: {words}"
        if code == _NOT_SHARED:
            shared = "Add the service account to the audience of the report in Moodle."
            return NotShared(lacks, hint=shared)
        return MissingCapability(lacks, hint=rights.hint(function))
    if code in _BAD_PARAMETER or kind == "invalid_parameter_exception":
        return BadParameter(f"Moodle refuses a parameter of {function}: {words}")
    return MoodleError(f"Moodle reports an error in {function}: {words}", code=code)
