"""A platform or an admin of one site against the other sites, and against this one's people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.lti import failures
from lti_plugin.services import arrivals, classrooms, privacy
from lti_plugin.store import erasure
from lti_plugin.store.lti import PendingLaunch, Registration
from lti_plugin.store.overrides import Override
from lti_plugin.store.people import Person, PersonId
from lti_plugin.store.recommendations import Feedback
from lti_plugin.store.resource_links import ResourceLink
from tests.support.installation import Installation, Visit, site_of, visit
from tests.support.platform import INSTRUCTOR, LTI, Platform, encode, rsa_key
from tests.support.services import Told, recorded, services_at_work
from tests.support.tool import Browser, Tool, code_of, fields_of, newest

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
LINE_ITEMS = "/mod/lti/services.php/2/lineitems"
SCRIPT = "\"'><script>alert(1)</script>\u202e{{7*7}}%s%(x)s"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Installation]:
    """Two sites on one installation; the first has people and courses, the second attacks."""
    theirs = Platform(issuer="https://evil.test", client_id="client-e", deployment_id="9")
    made = Installation(tmp_path / "two", Platform(), theirs)
    made.fill()
    yield made
    made.close()


def someone(installation: Installation) -> UUID:
    """Return a person of the first site."""
    with installation.database.reading() as session:
        site_id = site_of(installation.database, "https://moodle.test").id
        return session.scalars(select(Person.id).where(Person.site_id == site_id)).first() or UUID()


def test_admin_of_one_site_decides_about_nobody_of_another(two: Installation) -> None:
    attacker = visit(two, "admin", "1000", platform=1)
    person = someone(two)
    page = attacker.press("/admin/people/access/admins", person=person, decision="on")
    assert page.status_code == 404
    found = attacker.press("/admin/people/access", q="Person")
    assert str(person) not in found.text
    with two.database.reading() as session:
        assert not session.scalars(select(Override).where(Override.person_id == person)).all()


def test_admin_of_one_site_touches_no_registration_of_another(two: Installation) -> None:
    attacker = visit(two, "admin", "1000", platform=1)
    switched = attacker.press("/admin/connect/switch", client_id="client-1", state="off")
    tested = attacker.press("/admin/diagnostics/test", kind="token", client_id="client-1")
    assert (switched.status_code, tested.status_code) == (404, 400)
    taken = attacker.press("/admin/connect/ids", client_id="client-1", deployment_id="1")
    assert taken.status_code == 200  # a client of their own platform that has the same name
    with two.database.reading() as session:
        rows = session.scalars(select(Registration).where(Registration.client_id == "client-1"))
        by_site = {row.site_id: (row.enabled, row.jwks_url) for row in rows}
    assert by_site[two.site.id] == (True, "https://moodle.test/mod/lti/certs.php")
    assert len(by_site) == 2
    for page in (switched, tested):
        assert "moodle.test" not in page.text


def test_course_of_another_site_is_no_course_here(two: Installation) -> None:
    attacker = visit(two, "learner", "1000", platform=1)
    mine = visit(two, "learner", "102")
    course = mine.page.text.partition('id="course-')[2][:36]
    assert UUID(course)
    for kind in ("later", "undo"):
        page = attacker.press("/learn/feedback", course=course, kind=kind)
        assert page.status_code == 404
        assert "SQL" not in page.text
    with two.database.reading() as session:
        assert not session.scalars(select(Feedback)).all()


def test_token_of_one_visit_opens_no_other_visits_address(two: Installation) -> None:
    attacker, victim = visit(two, "admin", "1000", platform=1), visit(two, "admin", "201")
    theirs = victim.page.request.args["v"]
    page = attacker.press(f"/admin/people/access?v={theirs}", q="Person")
    assert page.status_code == 401
    by_cookie = attacker.browser.get(f"/admin/?v={theirs}")
    assert (by_cookie.status_code, code_of(by_cookie)) == (401, "session-ended")


def test_whatever_a_platform_writes_is_shown_as_text(installation: Installation) -> None:
    browser = Browser(installation, installation.platforms[0])
    told = {
        "name": SCRIPT,
        LTI + "roles": [INSTRUCTOR, SCRIPT],
        LTI + "context": {"id": SCRIPT, "title": SCRIPT, "label": SCRIPT},
        LTI + "resource_link": {"id": SCRIPT, "title": SCRIPT},
        LTI + "custom": {"fingerpost_view": "path", "fingerpost_role": SCRIPT},
        LTI + "launch_presentation": {"locale": "en"},
    }
    answer = browser.launch(**told)
    landed = Visit(installation, browser.get(answer.headers["Location"]), browser)
    for path in ("/teach/people", "/teach/", "/learn/", "/learn/path", "/learn/course"):
        page = landed.press(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert ">49<" not in page.text
    assert "alert(1)" in landed.press("/learn/path").text


@pytest.mark.parametrize(
    ("role", "kept"), [("R" * 255, "R" * 255), ("R" * 256, None), (" ", None), ("", None)]
)
def test_role_of_an_activity_is_bounded(
    installation: Installation, role: str, kept: str | None
) -> None:
    browser = Browser(installation, installation.platforms[0])
    told = {LTI + "custom": {"fingerpost_view": "path", "fingerpost_role": role}}
    assert browser.launch(**told).status_code == 303
    with installation.database.reading() as session:
        assert session.scalars(select(ResourceLink)).one().role == kept


@pytest.mark.parametrize(
    "url",
    [
        "https://moodle.test.evil.test/",
        "https://moodle.test@evil.test/",
        "https://moodle.test\\@evil.test/",
        "https://moodle.test./",
        "https://moodle.test:8443/",
        "//moodle.test/",
        "https:moodle.test",
        "https://mооdle.test/",
        "https://moodle。test/",
        "https://moodle%2etest/",
        "https://moodle.test\t/",
        "https://[moodle.test]/",
        " https://moodle.test/",
        "data:text/html,https://moodle.test/",
    ],
)
def test_address_that_only_looks_like_the_platforms_is_taken_for_nothing(
    browser: Browser, tool: Tool, url: str
) -> None:
    settings = {"deep_link_return_url": url, "accept_types": ["ltiResourceLink"]}
    asking = {
        LTI + "message_type": "LtiDeepLinkingRequest",
        LTI + "roles": [INSTRUCTOR],
        DEEP_LINKING: settings,
    }
    assert code_of(browser.launch(**asking)) == "lti-deep-linking"
    ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
    nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
    link = {"id": url, "title": "x"}
    told: dict[str, Any] = {
        ags: {"lineitem": url, "lineitems": url},
        nrps: {"context_memberships_url": url},
        LTI + "resource_link": link,
    }
    assert browser.launch(**told).status_code == 303
    with tool.database.reading() as session:
        row = session.scalars(
            select(ResourceLink).where(ResourceLink.resource_link_id == url)
        ).one()
    assert (row.line_item_url, row.line_items_url, row.memberships_url) == (None, None, None)


def test_return_address_with_its_session_key_is_not_shown_without_a_proof(
    browser: Browser, tool: Tool
) -> None:
    url = "https://moodle.test/mod/lti/return.php?sesskey=secret"
    fields = browser.begin(lti_message_hint="no module")
    answer = browser.send(fields, **{LTI + "launch_presentation": {"return_url": url}})
    assert newest(tool)[0].return_url == url
    browser.forget()
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 401
    assert "secret" not in page.text


@pytest.mark.parametrize(
    "address", ["https://evil.test/column", "https://moodle.test/" + "x" * 3000]
)
@pytest.mark.parametrize("there", [True, False])
def test_grade_column_elsewhere_is_not_kept(address: str, there: bool) -> None:
    with services_at_work() as services:
        item = {**recorded(services, "lineitems")[0], "id": address, "tag": "path-progress"}
        url = services.tell("GET", LINE_ITEMS, Told(200, [item] if there else []))
        services.tell("POST", LINE_ITEMS, Told(201, item))
        link = ResourceLink(line_items_url=url, resource_link_id="1")
        with pytest.raises(failures.ForeignAddress):
            classrooms.add_column(services.caller(), link, "Path")


def test_who_is_erased_at_the_moment_of_a_launch_is_not_made_anew(
    tool: Tool, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The launch has asked before the erasure was written and looks for the person after it."""
    look = arrivals._known

    def erased_meanwhile(session: Any, site_id: UUID, ids: dict[str, str]) -> Person | None:
        key = tool.app.extensions["vault"].derive(erasure.TOMBSTONES)
        erasure.bury(session, key, site_id, ids.items())
        session.flush()
        return look(session, site_id, ids)

    monkeypatch.setattr(arrivals, "_known", erased_meanwhile)
    page = browser.launch(sub="900")
    assert (page.status_code, code_of(page)) == (403, "lti-erased")
    with tool.database.reading() as session:
        assert not session.scalars(select(PersonId).where(PersonId.value == "900")).all()


