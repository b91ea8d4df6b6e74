"""Whatever is sent: never a failure of ours, never a session, never an echo."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.platform import LTI, Platform
from tests.support.tool import Browser, Tool

MARK = "<i>mark</i>"
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from([MARK, "null", "{}", "[]", '{"cmid":"x"}', "https://tool.test:99999/", "\x00"]),
)
LOGIN = ["iss", "login_hint", "target_link_uri", "client_id", "lti_deployment_id"]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS.filter(bool)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
CLAIMS = ["sub", "aud", "exp", "iat", "azp", "nonce", "name", "email"] + [
    LTI + name
    for name in (
        "roles",
        "context",
        "resource_link",
        "custom",
        "ext",
        "lis",
        "launch_presentation",
        "tool_platform",
        "deployment_id",
        "version",
        "target_link_uri",
    )
]
quick = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def patient(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A tool of its own, since every case here is a failure of one address."""
    tool = Tool(tmp_path_factory.mktemp("patient"), platform)
    tool.app.config["RATELIMIT_ENABLED"] = False
    yield tool
    tool.close()


@quick
@given(changes=st.dictionaries(st.sampled_from([*LOGIN, "lti_message_hint", "x"]), TEXTS))
def test_login(patient: Tool, platform: Platform, changes: dict[str, str]) -> None:
    page = Browser(patient, platform).post("/lti/login", platform.initiation(**changes))
    assert page.status_code in {200, 400, 403, 429}
    assert MARK not in page.text


@quick
@given(fields=st.dictionaries(st.sampled_from(["state", "id_token", "error", "x"]), TEXTS))
@pytest.mark.parametrize("known", [True, False])
def test_launch(patient: Tool, platform: Platform, known: bool, fields: dict[str, str]) -> None:
    browser = Browser(patient, platform)
    given_state = {"state": browser.begin()["state"]} if known else {}
    page = browser.post("/lti/launch", fields | given_state)
    assert page.status_code in {400, 401, 429}
    assert "Set-Cookie" not in page.headers
    assert MARK not in page.text


@quick
@given(changes=st.dictionaries(st.sampled_from(CLAIMS), VALUES, min_size=1, max_size=3))
def test_claims(patient: Tool, platform: Platform, changes: dict[str, Any]) -> None:
    page = Browser(patient, platform).launch(**changes)
    assert page.status_code in {303, 400, 401, 403, 429}
    assert MARK not in page.text
