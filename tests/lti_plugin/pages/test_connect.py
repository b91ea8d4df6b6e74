"""The admin's page on which Moodle and the tool come to know each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lti_plugin.services import admission
from lti_plugin.store import lti as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Deployment, Registration
from tests.support.installation import Installation, Visit, visit
from tests.support.platform import Platform
from tests.support.registering import get, registering
from tests.support.tool import Browser, code_of, data_of

PAGE, INVITE = "/admin/connect", "/admin/connect/invitation"
IDS, SWITCH = "/admin/connect/ids", "/admin/connect/switch"
SECOND = Platform(client_id="client-2", deployment_id="5")


def address(page: TestResponse) -> str:
    """Return the invitation that a page shows."""
    found = re.search(r'id="invitation" value="([^"]*)"', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def known(installation: Installation) -> dict[str, tuple[bool, set[str]]]:
    """Return the registrations of the first site: whether they are on, and their deployments."""
    with installation.database.reading() as session:
        found = rows.registrations(session, installation.site.id)
        return {row.client_id: (row.enabled, set(rows.deployments(session, row))) for row in found}


def actions(installation: Installation) -> list[tuple[str, str, dict[str, Any]]]:
    """Return who did what, without who became an admin."""
    with installation.database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
        return [(e.actor, e.action, e.details) for e in entries if "L&D" not in e.action]


def by_link(installation: Installation) -> Visit:
    """Come in by a link from the command line."""
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    browser = Browser(installation, installation.platforms[0])
    answer = browser.post("/admin/enter", {"secret": secret})
    return Visit(installation, browser.get(answer.headers["Location"]), browser)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Installation]:
    """An installation that one Moodle knows as two clients."""
    made = Installation(tmp_path / "two", Platform(), SECOND)
    yield made
    made.close()


def test_before_moodle_knows_the_tool_the_page_says_so(installation: Installation) -> None:
    with installation.database.writing() as session:
        session.delete(session.scalars(select(Registration)).one())
    page = by_link(installation).press(PAGE)
    assert "moodle.test does not know Fingerpost yet." in page.text
    assert "Make an invitation" in page.text


def test_what_moodle_knows_is_listed(admin: Visit) -> None:
    page = admin.press(PAGE)
    assert "moodle.test knows Fingerpost." in page.text
    assert re.search(r"<code>client-1</code>,\s*deployments: 1<br>", page.text)
    assert "launches are let in" in page.text
    for value in ("https://tool.test/lti/launch", "https://tool.test/lti/jwks.json"):
        assert f'value="{value}"' in page.text
    assert '<script type="module" src="/static/copy.js' in page.text


def test_an_invitation_is_shown_once(installation: Installation, admin: Visit) -> None:
    page = admin.press(INVITE)
    secret = address(page).partition("=")[2]
    assert address(page) == f"https://tool.test/lti/register?invitation={secret}"
    assert data_of(page, "address") == f"{PAGE}?v={admin.page.request.args['v']}"
    for again in (admin.press(PAGE), admin.browser.get(data_of(page, "address"))):
        assert secret not in again.text
        assert "An invitation is open until" in again.text
    actor, action, details = actions(installation)[-1]
    assert (action, details) == ("invitation made", {})
    assert len(actor) == 36


def test_an_invitation_works_and_a_new_one_ends_it(tmp_path: Path) -> None:
    with registering() as platform:
        moodle = Platform(issuer=platform.issuer)
        made = Installation(tmp_path / "inviting", moodle, allowed_hosts="127.0.0.1")
        admin = visit(made, "admin", "50")
        first, second = (address(admin.press(INVITE)).partition("=")[2] for _ in range(2))
        assert get(made, platform.query(first)).status_code == 403
        page = get(made, platform.query(second))
        assert "now knows Fingerpost" in page.text
    listed = admin.press(PAGE).text
    assert "client-new" in listed
    assert "An invitation is open until" not in listed
    made.close()


def test_ids_by_hand_let_launches_in(installation: Installation, admin: Visit) -> None:
    answer = admin.press(IDS, client_id=" client-2 ", deployment_id=" 5\n")
    assert answer.status_code == 200
    assert "Saved: launches with these ids come in now." in answer.text
    assert known(installation) == {"client-1": (True, {"1"}), "client-2": (True, {"5"})}
    assert actions(installation)[-1][1:] == ("tool registered by hand", {"client_id": "client-2"})
    installation.platforms = (*installation.platforms, SECOND)
    assert Browser(installation, SECOND).launch().status_code == 303


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({}, ""),
        ({"client_id": "client-2"}, "client-2"),
        ({"client_id": '"><b>', "deployment_id": " "}, "&#34;&gt;&lt;b&gt;"),
        ({"deployment_id": "5"}, ""),
    ],
    ids=str,
)
def test_both_ids_are_needed(
    installation: Installation, admin: Visit, fields: dict[str, str], kept: str
) -> None:
    before = actions(installation)
    page = admin.press(IDS, **fields)
    assert page.status_code == 400
    assert "Both ids are needed" in page.text
    assert f'name="client_id" maxlength="255" autocomplete="off" value="{kept}"' in page.text
    assert (set(known(installation)), actions(installation)) == ({"client-1"}, before)


@pytest.mark.parametrize("name", ["client_id", "deployment_id"])
@pytest.mark.parametrize("wrong", ["x" * 256, "a\x00b"])
def test_an_id_that_cannot_be_one_is_refused(
    installation: Installation, admin: Visit, name: str, wrong: str
) -> None:
    page = admin.press(IDS, **{"client_id": "a", "deployment_id": "1", name: wrong})
    assert page.status_code == 400
    assert set(known(installation)) == {"client-1"}


def test_known_ids_stay_one_registration(installation: Installation, admin: Visit) -> None:
    for deployment in ("1", "2"):
        admin.press(IDS, client_id="client-1", deployment_id=deployment)
    assert known(installation) == {"client-1": (True, {"1", "2"})}


@pytest.mark.parametrize("table", [Registration, Deployment])
def test_ids_that_are_switched_off_are_not_said_to_come_in(
    two: Installation, table: type[Any]
) -> None:
    admin = visit(two, "admin", "50")
    with two.database.writing() as session:
        column = table.client_id if table is Registration else table.deployment_id
        session.execute(update(table).where(column.in_(["client-2", "5"])).values(enabled=False))
    page = admin.press(IDS, client_id="client-2", deployment_id="5")
    assert "come in now" not in page.text
    assert "Launches are kept out." in page.text
    login = Browser(two, SECOND).post("/lti/login", SECOND.initiation())
    assert login.status_code == 403


def test_switching_off_ends_the_visits_by_it_and_on_lets_new_ones_in(two: Installation) -> None:
    admin, theirs = visit(two, "admin", "50"), visit(two, "learner", "60", platform=1)
    others = visit(two, "learner", "61")
    page = admin.press(SWITCH, client_id="client-2", state="off")
    assert "Launches are kept out." in page.text
    assert known(two)["client-2"] == (False, {"5"})
    ended = theirs.press("/learn/")
    assert (ended.status_code, code_of(ended)) == (401, "session-ended")
    assert others.press("/learn/").status_code == 200
    assert admin.press(PAGE).status_code == 200
    assert "Launches come in." in admin.press(SWITCH, client_id="client-2", state="on").text
    assert visit(two, "learner", "62", platform=1).page.status_code == 200
    assert [entry[1:] for entry in actions(two)] == [
        ("launches off", {"client_id": "client-2"}),
        ("launches on", {"client_id": "client-2"}),
    ]


def test_the_way_in_by_which_one_came_cannot_be_switched_off(two: Installation) -> None:
    admin = visit(two, "admin", "50")
    page = admin.press(PAGE)
    assert "You came in by this one." in page.text
    assert re.findall(r'name="client_id" value="(client-[^"]*)"', page.text) == ["client-2"]
    refused = admin.press(SWITCH, client_id="client-1", state="off")
    assert refused.status_code == 403
    assert known(two)["client-1"] == (True, {"1"})
    assert admin.press(PAGE).status_code == 200
    link = by_link(two).press(PAGE)
    assert "You came in by this one." not in link.text
    assert link.text.count('name="state" value="off"') == 2


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"client_id": "client-1"}, 400),
        ({"client_id": "client-1", "state": "maybe"}, 400),
        ({"client_id": "unknown", "state": "off"}, 404),
        ({"state": "off"}, 404),
    ],
    ids=str,
)
def test_a_button_that_does_not_exist_switches_nothing(
    installation: Installation, admin: Visit, fields: dict[str, str], status: int
) -> None:
    assert admin.press(SWITCH, **fields).status_code == status
    assert known(installation) == {"client-1": (True, {"1"})}


def test_another_sites_registration_is_not_known_here(tmp_path: Path) -> None:
    other = Platform(issuer="https://other.test", client_id="client-9", deployment_id="9")
    both = Installation(tmp_path / "both", Platform(), other)
    admin = visit(both, "admin", "50")
    assert "client-9" not in admin.press(PAGE).text
    answer = admin.press(SWITCH, client_id="client-9", state="off")
    assert answer.status_code == 404
    assert "client-9" not in re.sub("&#39;client-9&#39; is not registered", "", answer.text)
    with both.database.reading() as session:
        assert all(session.scalars(select(Registration.enabled)))
    both.close()


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_only_admins_connect(installation: Installation, who: str) -> None:
    theirs = visit(installation, who)
    fields = {"client_id": "client-1", "deployment_id": "9", "state": "off"}
    for path in (PAGE, INVITE, IDS, SWITCH):
        page = theirs.press(path, **fields)
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert known(installation) == {"client-1": (True, {"1"})}
    assert actions(installation) == []
