"""Tables D and E: who the message is for, how fresh it is, and what it says."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.support.platform import (
    ADMINISTRATOR,
    INSTITUTION_ADMINISTRATOR,
    INSTRUCTOR,
    LEARNER,
    LTI,
    MISSING,
    VOCABULARY,
    Platform,
)
from tests.support.tool import Browser, Install, Tool, code_of, newest

START = int(time.time())
DAY = 24 * 3600


def case(number: str, claim: str, value: Any, status: int, code: str = "") -> Any:
    """Return one case: a claim's value and the refusal (303: none)."""
    return pytest.param({claim: value}, status, code, id=number)


def later(seconds: int) -> str:
    """Return a time to be made when the case runs: so many seconds from then."""
    return f"now{seconds:+d}"


D_CASES = [
    case("D1", "iss", MISSING, 401, "lti-iss"),
    case("D1-other", "iss", "https://evil.test", 401, "lti-iss"),
    case("D1-slash", "iss", "https://moodle.test/", 401, "lti-iss"),
    case("D1-list", "iss", ["https://moodle.test"], 401, "lti-iss"),
    case("D3", "aud", MISSING, 401, "lti-aud"),
    case("D3-other", "aud", "client-9", 401, "lti-aud"),
    case("D3-object", "aud", {"client-1": 1}, 401, "lti-aud"),
    case("D3-empty", "aud", [], 401, "lti-aud"),
    case("D4", "aud", ["client-1"], 303),
    case("D5", "aud", ["client-1", "other"], 401, "lti-aud"),
    pytest.param({"aud": ["other", "client-1"], "azp": "client-1"}, 401, "lti-aud", id="D6"),
    case("D7", "azp", "other", 401, "lti-azp"),
    pytest.param({"aud": ["client-1"], "azp": "other"}, 401, "lti-azp", id="D7-list"),
    case("azp-ours", "azp", "client-1", 303),
    case("D8", "exp", later(-31), 401, "lti-exp"),
    case("D8-leeway", "exp", later(-20), 303),
    case("D9", "exp", MISSING, 401, "lti-exp"),
    case("D9-text", "exp", "9999999999", 401, "lti-exp"),
    case("D9-true", "exp", True, 401, "lti-exp"),
    case("D9-fraction", "exp", 9999999999.5, 401, "lti-exp"),
    case("D9-huge", "exp", 10**400, 303),
    case("D10", "iat", MISSING, 401, "lti-iat"),
    case("D11", "iat", later(5), 303),
    case("D12-ahead", "iat", later(3600), 401, "lti-iat"),
    case("D12-1970", "iat", 1, 401, "lti-iat"),
    pytest.param({"iat": later(-DAY), "exp": later(DAY)}, 401, "lti-iat", id="D12-old"),
    case("D13", "nbf", later(60), 401, "lti-nbf"),
    case("D13-text", "nbf", "soon", 401, "lti-nbf"),
    case("nbf-past", "nbf", later(-60), 303),
    case("D14", "nonce", MISSING, 401, "lti-nonce"),
    case("D14-empty", "nonce", "", 401, "lti-nonce"),
    case("D14-number", "nonce", 5, 401, "lti-nonce"),
    case("D15", "nonce", "unknown", 401, "lti-nonce"),
    case("D17", "sub", MISSING, 403, "lti-anonymous"),
    case("D17-empty", "sub", "", 403, "lti-anonymous"),
    case("D18-integer", "sub", 5, 401, "lti-sub"),
    case("D18-long", "sub", "x" * 256, 401, "lti-sub"),
    case("D18-guest", "sub", "1", 403, "lti-guest"),
    case("D18-guest-name", LTI + "ext", {"user_username": "guest"}, 403, "lti-guest"),
]