def test_waiting_launch_of_an_erased_person_goes_with_them(
    installation: Installation,
) -> None:
    visit(installation, "learner", "102")
    for person in ("102", "103"):
        browser = Browser(installation, installation.platforms[0])
        login = browser.post("/lti/login", browser.platform.initiation(login_hint=person))
        browser.forget()
        browser.send(fields_of(login))
    with installation.database.writing() as session:
        site_id = installation.site.id
        query = select(PersonId.person_id).where(PersonId.value == "102")
        found = session.scalars(query).one()
        privacy.erase(session, installation.app.extensions["vault"], site_id, found, "test")
    with installation.database.reading() as session:
        rows = session.scalars(select(PendingLaunch)).all()
        assert [row.launch["subject"] for row in rows] == ["103"]


@pytest.mark.parametrize("kind", ["nested", "json-flattened", "json-general", "two-dots-more"])
def test_message_in_another_serialisation_is_none(browser: Browser, kind: str) -> None:
    fields = browser.begin()
    token = browser.platform.sign(browser.platform.claims(fields))
    head, body, signature = token.split(".")
    one = {"protected": head, "signature": signature}
    given = {
        "nested": browser.platform.sign(token.encode(), {"cty": "JWT"}),
        "json-flattened": json.dumps(one | {"payload": body}),
        "json-general": json.dumps({"payload": body, "signatures": [one, one]}),
        "two-dots-more": f"{token}..",
    }
    page = browser.post("/lti/launch", {"state": fields["state"], "id_token": given[kind]})
    assert page.status_code == 400
    assert code_of(page) in {"lti-token", "lti-content"}


