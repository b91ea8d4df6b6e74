"""The messages that a real Moodle 4.5 sent, with the clock set back to when it sent them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from time_machine import TimeMachineFixture

from lti_plugin.lti import onetime
from lti_plugin.store.lti import LoginState
from lti_plugin.store.people import Person, PersonId
from lti_plugin.store.visits import Visit
from tests.support.deeplinking import SEND, SETTINGS, address_of, told
from tests.support.installation import Installation
from tests.support.installation import Visit as Page
from tests.support.platform import Platform
from tests.support.tool import Browser, Install, Tool, code_of

RECORDED = Path(__file__).parents[2] / "fixtures/moodle/lti"


def recorded(name: str) -> Any:
    """Return one recording."""
    return json.loads((RECORDED / f"{name}.json").read_text())


@pytest.fixture
def moodle(monkeypatch: pytest.MonkeyPatch) -> Platform:
    """The Moodle that was recorded, with its real public key."""
    platform = Platform(client_id="6iw2ienuGoux9s2")
    monkeypatch.setattr(platform, "jwks", lambda: recorded("platform_jwks"))
    return platform


def send(tool: Tool, browser: Browser, message: dict[str, Any]) -> Any:
    """Begin a login, give it the recorded nonce, and post the recorded token in answer."""
    fields = browser.begin(login_hint=message["claims"]["sub"])
    with tool.database.writing() as session:
        nonce = onetime.digest(message["claims"]["nonce"])
        session.execute(update(LoginState).values(nonce_hash=nonce))
    token = message["form"]["id_token"]
    return browser.post("/lti/launch", {"state": fields["state"], "id_token": token})


@pytest.mark.parametrize(
    ("name", "audience"),
    [
        ("launch_learner", "learner"),
        ("launch_course_trainer", "instructor"),
        ("launch_site_manager", "instructor"),
        ("launch_site_admin", "admin"),
    ],
)
def test_recorded_launch_opens_the_right_page(
    install: Install, moodle: Platform, time_machine: TimeMachineFixture, name: str, audience: str
) -> None:
    message = recorded(name)
    claims = message["claims"]
    time_machine.move_to(datetime.fromtimestamp(claims["iat"] + 2, UTC))
    tool = install(moodle)
    browser = Browser(tool, moodle)
    answer = send(tool, browser, message)
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).json
    assert page is not None
    assert (page["audience"], page["locale"]) == (audience, "en")
    with tool.database.reading() as session:
        person = session.query(Person).one()
        ids = {row.kind: row.value for row in session.query(PersonId)}
        custom = session.query(Visit).one().claims["custom"]
    assert (person.name, person.email) == (claims["name"], claims["email"])
    assert ids["moodle_id"] == claims["sub"]
    assert ids["username"] == custom["username"]
    assert ids.get("idnumber") == custom.get("idnumber")
    assert "jobrole" not in custom  # Moodle sends "$User.customfield.jobrole" as it stands


def test_recorded_deep_linking_opens_the_picker_and_is_answered(
    tmp_path: Path, moodle: Platform, time_machine: TimeMachineFixture
) -> None:
    message = recorded("launch_deep_linking")
    time_machine.move_to(datetime.fromtimestamp(message["claims"]["iat"] + 2, UTC))
    installation = Installation(tmp_path / "tool", moodle)
    browser = Browser(installation, moodle)
    answer = send(installation, browser, message)
    assert answer.headers["Location"].startswith("/teach/place?v=")
    teacher = Page(installation, browser.get(answer.headers["Location"]), browser)
    assert "You may choose several." in teacher.page.text
    page = teacher.press(SEND, view="skills")
    settings = message["claims"][SETTINGS]
    assert address_of(page) == settings["deep_link_return_url"]
    claims = told(browser, page)
    assert (claims["iss"], claims["aud"]) == (moodle.client_id, ["https://moodle.test"])
    installation.close()


def test_recorded_launch_is_too_old_today(
    install: Install, moodle: Platform, time_machine: TimeMachineFixture
) -> None:
    message = recorded("launch_learner")
    time_machine.move_to(datetime.fromtimestamp(message["claims"]["exp"] + 31, UTC))
    tool = install(moodle)
    page = send(tool, Browser(tool, moodle), message)
    assert (page.status_code, code_of(page)) == (401, "lti-exp")