E_CASES = [
    case("E1", LTI + "deployment_id", MISSING, 401, "lti-deployment"),
    case("E1-empty", LTI + "deployment_id", "", 401, "lti-deployment"),
    case("E1-integer", LTI + "deployment_id", 1, 401, "lti-deployment"),
    case("E1-long", LTI + "deployment_id", "1" * 256, 401, "lti-deployment"),
    case("E2", LTI + "deployment_id", "9", 403, "lti-deployment"),
    case("E4", LTI + "message_type", MISSING, 400, "lti-message-type"),
    case("E4-unknown", LTI + "message_type", "Other", 400, "lti-message-type"),
    case("E4-list", LTI + "message_type", ["LtiResourceLinkRequest"], 400, "lti-message-type"),
    case("E5", LTI + "version", MISSING, 400, "lti-version"),
    case("E5-old", LTI + "version", "LTI-1p0", 400, "lti-version"),
    case("E5-11.3", LTI + "version", "11.3", 400, "lti-version"),
    case("E6", LTI + "roles", MISSING, 400, "lti-roles"),
    case("E8", LTI + "roles", LEARNER, 400, "lti-roles"),
    case("E8-numbers", LTI + "roles", [5], 400, "lti-roles"),
    case("E11", LTI + "resource_link", MISSING, 400, "lti-resource-link"),
    case("E11-no-id", LTI + "resource_link", {"title": "x"}, 400, "lti-resource-link"),
    case("E11-text", LTI + "resource_link", "1", 400, "lti-resource-link"),
    case("E12", LTI + "target_link_uri", MISSING, 401, "lti-target"),
    case("E12-other", LTI + "target_link_uri", "https://tool.test/", 401, "lti-target"),
    case("E12-foreign", LTI + "target_link_uri", "https://evil.test/", 401, "lti-target"),
    case("E13", LTI + "context", MISSING, 303),
    case("E14-text", LTI + "context", "2", 400, "lti-context"),
    case("E14-no-id", LTI + "context", {"title": "x"}, 400, "lti-context"),
    case("E14-null", LTI + "context", None, 400, "lti-context"),
    case("E14-type", LTI + "context", {"id": "1", "type": ["Group"]}, 303),
    case("E23-review", LTI + "message_type", "LtiSubmissionReviewRequest", 400, "lti-message-type"),
    case("E23-privacy", LTI + "message_type", "DataPrivacyLaunchRequest", 400, "lti-message-type"),
    case("E18", LTI + "message_type", "LtiDeepLinkingRequest", 400, "lti-deep-linking"),
]


@pytest.mark.parametrize(("changes", "status", "code"), D_CASES + E_CASES)
def test_claim(
    browser: Browser, tool: Tool, changes: dict[str, Any], status: int, code: str
) -> None:
    before = tool.count("visits")
    present = int(time.time())
    made = {
        name: present + int(value[3:]) if str(value).startswith("now") else value
        for name, value in changes.items()
    }
    page = browser.launch(**made)
    assert page.status_code == status
    if status == 303:
        assert browser.get(page.headers["Location"]).status_code == 200
    else:
        assert code_of(page) == code
        assert tool.count("visits") == before
        assert "Set-Cookie" not in page.headers
        assert page.headers["X-Request-Id"] in page.text


def test_d9_number_beyond_all_bounds(browser: Browser) -> None:
    fields = browser.begin()
    claims = json.dumps(browser.platform.claims(fields, exp="EXP")).replace('"EXP"', "1e400")
    token = browser.platform.sign(claims.encode())
    page = browser.post("/lti/launch", {"state": fields["state"], "id_token": token})
    assert (page.status_code, code_of(page)) == (401, "lti-exp")


def test_d2_issuer_of_another_registered_platform(install: Install) -> None:
    first, second = Platform(), Platform(issuer="https://other.test")
    browser = Browser(install(first, second), first)
    assert code_of(browser.launch(iss=second.issuer)) == "lti-iss"


def test_d16_nonce_is_used_up_with_its_state(browser: Browser) -> None:
    first = browser.begin()
    assert browser.send(first).status_code == 303
    second = browser.begin()
    page = browser.send(second, nonce=first["nonce"])
    assert (page.status_code, code_of(page)) == (401, "lti-nonce")


