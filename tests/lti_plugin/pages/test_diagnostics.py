"""The admin's page that says how launches and services are doing, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import responses
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lti_plugin.lti.endpoints import MEMBERS_SCOPE, SCOPES, SCORE_SCOPE
from lti_plugin.store.lti import Registration
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.connectors.moodle.recorded import BASE, TOKEN, body, recorded_moodle
from tests.support.course import MEMBERS, Served, member, page_of, served
from tests.support.installation import Installation, Visit, visit
from tests.support.platform import Platform
from tests.support.reading import text_of
from tests.support.services import Told, granted
from tests.support.tool import Browser, Clock, code_of

PAGE, TEST = "/admin/diagnostics", "/admin/diagnostics/test"
NO_SCOPES = "In the tool's settings in Moodle, switch on the services for grades and members."


@pytest.fixture
def moodle(tmp_path: Path) -> Iterator[Served]:
    """An installation and its platform's services."""
    with served(tmp_path / "served") as made:
        yield made


def facts(page: TestResponse) -> dict[str, str]:
    """Return what the page tells of its one registration."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page.text, re.DOTALL)
    return {text_of(name): text_of(value) for name, value in pairs}


def found(page: TestResponse) -> tuple[bool, str]:
    """Return whether the test went well, and all that the page says about it."""
    box = re.search(
        r'<div class="alert alert-(\w+)".*?id="found">(.*?)</div>', page.text, re.DOTALL
    )
    assert box is not None, page.text
    return box[1] == "success", text_of(box[2])


def scopes(installation: Installation) -> Any:
    """Return the scopes that are kept with the registration."""
    with installation.database.reading() as session:
        return session.scalars(select(Registration.scopes)).one()


def press(admin: Visit, kind: str, client_id: str = "client-1") -> TestResponse:
    """Press the button of one test."""
    page = admin.press(TEST, kind=kind, client_id=client_id)
    assert page.status_code == 200, page.text
    return page


def test_the_last_launch_and_the_last_refused_one_are_shown(installation: Installation) -> None:
    admin = visit(installation, "admin", "50")
    page = admin.press(PAGE)
    assert "The last launch from moodle.test: " in page.text
    assert facts(page)["Last refused launch"] == "none"
    assert facts(page)["Rights granted by Moodle"] == "not known yet; test the token"
    browser = Browser(installation, installation.platforms[0])
    assert browser.launch(aud="somebody-else").status_code == 401
    told = facts(admin.press(PAGE))["Last refused launch"]
    assert "meant for another tool" in told
    assert told.endswith("lti-aud")
    assert browser.launch(exp=1).status_code == 401
    assert facts(admin.press(PAGE))["Last refused launch"].endswith("lti-exp")
    assert browser.launch().status_code == 303
    assert facts(admin.press(PAGE))["Last refused launch"].endswith("lti-exp")


def test_the_time_of_the_last_launch_moves_on(installation: Installation, clock: Clock) -> None:
    admin = visit(installation, "admin", "50")
    first = facts(admin.press(PAGE))["Last launch"]
    clock.shift(600)
    Browser(installation, installation.platforms[0]).launch(aud="somebody-else")
    assert facts(admin.press(PAGE))["Last launch"] == first
    visit(installation, "learner")
    assert facts(admin.press(PAGE))["Last launch"] != first


def test_a_registration_that_is_off_is_marked(tmp_path: Path) -> None:
    two = Installation(tmp_path / "two", Platform(), Platform(client_id="client-2"))
    admin = visit(two, "admin", "50")
    with two.database.writing() as session:
        off = Registration.client_id == "client-2"
        session.execute(update(Registration).where(off).values(enabled=False))
    page = admin.press(PAGE)
    assert re.findall(r"<code>(client-\d)</code>( \(switched off\))?</h2>", page.text) == [
        ("client-1", ""),
        ("client-2", " (switched off)"),
    ]
    two.close()


def test_a_token_with_every_right_is_told_and_kept(moodle: Served) -> None:
    admin = moodle.open("admin")
    ok, said = found(press(admin, "token"))
    assert ok
    assert said.startswith("Token (client-1): works.")
    assert "every right that is used" in said
    assert scopes(moodle.installation) == sorted(SCOPES)
    told = facts(admin.press(PAGE))["Rights granted by Moodle"]
    assert "send grades" in told
    assert "missing" not in told
    assert not moodle.services.sent


def test_each_test_of_the_token_asks_moodle_anew(moodle: Served) -> None:
    admin = moodle.open("admin")
    for _ in range(2):
        press(admin, "token")
    assert len(moodle.services.asked) == 2


def test_missing_rights_are_named_with_what_to_do(moodle: Served) -> None:
    admin = moodle.open("admin")
    moodle.services.token_answers = [Told(200, granted("t", f"{SCORE_SCOPE} {MEMBERS_SCOPE}"))]
    page = press(admin, "token")
    ok, said = found(page)
    assert not ok
    assert "Moodle does not grant every right that is used." in said
    assert NO_SCOPES in said
    assert scopes(moodle.installation) == sorted([SCORE_SCOPE, MEMBERS_SCOPE])
    granted_, _, missing = facts(page)["Rights granted by Moodle"].partition("missing:")
    assert "send grades" in granted_
    assert "make grade columns" in missing


@pytest.mark.parametrize(
    ("answer", "code", "hint", "kept"),
    [
        (Told(400, {"error": "invalid_scope"}), "lti-token-scope", NO_SCOPES, []),
        (Told(200, granted("t", "other")), "", NO_SCOPES, []),
        (Told(400, {"error": "invalid_client"}), "lti-token-invalid-client", "clocks", None),
        (Told(200, b"<html>"), "lti-token-answer", "Ask the person who runs Moodle", None),
        (Told(503), "lti-token-busy", "Try again", None),
    ],
    ids=["no-scope", "other-scope", "refused", "unreadable", "busy"],
)
def test_a_token_that_is_not_given_is_told_and_what_was_learned_is_kept(
    moodle: Served, answer: Told, code: str, hint: str, kept: list[str] | None
) -> None:
    admin = moodle.open("admin")
    press(admin, "token")
    moodle.services.token_answers = [answer] * 4
    ok, said = found(press(admin, "token"))
    assert not ok
    assert "does not work." in said
    assert "What to do:" in said
    assert hint in said
    assert said.endswith(code or hint)
    assert scopes(moodle.installation) == (sorted(SCOPES) if kept is None else kept)


def test_a_moodle_that_does_not_answer_is_told(moodle: Served) -> None:
    admin = moodle.open("admin")
    with moodle.installation.database.writing() as session:
        session.execute(update(Registration).values(auth_token_url="http://127.0.0.1:1/token"))
    ok, said = found(press(admin, "token"))
    assert (ok, "lti-token-unreachable" in said) == (False, True)


def test_the_roster_of_the_course_opened_last_is_counted(moodle: Served) -> None:
    following = f"{moodle.services.address}{MEMBERS}?from=2"
    moodle.tell_members(page_of(member(1), member(2), following=following), page_of(member(3)))
    ok, said = found(press(moodle.open("admin"), "roster"))
    assert ok
    assert "Moodle lists the people of the course opened last: 3." in said


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Told(404), "lti-roster-gone"),
        (Told(403), "lti-roster-permission"),
        (Told(200, {}), "lti-roster-members"),
        (Told(401), "lti-roster-access"),
    ],
)
def test_a_roster_that_is_not_given_is_told(moodle: Served, answer: Told, code: str) -> None:
    moodle.tell_members(answer)
    ok, said = found(press(moodle.open("admin"), "roster"))
    assert not ok
    assert "What to do:" in said
    assert said.endswith(code)


def test_without_a_course_there_is_no_roster_to_test(moodle: Served) -> None:
    ok, said = found(press(moodle.open("admin", members=False), "roster"))
    assert not ok
    assert "Add the activity to a course in Moodle and open it once." in said
    assert moodle.services.asked == []


def give_token(installation: Installation) -> None:
    """Connect the site's web services to the recorded Moodle."""
    locked = Vault(installation.settings.secret_key).lock(TOKEN)
    with installation.database.writing() as session:
        session.execute(update(Site).values(webservice_url=BASE, token=locked))