@pytest.mark.parametrize(
    "issuer",
    [
        "https://MOODLE.test",
        "https://moodle.test:443",
        "https://moodle.test.",
        "https://moodle%2Etest",
        "https://ｍoodle.test",
        "https://moodle.test\u200b",
        ["https://moodle.test"],
    ],
)
def test_issuer_is_compared_as_it_is(browser: Browser, issuer: object) -> None:
    assert code_of(browser.launch(iss=issuer)) == "lti-iss"
    if isinstance(issuer, str):
        page = browser.post("/lti/login", browser.platform.initiation(iss=issuer))
        assert code_of(page) == "lti-issuer"


@pytest.mark.parametrize("order", [["key-1", "key-9"], ["key-9", "key-1"]])
def test_of_two_keys_with_one_id_the_first_counts_and_none_is_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: list[str]
) -> None:
    """A key with its private part, an even exponent or one of 1 beside them changes nothing."""
    platform = Platform()
    good = rsa_key("key-1").as_dict(private=False)
    keys = [rsa_key(kid).as_dict(private=False) | {"kid": "key-1"} for kid in order]
    weak = [good | {"e": encode(bytes([number]))} for number in (1, 2, 4)]
    private = rsa_key("key-9").as_dict(private=True) | {"kid": "key-8"}
    monkeypatch.setattr(platform, "jwks", lambda: {"keys": [*weak, *keys, private]})
    tool = Tool(tmp_path / "keys", platform)
    answer = Browser(tool, platform).launch()
    assert answer.status_code == (303 if order[0] == "key-1" else 401)
    with tool.database.reading() as session:
        assert '"d"' not in json.dumps(session.scalars(select(Registration)).one().jwks)
    tool.close()