def test_e3_deployment_differs_from_the_logins(install: Install) -> None:
    first, second = Platform(), Platform(deployment_id="2")
    tool = install(first, second)
    browser = Browser(tool, first)
    page = browser.launch(**{LTI + "deployment_id": "2"})
    assert (page.status_code, code_of(page)) == (401, "lti-deployment")


@pytest.mark.parametrize(
    ("roles", "page"),
    [
        pytest.param([], "learner", id="E7"),
        pytest.param([""], "learner", id="E7-empty"),
        pytest.param([LEARNER], "learner", id="learner"),
        pytest.param(["https://other.test/role", LEARNER], "learner", id="E9-unknown"),
        pytest.param(["Instructor"], "instructor", id="E9-short"),
        pytest.param(
            [VOCABULARY + "membership/Instructor#TeachingAssistant"], "instructor", id="E9-sub-role"
        ),
        pytest.param([INSTRUCTOR], "instructor", id="instructor"),
        pytest.param([INSTITUTION_ADMINISTRATOR], "learner", id="E10"),
        pytest.param([INSTITUTION_ADMINISTRATOR, LEARNER], "learner", id="E10-learner"),
        pytest.param([VOCABULARY + "institution/person#Instructor"], "learner", id="E10-teacher"),
        pytest.param([ADMINISTRATOR, INSTRUCTOR], "admin", id="admin-first"),
        pytest.param([LEARNER, INSTRUCTOR], "instructor", id="instructor-before-learner"),
    ],
)
def test_roles_lead_to_the_right_page(browser: Browser, roles: list[str], page: str) -> None:
    answer = browser.launch(**{LTI + "roles": roles})
    shown = browser.get(answer.headers["Location"]).json
    assert answer.headers["Location"].startswith(f"/{page}/?v=")
    assert shown is not None
    assert shown["audience"] == page


@pytest.mark.parametrize(
    "names",
    [
        pytest.param((), id="E15-none"),
        pytest.param(("email",), id="E15-email"),
        pytest.param(("name", "given_name", "family_name"), id="E15-names"),
    ],
)
def test_personal_data_may_be_missing(browser: Browser, names: tuple[str, ...]) -> None:
    personal = ("name", "given_name", "family_name", "email", LTI + "ext", LTI + "lis")
    assert browser.launch(**{n: MISSING for n in personal if n not in names}).status_code == 303


def test_e16_custom_parameters_are_bounded_and_unresolved_ones_missing(
    browser: Browser, tool: Tool
) -> None:
    custom = {
        "jobrole": "$User.customfield.jobrole",
        "markup": "<b>x</b>",
        "long": "x" * 10_000,
        "title": None,
        "empty": "",
        "x" * 300: "name too long",
    } | {f"many{n}": "x" for n in range(100)}
    assert browser.launch(**{LTI + "custom": custom}).status_code == 303
    kept = newest(tool)[0].claims["custom"]
    assert kept["markup"] == "<b>x</b>"
    assert len(kept) == 50
    assert not kept.keys() & {"jobrole", "long", "title", "empty", "x" * 300}


@pytest.mark.parametrize("name", ["🙂 Zoë", "‏שלום", "A \"B\" 'C'", "<b>Bold</b>"])
def test_e17_names_are_stored_as_they_are(browser: Browser, tool: Tool, name: str) -> None:
    title = {"id": "2", "title": name}
    assert browser.launch(name=name, **{LTI + "context": title}).status_code == 303
    visit, person = newest(tool)
    assert (person.name, visit.context_title) == (name, name)


def test_unresolved_variables_and_odd_values_count_as_missing(browser: Browser, tool: Tool) -> None:
    changes = {
        "name": "$Person.name.full",
        "given_name": "  Ada  ",
        "family_name": 5,
        "email": "not an address",
        LTI + "launch_presentation": {"locale": "<b>", "return_url": 5},
        LTI + "lis": "text",
    }
    assert browser.launch(**changes).status_code == 303
    visit, person = newest(tool)
    assert (person.name, person.email) == ("Ada", None)
    assert (visit.locale, visit.return_url) == (None, None)