def test_the_web_services_are_tested_thing_by_thing(installation: Installation) -> None:
    admin = visit(installation, "admin", "50")
    assert "on the page “Connect”" in admin.press(PAGE).text
    give_token(installation)
    info = body("site_info")
    with recorded_moodle() as recorded:
        assert found(press(admin, "webservice", ""))[0]
        wanted = [e for e in info["functions"] if e["name"] != "core_course_get_categories"]
        answer = {**info, "functions": wanted}
        recorded.replies["core_webservice_get_site_info"] = lambda _: answer
        ok, said = found(press(admin, "webservice", ""))
    assert not ok
    assert said.startswith("Web services: does not work. core_course_get_categories")
    assert "Add core_course_get_categories to the external service in Moodle." in said


def test_web_services_that_refuse_are_told(installation: Installation) -> None:
    admin = visit(installation, "admin", "50")
    ok, said = found(press(admin, "webservice", ""))
    assert (ok, "no web-service token yet" in said) == (False, True)
    give_token(installation)
    with responses.RequestsMock() as mock:
        mock.post(f"{BASE}/webservice/rest/server.php", "<p>Welcome</p>", content_type="text/html")
        ok, said = found(press(admin, "webservice", ""))
    assert (ok, "address of Moodle's front page" in said) == (False, True)
    assert TOKEN not in said


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "everything", "client_id": "client-1"},
        {"kind": "token", "client_id": "unknown"},
        {"kind": "roster"},
    ],
    ids=str,
)
def test_a_test_that_does_not_exist_is_refused(
    installation: Installation, admin: Visit, fields: dict[str, str]
) -> None:
    page = admin.press(TEST, **fields)
    assert (page.status_code, code_of(page)) == (400, "bad-request")


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_only_admins_look_and_test(moodle: Served, who: str) -> None:
    theirs = moodle.open(who)
    for path in (PAGE, TEST):
        page = theirs.press(path, kind="token", client_id="client-1")
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert moodle.services.asked == []
