"""Table B: a launch answers one login, once, in the browser that began it."""

from __future__ import annotations

import pytest

from lti_plugin.edge import visits
from tests.support.platform import Platform
from tests.support.tool import Browser, Clock, Install, Tool, code_of, data_of, fields_of


def waiting(browser: Browser) -> tuple[dict[str, str], str]:
    """Launch without cookies; return the page's form and the secret in the tab's storage."""
    page = browser.post("/lti/login", browser.platform.initiation())
    secret = data_of(page, "secret")
    browser.forget()
    answer = browser.send(fields_of(page))
    assert answer.status_code == 401
    assert data_of(answer, "key") == data_of(page, "key")
    return fields_of(answer), secret


@pytest.mark.parametrize(
    ("state", "code"),
    [
        pytest.param(None, "lti-state", id="B1"),
        pytest.param("", "lti-state", id="B1-empty"),
        pytest.param("forged", "lti-state", id="B2"),
        pytest.param("x" * 43, "lti-state", id="B2-long"),
    ],
)
def test_without_a_known_state_nothing_is_opened(
    browser: Browser, tool: Tool, state: str | None, code: str
) -> None:
    before = tool.count("visits")
    fields = browser.begin()
    token = browser.platform.sign(browser.platform.claims(fields))
    given = {"id_token": token} | ({} if state is None else {"state": state})
    page = browser.post("/lti/launch", given)
    assert (page.status_code, code_of(page)) == (401, code)
    assert "Set-Cookie" not in page.headers
    assert tool.count("visits") == before


def test_b3_state_lasts_ten_minutes(browser: Browser, clock: Clock) -> None:
    fields, late = browser.begin(), browser.begin()
    clock.shift(9 * 60)
    assert browser.send(fields).status_code == 303
    clock.shift(2 * 60)
    page = browser.send(late)
    assert (page.status_code, code_of(page)) == (401, "lti-state-expired")
    assert 'href="https://moodle.test/mod/lti/view.php?id=127" target="_top"' in page.text
    assert "frame-ancestors https://moodle.test" in page.headers["Content-Security-Policy"]


def test_b4_state_is_good_for_one_launch(browser: Browser, tool: Tool) -> None:
    fields = browser.begin()
    token = browser.platform.sign(browser.platform.claims(fields))
    message = {"state": fields["state"], "id_token": token}
    assert browser.post("/lti/launch", message).status_code == 303
    before = tool.count("visits")
    again = browser.post("/lti/launch", message, headers={"Origin": "https://moodle.test"})
    assert (again.status_code, code_of(again)) == (401, "lti-state")
    assert tool.count("visits") == before
    # Pressing reload in the frame comes here: the page has to be readable where it is.
    assert "frame-ancestors https://moodle.test" in again.headers["Content-Security-Policy"]


def test_refused_launch_uses_its_state_up(browser: Browser) -> None:
    fields = browser.begin()
    refused = browser.send(fields, aud="somebody-else")
    assert code_of(refused) == "lti-aud"
    assert code_of(browser.send(fields)) == "lti-state"


@pytest.mark.parametrize("name", ["B5", "B6"])
def test_other_browser_gets_no_session(
    browser: Browser, tool: Tool, platform: Platform, name: str
) -> None:
    before = tool.count("visits")
    fields = browser.begin()
    other = Browser(tool, platform)
    if name == "B6":
        assert other.begin()  # the victim has a login of their own under way
    page = other.send(fields)
    assert page.status_code == 401
    assert "Set-Cookie" not in page.headers
    assert "https://moodle.test/mod/lti/launch.php?id=127" in page.text
    confirmed = other.post("/lti/confirm", fields_of(page))
    assert (confirmed.status_code, code_of(confirmed)) == (401, "lti-binding")
    assert tool.count("visits") == before


def test_cookie_of_another_login_does_not_help(browser: Browser) -> None:
    fields = browser.begin()
    browser.forget()
    browser.client.set_cookie(
        f"__Host-lti-{fields['state'][:6]}", "forged", domain="tool.test", secure=True
    )
    assert browser.send(fields).status_code == 401


