"""A file of courses or skills that a program sends: looked at, taken over, forgotten."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lti_plugin.store.courses import Course
from tests.support.api import Program, Roles, problem, program
from tests.support.installation import Installation

ADDRESS = "/catalogue/import"
SMALL = "id,title,level\nF1,Balance sheets,basic\nF2,Costs,\n,Nobody,\n"


@pytest.fixture
def admin(installation: Installation, roles: Roles) -> Program:
    """An L&D admin of the first site."""
    return program(installation, "admin", "50")


def test_a_look_tells_the_rows_and_writes_nothing(
    admin: Program, installation: Installation
) -> None:
    place = f"{ADDRESS}/courses"
    assert admin.get(place) == {"file": None, "busy": False, "failed": None}
    told = admin.ask("PUT", place, {"content": SMALL, "name": "shop.csv"}).json["file"]
    assert told["found"] == {"new": 2, "changed": 0, "same": 0, "bad": 1}
    assert told["rows"][0] == {"line": 2, "how": "new", "name": "Balance sheets", "changes": []}
    assert [each["line"] for each in told["bad"]] == [4]
    assert told["can_be_undone"]
    assert admin.get(place)["file"] == told
    assert admin.get(f"{ADDRESS}/skills")["file"] is None
    with installation.database.reading() as session:
        assert not session.scalar(select(func.count()).where(Course.title == "Balance sheets"))
    taken = admin.ask("POST", f"{place}/take", {"id": told["id"]})
    assert (taken.status_code, (taken.json or {})["busy"]) == (202, True)
    assert problem(admin.ask("PUT", place, {"content": SMALL})) == (400, "input")
    assert admin.ask("DELETE", place).status_code == 204
    assert admin.get(place)["file"] is None


def test_what_is_no_file_or_no_admins_is_refused(admin: Program, learner: Program) -> None:
    place = f"{ADDRESS}/skills"
    assert problem(admin.ask("PUT", place, {"content": "colour\nred\n"})) == (400, "input")
    assert problem(admin.ask("PUT", f"{ADDRESS}/people", {"content": SMALL}))[0] == 404
    assert problem(learner.ask("PUT", place, {"content": SMALL})) == (403, "not-allowed")
    unknown = admin.ask("POST", f"{place}/take", {"id": str(uuid4())})
    assert problem(unknown) == (404, "not-found")
