"""Launches and services of a platform that nobody here wrote: accepted, and refused when touched.

The tests' own platform could share a mistake with the tool; this one cannot.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from joserfc.jwk import KeySet
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.services import gradebook
from lti_plugin.services.gradebook import Mark, Outcome
from lti_plugin.store.lti import Registration
from lti_plugin.store.people import Person
from lti_plugin.vault import Vault
from tests.support.counterpart import ITEM, Counterpart, Launch, counterpart
from tests.support.installation import ROLES, Installation, Visit
from tests.support.platform import TOOL, encode, rsa_key
from tests.support.tool import Browser, code_of, fields_of


@pytest.fixture
def platform() -> Iterator[Counterpart]:
    with counterpart() as platform:
        yield platform


@pytest.fixture
def tool(tmp_path: Path, platform: Counterpart) -> Iterator[Installation]:
    """The tool, registered with that platform, which reads the tool's keys from it."""
    tool = Installation(tmp_path / "tool", platform, allowed_hosts="127.0.0.1")
    keys = tool.app.test_client()
    platform.configuration.read_keys = lambda url: keys.get(url).json
    yield tool
    tool.close()


@pytest.fixture
def browser(tool: Installation, platform: Counterpart) -> Browser:
    return Browser(tool, platform)


def begin(browser: Browser, person: str) -> dict[str, str]:
    """Begin a login and return the tool's question to the platform."""
    address = browser.platform.login(person)
    assert address.startswith(f"{TOOL}/lti/login?")
    page = browser.get(address.removeprefix(TOOL))
    assert page.status_code == 200, page.text
    return fields_of(page)


def launched(browser: Browser, who: str = "learner", person: str = "5") -> Launch:
    return browser.platform.launch(begin(browser, person), ROLES[who])


def post(browser: Browser, launch: Launch) -> TestResponse:
    """Post the platform's message, as its form would."""
    fields = launch.lti_launch()
    assert fields.pop("launch_url") == f"{TOOL}/lti/launch"
    return browser.post("/lti/launch", fields)


def opened(tool: Installation, browser: Browser, who: str) -> Visit:
    answer = post(browser, launched(browser, who))
    assert answer.status_code == 303, answer.text
    return Visit(tool, browser.get(answer.headers["Location"]), browser)


@pytest.mark.parametrize("who", ROLES)
def test_a_launch_is_accepted(tool: Installation, browser: Browser, who: str) -> None:
    visit = opened(tool, browser, who)
    assert visit.page.status_code == 200
    with tool.database.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Ada Byron"]


def _another_person(token: str) -> str:
    head, body, signature = token.split(".")
    claims = json.loads(urlsafe_b64decode(body + "==")) | {"sub": "1"}
    return ".".join((head, encode(json.dumps(claims).encode()), signature))


def _unsigned(token: str) -> str:
    _head, body, _signature = token.split(".")
    return f"{encode(json.dumps({'alg': 'none', 'typ': 'JWT'}).encode())}.{body}."


@pytest.mark.parametrize(
    ("touch", "code"),
    [(_another_person, "lti-signature"), (_unsigned, "lti-algorithm")],
    ids=["another-person", "unsigned"],
)
def test_a_message_that_was_touched_is_refused(
    tool: Installation, browser: Browser, touch: Callable[[str], str], code: str
) -> None:
    fields = launched(browser).lti_launch()
    sent = {"state": fields["state"], "id_token": touch(fields["id_token"])}
    answer = browser.post("/lti/launch", sent)
    assert (answer.status_code, code_of(answer)) == (401, code)
    assert tool.count("visits") == 0


def _stranger(launch: Launch, platform: Counterpart) -> None:
    platform.registration.set_client_id("another-client")
    # The library itself would not answer a question of another client.
    launch.validate_preflight_response = lambda _: None
    launch._redirect_url = f"{TOOL}/lti/launch"


