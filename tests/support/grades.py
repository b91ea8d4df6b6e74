"""A tool's calls of the grade service, each with a token of exactly the scopes it needs."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from lti_plugin.demo.vocabulary import LINE_ITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from tests.support.lookalike import AnyTool

ITEM = "application/vnd.ims.lis.v2.lineitem+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
ISSUER = "http://127.0.0.1:8000/demo-moodle"
ALL = (LINE_ITEM_SCOPE, SCORE_SCOPE, RESULT_SCOPE)


class GradeClient:
    """The grade service of one course as one tool calls it."""

    def __init__(self, tool: AnyTool, course_id: int) -> None:
        self.tool = tool
        self.base = f"{ISSUER}/mod/lti/services.php/{course_id}/lineitems"
        self.whose = f"?type_id={tool.deployment_id}"
        self.header = tool.bearer(*ALL)

    def call(self, address: str, method: str = "GET", **given: Any) -> TestResponse:
        """Call an address of the service."""
        return self.tool.call(address, method, **({"headers": self.header} | given))

    def listed(self, more: str = "", **given: Any) -> TestResponse:
        """Ask for the line items."""
        return self.call(f"{self.base}{self.whose}{more}", **given)

    def make(self, content_type: str = ITEM, **said: Any) -> TestResponse:
        """Add a line item."""
        item = {"label": "Badge", "scoreMaximum": 10} | said
        return self.call(f"{self.base}{self.whose}", "POST", json=item, content_type=content_type)

    def made(self, **said: Any) -> str:
        """Add a line item and return its address."""
        return str(self.make(**said).get_json()["id"])

    def send(
        self, item: str, person_id: object, content_type: str = SCORE, **said: Any
    ) -> TestResponse:
        """Send a score for a line item."""
        score = {
            "userId": str(person_id),
            "scoreGiven": 8,
            "scoreMaximum": 10,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "timestamp": "2026-11-22T12:00:00Z",
        } | said
        score = {name: value for name, value in score.items() if value is not None}
        address = item.replace("?", "/scores?")
        return self.call(address, "POST", json=score, content_type=content_type)

    def results(self, item: str, more: str = "") -> TestResponse:
        """Ask for the results of a line item."""
        return self.call(item.replace("?", "/results?") + more)