def test_b7_nonce_of_another_login_is_refused(browser: Browser) -> None:
    first, second = browser.begin(), browser.begin()
    page = browser.send(first, nonce=second["nonce"])
    assert (page.status_code, code_of(page)) == (401, "lti-nonce")


def test_b8_state_of_one_site_with_a_message_of_another(install: Install) -> None:
    first = Platform()
    second = Platform(issuer="https://other.test", client_id="client-2", kids=["key-2"])
    tool = install(first, second)
    fields = Browser(tool, first).begin()
    browser = Browser(tool, second)
    token = second.sign(second.claims(fields), kid="key-2")
    page = browser.post("/lti/launch", {"state": fields["state"], "id_token": token})
    assert (page.status_code, code_of(page)) == (401, "lti-key")
    assert tool.count("visits") == 0


def test_b9_two_tabs_launch_side_by_side_and_never_mix(browser: Browser) -> None:
    one, two = browser.begin(), browser.begin()
    context = "https://purl.imsglobal.org/spec/lti/claim/context"
    second = browser.send(two, **{context: {"id": "20"}})
    first = browser.send(one, **{context: {"id": "10"}})
    pages = [browser.get(answer.headers["Location"]).json for answer in (first, second)]
    assert [page and page["context_id"] for page in pages] == ["10", "20"]


def test_b10_launch_by_get_is_refused(browser: Browser) -> None:
    page = browser.get("/lti/launch", query_string={"state": "x", "id_token": "y"})
    assert page.status_code == 405


def test_browser_without_cookies_proves_itself_by_its_storage(browser: Browser) -> None:
    form, secret = waiting(browser)
    page = browser.post("/lti/confirm", form | {"secret": secret})
    assert page.status_code == 200
    assert page.json is not None
    assert page.json["audience"] == "learner"
    assert page.json["cookie"] is False
    assert "frame-ancestors https://moodle.test" in page.headers["Content-Security-Policy"]
    browser.forget()
    again = browser.post("/learner/", {"page_token": page.json["token"]})
    assert again.json is not None
    assert again.json["person"] == page.json["person"]


def test_proof_works_once(browser: Browser, tool: Tool) -> None:
    form, secret = waiting(browser)
    assert browser.post("/lti/confirm", form | {"secret": secret}).status_code == 200
    before = tool.count("visits")
    again = browser.post("/lti/confirm", form | {"secret": secret})
    assert (again.status_code, code_of(again)) == (401, "lti-binding")
    assert tool.count("visits") == before


def test_wrong_proof_uses_the_waiting_launch_up(browser: Browser) -> None:
    form, secret = waiting(browser)
    wrong = browser.post("/lti/confirm", form | {"secret": "guess"})
    assert (wrong.status_code, code_of(wrong)) == (401, "lti-binding")
    assert 'href="https://moodle.test/mod/lti/view.php?id=127"' in wrong.text
    assert browser.post("/lti/confirm", form | {"secret": secret}).status_code == 401


def test_proof_has_a_minute(browser: Browser, clock: Clock) -> None:
    form, secret = waiting(browser)
    clock.shift(61)
    late = browser.post("/lti/confirm", form | {"secret": secret})
    assert (late.status_code, code_of(late)) == (401, "lti-binding")


@pytest.mark.parametrize("form", [{}, {"ticket": "x"}, {"secret": "x"}, {"ticket": ["a", "b"]}])
def test_nonsense_proof_is_refused(browser: Browser, form: dict[str, object]) -> None:
    assert browser.post("/lti/confirm", form).status_code in {400, 401}


def test_waiting_launch_is_verified_before_it_waits(browser: Browser, tool: Tool) -> None:
    fields = browser.begin()
    browser.forget()
    before = tool.count("waiting")
    assert code_of(browser.send(fields, nonce="other")) == "lti-nonce"
    assert tool.count("waiting") == before


def test_asking_for_proof_is_no_failure_of_the_address(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "FAILURES", "1 per minute")
    platform = Platform()
    browser = Browser(install(platform), platform)
    for _ in range(3):
        fields = browser.begin()
        browser.forget()
        assert browser.send(fields).status_code == 401
    assert [browser.post("/lti/launch").status_code for _ in range(2)] == [401, 429]