def _elsewhere(launch: Launch, platform: Counterpart) -> None:
    platform.registration.set_iss("https://elsewhere.test")


def _old(launch: Launch, platform: Counterpart) -> None:
    launch.set_id_token_expiration(-3600)


def _forged(launch: Launch, platform: Counterpart) -> None:
    genuine = platform.configuration.get_jwks()
    platform.registration.set_platform_private_key(
        rsa_key("key-of-a-forger").as_pem(private=True).decode()
    )
    kid = genuine["keys"][0]["kid"]
    platform.registration.get_kid = lambda: kid


def _other_nonce(launch: Launch, platform: Counterpart) -> None:
    launch.get_preflight_response()["nonce"] = "another-nonce"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_stranger, "lti-aud"),
        (_elsewhere, "lti-iss"),
        (_old, "lti-exp"),
        (_forged, "lti-signature"),
        (_other_nonce, "lti-nonce"),
    ],
)
def test_a_message_that_does_not_fit_is_refused(
    tool: Installation, browser: Browser, change: Callable[[Launch, Counterpart], None], code: str
) -> None:
    launch = launched(browser)
    change(launch, browser.platform)
    answer = post(browser, launch)
    assert (answer.status_code, code_of(answer)) == (401, code)
    assert tool.count("visits") == 0


def test_a_message_is_good_once(browser: Browser) -> None:
    fields = launched(browser).lti_launch()
    sent = {"state": fields["state"], "id_token": fields["id_token"]}
    assert browser.post("/lti/launch", sent).status_code == 303
    assert browser.post("/lti/launch", sent).status_code == 401


def test_what_is_placed_is_accepted_by_the_platform(tool: Installation, browser: Browser) -> None:
    launch = launched(browser, "instructor")
    launch.set_dl(f"{browser.platform.issuer}/placed", accept_types={"ltiResourceLink"})
    answer = post(browser, launch)
    visit = Visit(tool, browser.get(answer.headers["Location"]), browser)
    sent = fields_of(
        visit.press("/teach/place/send", view="skills", role="Data Analyst", column="1")
    )
    items = browser.platform.configuration.validate_deeplinking_resp(sent)
    assert [item["type"] for item in items] == ["ltiResourceLink"] * 2
    assert [item.get("lineItem", {}).get("scoreMaximum") for item in items] == [None, 100]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("token", "Moodle gives a token with every right that is used."),
        ("roster", "Moodle lists the people of the course opened last: 2."),
    ],
)
def test_its_services_answer_the_tool(
    tool: Installation, browser: Browser, kind: str, found: str
) -> None:
    visit = opened(tool, browser, "admin")
    page = visit.press("/admin/diagnostics/test", kind=kind, client_id=browser.platform.client_id)
    assert found in page.text


def test_it_gives_no_token_to_another_key(tool: Installation, browser: Browser) -> None:
    visit = opened(tool, browser, "admin")
    others = KeySet([rsa_key("key-of-another-tool")]).as_dict(private=False)
    browser.platform.configuration.read_keys = lambda _: others
    asked = {"kind": "token", "client_id": browser.platform.client_id}
    assert "lti-token-invalid-client" in visit.press("/admin/diagnostics/test", **asked).text


def test_it_takes_a_grade(tool: Installation, browser: Browser, platform: Counterpart) -> None:
    opened(tool, browser, "learner")
    with tool.database.reading() as session:
        registration = session.scalars(select(Registration.id)).one()
    mark = Mark(registration, platform.issuer + ITEM, "5", 40.0, "2 of 5 courses")
    vault = Vault(tool.settings.secret_key)
    with gradebook.sender(tool.settings, vault, tool.database, tool.site.id) as send:
        assert send(mark).outcome is Outcome.TAKEN
    (score,) = platform.scores
    assert (score["userId"], score["scoreGiven"], score["scoreMaximum"]) == ("5", 40, 100)
