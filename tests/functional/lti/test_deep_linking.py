"""Deep linking: who may place something in a course, what is asked, and the signed answer."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lti_plugin.lti.deep_linking import DEEP_LINKING
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Registration
from lti_plugin.store.people import Person
from tests.support.deeplinking import (
    ITEMS,
    RETURN,
    SEND,
    address_of,
    asked,
    launched,
    picker,
    placed,
    proved,
    told,
)
from tests.support.installation import Installation
from tests.support.platform import LTI, MISSING, TOOL, Platform
from tests.support.tool import Browser, code_of

LAUNCH = f"{TOOL}/lti/launch"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole application; people, visits and entries of the cases before are in it."""
    made = Installation(tmp_path_factory.mktemp("placing"), Platform())
    made.fill()
    yield made
    made.close()


@pytest.fixture
def browser(installation: Installation) -> Browser:
    return Browser(installation, installation.platforms[0])


def counted(installation: Installation) -> tuple[int, ...]:
    """Return how many visits, people and audit entries there are."""
    with installation.database.reading() as session:
        others = (session.scalar(select(func.count()).select_from(t)) for t in (Person, AuditEntry))
        return (installation.count("visits"), *(count or 0 for count in others))


def last_error(installation: Installation) -> str | None:
    with installation.database.reading() as session:
        return session.scalars(select(Registration.last_error)).one()


def return_to(url: object, number: str) -> Any:
    """Return a case of an address to which the answer must not go."""
    return pytest.param({"deep_link_return_url": url}, id=f"E18-return-{number}")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"settings": MISSING}, id="E18"),
        pytest.param({"settings": "text"}, id="E18-text"),
        pytest.param({"settings": {}}, id="E18-empty"),
        return_to(MISSING, "missing"),
        return_to(None, "null"),
        return_to(5, "number"),
        return_to("", "empty"),
        return_to("/mod/lti/contentitem_return.php", "relative"),
        return_to("//moodle.test/return", "no-scheme"),
        return_to("https://evil.test/return", "origin"),
        return_to("http://moodle.test/return", "scheme"),
        return_to("https://moodle.test:8443/return", "port"),
        return_to("https://moodle.test.evil.test/return", "longer-host"),
        return_to("https://moodle.test@evil.test/return", "userinfo"),
        return_to("https://moodle.test\\@evil.test/return", "backslash"),
        return_to("https://moodle.test/\nreturn", "line-break"),
        return_to("javascript:alert(1)", "script"),
        return_to("javascript://moodle.test/%0aalert(1)", "script-host"),
        return_to(f"https://moodle.test/{'x' * 2000}", "long"),
        pytest.param({"accept_types": MISSING}, id="E18-types-missing"),
        pytest.param({"accept_types": ["link", "file"]}, id="E18-types-other"),
        pytest.param({"accept_types": "ltiResourceLink"}, id="E18-types-text"),
        pytest.param({"accept_types": {"ltiResourceLink": 1}}, id="E18-types-object"),
        pytest.param({"data": 5}, id="E18-data-number"),
        pytest.param({"data": {"a": "b"}}, id="E18-data-object"),
        pytest.param({"data": "x" * 20_001}, id="E18-data-long"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused(
    installation: Installation, browser: Browser, changes: dict[str, Any]
) -> None:
    before = counted(installation)
    page = launched(browser, asked(**changes))
    assert (page.status_code, code_of(page)) == (400, "lti-deep-linking")
    assert "Set-Cookie" not in page.headers
    assert "evil" not in page.text + page.headers["Content-Security-Policy"]
    assert "alert(1)" not in page.text
    assert counted(installation) == before


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"deep_link_return_url": "https://moodle.test:443/return"}, id="usual-port"),
        pytest.param({"accept_types": ["link", 5, "ltiResourceLink"]}, id="several-types"),
        pytest.param({"data": "x" * 20_000}, id="long-data"),
        pytest.param({"title": MISSING, "text": MISSING}, id="no-title"),
    ],
)
def test_what_the_platform_may_ask_for_is_taken(browser: Browser, changes: dict[str, Any]) -> None:
    page = launched(browser, asked(**changes))
    assert page.headers["Location"].startswith("/teach/place?v=")


@pytest.mark.parametrize("launch", [launched, proved], ids=["E19", "E19-no-cookies"])
def test_a_learner_places_nothing(
    installation: Installation, browser: Browser, launch: Any
) -> None:
    with installation.database.writing() as session:
        session.scalars(select(Registration)).one().last_error = None
    before = counted(installation)
    page = launch(browser, asked("learner"))
    assert (page.status_code, code_of(page)) == (403, "lti-placing")
    assert "Only those who teach a course place things in it." in page.text
    assert counted(installation) == before
    assert "__Host-visit" not in str(page.headers)
    assert last_error(installation) == "lti-placing"


