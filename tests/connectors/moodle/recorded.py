"""A Moodle that answers as the recorded one did."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import responses

from connectors.http import Outgoing
from connectors.moodle import MoodleClient

FOLDER = Path(__file__).parents[2] / "fixtures" / "moodle" / "ws"
BASE = "https://moodle.test"
TOKEN = "f00dfeedf00dfeedf00dfeedf00dfeed"
PUBLIC = "93.184.215.14"

Call = dict[str, str]
Reply = Callable[[Call], Any]


def recording(name: str) -> dict[str, Any]:
    """Return one recorded call: request, status, content_type, body."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def body(name: str) -> Any:
    """Return the recorded answer."""
    return recording(name)["body"]


def report_rows() -> list[dict[str, Any]]:
    """Return the rows of the two recorded pages as if they were the whole report."""
    rows: list[dict[str, Any]] = []
    for name in ("report_page0", "report_last_page"):
        rows += body(name)["data"]["rows"]
    return rows


class RecordedMoodle:
    """Answers each function from the recordings; ``replies`` changes single functions,
    ``refused`` names what a token is not granted for."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refused: set[str] = set()
        self.replies: dict[str, Reply] = {
            "core_webservice_get_site_info": lambda _: body("site_info"),
            "core_course_get_categories": lambda _: body("categories"),
            "core_course_get_courses_by_field": lambda _: body("courses"),
            "core_user_get_users": lambda _: body("users_all"),
            "core_user_get_users_by_field": lambda _: body("users_by_field"),
            "core_enrol_get_enrolled_users": lambda _: body("error_function_not_in_service"),
            "core_enrol_get_users_courses": _users_courses,
            "core_competency_list_competency_frameworks": lambda _: body("competency_frameworks"),
            "core_competency_list_competencies": _competencies,
            "core_competency_list_course_competencies": _course_competencies,
            "core_reportbuilder_retrieve_report": report(report_rows()),
        }

    def functions(self) -> list[str]:
        """Return the names of the functions called so far."""
        return [call["wsfunction"] for call in self.calls]

    def client(self) -> MoodleClient:
        """Return a client to this Moodle that neither waits nor asks for names."""
        http = Outgoing(resolve=lambda _host, _port: [PUBLIC], sleep=lambda _: None)
        return MoodleClient(BASE, TOKEN, http)

    def grant(self, request: Any) -> tuple[int, dict[str, str], str]:
        """Answer a request for a token: all is granted but the scopes that end in one refused."""
        asked = dict(parse_qsl(request.body))["scope"].split()
        granted = [each for each in asked if not each.endswith(tuple(self.refused) or "\0")]
        answer = {
            "access_token": "made-up",
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": " ".join(granted),
        }
        return 200, {"Content-Type": "application/json"}, json.dumps(answer)

    def __call__(self, request: Any) -> tuple[int, dict[str, str], str]:
        call = dict(parse_qsl(request.body, keep_blank_values=True))
        assert call.pop("wstoken") == TOKEN
        assert call.pop("moodlewsrestformat") == "json"
        self.calls.append(call)
        answer = self.replies[call["wsfunction"]](call)
        return 200, {"Content-Type": "application/json"}, json.dumps(answer)


@contextmanager
def recorded_moodle() -> Iterator[RecordedMoodle]:
    """Stand in for https://moodle.test while the context lasts."""
    moodle = RecordedMoodle()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_callback(responses.POST, f"{BASE}/webservice/rest/server.php", callback=moodle)
        mock.add_callback(responses.POST, f"{BASE}/mod/lti/token.php", callback=moodle.grant)
        yield moodle


def report(rows: list[dict[str, Any]], headers: list[str] | None = None) -> Reply:
    """Return the reply of a report with these rows."""
    shape = body("report_past_end")

    def reply(call: Call) -> Any:
        page, size = int(call["page"]), int(call["perpage"])
        data = {
            "headers": headers or shape["data"]["headers"],
            "rows": rows[page * size : (page + 1) * size],
            "totalrowcount": len(rows),
        }
        return {**shape, "data": data}

    return reply


def _users_courses(call: Call) -> Any:
    known = call["userid"] in ("3", "5", "10", "244")
    return body(f"users_courses_{call['userid']}") if known else []


def _competencies(call: Call) -> Any:
    return body("competencies")[int(call["skip"]) :]


def _course_competencies(call: Call) -> Any:
    known = call["id"] in ("2", "3", "60")
    return body(f"course_competencies_{call['id']}") if known else []