@pytest.mark.parametrize("who", ["instructor", "admin"])
@pytest.mark.parametrize("launch", [launched, proved], ids=["cookies", "no-cookies"])
def test_the_picker_opens_and_its_choice_is_placed(
    installation: Installation, browser: Browser, who: str, launch: Any
) -> None:
    page = launch(browser, asked(who))
    if page.status_code == 303:
        page = browser.get(page.headers["Location"])
    assert page.status_code == 200
    assert "What would you like to place in this course? You may choose several." in page.text
    assert re.findall(r'name="view" id="[^"]*" value="([^"]*)"', page.text) == [
        "recommendations",
        "skills",
        "cohorts",
    ]
    assert re.findall(r'name="role" id="role-1" value="([^"]*)"', page.text) == ["Analyst"]
    assert "<nav" not in page.text
    assert "frame-ancestors https://moodle.test" in page.headers["Content-Security-Policy"]
    token = re.findall(r'name="page_token" value="([^"]*)"', page.text)[0]
    browser.forget()
    sent = browser.post(SEND, {"page_token": token, "view": "skills"})
    assert [item["custom"]["fingerpost_view"] for item in told(browser, sent)[ITEMS]] == ["skills"]


def test_the_answer_is_signed_for_the_platform_that_asked(
    installation: Installation,
) -> None:
    before = int(time.time())
    chooser = picker(installation)
    page = chooser.press(SEND, view="recommendations")
    assert address_of(page) == RETURN
    claims = told(chooser.browser, page)
    assert claims["iss"] == "client-1"
    assert claims["aud"] in ("https://moodle.test", ["https://moodle.test"])
    assert "sub" not in claims
    assert before - 60 <= claims["iat"] < before  # Moodle allows clocks no difference
    assert before < claims["exp"] <= before + 600
    assert claims[LTI + "deployment_id"] == "1"
    assert claims[LTI + "message_type"] == "LtiDeepLinkingResponse"
    assert claims[LTI + "version"] == "1.3.0"
    assert claims[DEEP_LINKING + "msg"] == "1 activity comes from Fingerpost."
    assert DEEP_LINKING + "data" not in claims
    again = told(chooser.browser, chooser.press(SEND, view="recommendations"))
    assert len(claims["nonce"]) >= 16
    assert again["nonce"] != claims["nonce"]


def test_the_answer_may_be_posted_to_the_platform_alone(installation: Installation) -> None:
    page = picker(installation).press(SEND, view="recommendations")
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert "form-action 'self' https://moodle.test" in policy
    assert "frame-ancestors https://moodle.test" in policy
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    "data", ["", 'a&b="c" <é🙂>\n', "x" * 20_000], ids=["empty", "odd", "long"]
)
def test_data_comes_back_as_it_was_sent(installation: Installation, data: str) -> None:
    chooser = picker(installation, data=data)
    for choice in ({"view": "skills"}, {"cancel": "1"}):
        claims = told(chooser.browser, chooser.press(SEND, **choice))
        assert claims[DEEP_LINKING + "data"] == data


def test_several_items_come_at_once_each_with_its_own_id(installation: Installation) -> None:
    items = placed(
        picker(installation),
        view=["recommendations", "skills", "cohorts", "skills"],
        role=["Analyst", " Data Analyst ", "", "Analyst"],
    )
    assert [item["title"] for item in items] == [
        "Recommendations for me",
        "This course’s skills",
        "Recommended cohorts (teachers only)",
        "Path to the role Analyst",
        "Path to the role Data Analyst",
    ]
    assert {item["type"] for item in items} == {"ltiResourceLink"}
    assert {item["url"] for item in items} == {LAUNCH}
    assert all(item["text"] for item in items)
    customs = [item["custom"] for item in items]
    assert len({str(UUID(custom["fingerpost_item"])) for custom in customs}) == 5
    assert customs[3]["fingerpost_view"] == "path"
    assert [custom.get("fingerpost_role") for custom in customs] == [
        *[None] * 3,
        "Analyst",
        "Data Analyst",
    ]
    assert not any("lineItem" in item for item in items)


def test_a_path_brings_its_grade_column_along(installation: Installation) -> None:
    chooser = picker(installation)
    page, path = placed(chooser, view="recommendations", role="Data Analyst", column="1")
    assert "lineItem" not in page
    assert path["lineItem"] == {
        "label": "Path progress: Data Analyst",
        "scoreMaximum": 100,
        "resourceId": path["custom"]["fingerpost_item"],
        "tag": "path-progress",
    }


def test_cancel_sends_an_empty_list_whatever_was_chosen(installation: Installation) -> None:
    chooser = picker(installation)
    before = counted(installation)
    page = chooser.press(SEND, cancel="1", view=["skills", "unknown"])
    claims = told(chooser.browser, page)
    assert claims[ITEMS] == []
    assert claims[DEEP_LINKING + "msg"] == "Nothing was placed."
    assert address_of(page) == RETURN
    assert counted(installation) == before


def test_what_was_placed_is_in_the_audit_log(installation: Installation) -> None:
    (item,) = placed(picker(installation), role="Analyst")
    with installation.database.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.at.desc())).first()
        assert entry is not None
        assert session.get_one(Person, UUID(entry.actor)).name == "Dmitri Umar"
    assert (entry.action, entry.details) == ("placed", {"items": [item["custom"]]})
