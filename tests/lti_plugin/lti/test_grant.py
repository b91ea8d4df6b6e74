"""Asking for a token: how a platform refuses or answers, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.http import Outgoing
from lti_plugin.lti import failures
from lti_plugin.lti.access import AccessToken, AccessTokens, Client
from tests.connectors.servers import opened
from tests.support.platform import rsa_key
from tests.support.services import KID, Services, Told, granted

ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SECRET = "never-to-be-seen"


def get(
    services: Services,
    tokens: AccessTokens,
    client: Client,
    *scopes: str,
    outgoing: Outgoing | None = None,
) -> AccessToken:
    """Return a token for the roster, or for other scopes."""
    return tokens.get(client, scopes or (ROSTER,), rsa_key(KID), outgoing or services.outgoing)


def refused(services: Services, *answers: Told) -> failures.ServiceFailed:
    """Return the error that these answers lead to."""
    services.token_answers = list(answers)
    with pytest.raises(failures.ServiceFailed) as caught:
        get(services, AccessTokens(), services.client())
    assert SECRET not in f"{caught.value.message}{caught.value.hint}{caught.value.code}"
    return caught.value


@pytest.mark.parametrize(
    ("body", "reason", "code"),
    [
        ({"error": "invalid_client"}, "invalid_client", "lti-token-invalid-client"),
        ({"error": "invalid_request"}, "invalid_request", "lti-token-invalid-request"),
        ({"error": f"Signature {SECRET}"}, "", "lti-token-refused"),
        ({"error": ["invalid_client"]}, "", "lti-token-refused"),
        ([SECRET], "", "lti-token-refused"),
        (f'{{"error": "broken "{SECRET}" JSON"}}'.encode(), "", "lti-token-refused"),
    ],
)
def test_a_refusal_tells_no_more_than_a_word_of_oauth(
    services: Services, body: object, reason: str, code: str
) -> None:
    error = refused(services, Told(400, body))
    assert isinstance(error, failures.TokenRefused)
    assert (error.reason, error.code, error.answered) == (reason, code, 400)


def test_F3_a_platform_that_learns_our_new_key_is_asked_once_more(services: Services) -> None:
    services.token_answers = [Told(401, {"error": "invalid_client"})]
    assert get(services, AccessTokens(), services.client()).token == "token-1"
    assert len({claims["jti"] for claims in services.claims}) == 2


def test_F3_a_platform_that_goes_on_refusing_is_asked_no_more(services: Services) -> None:
    error = refused(services, *[Told(401, {"error": "invalid_client"})] * 3)
    assert error.code == "lti-token-invalid-client"
    assert len(services.asked) == 2


@pytest.mark.parametrize("status", [429, 502, 503])
def test_F3_a_busy_platform_is_asked_again_after_a_pause(services: Services, status: int) -> None:
    pauses: list[float] = []
    services.token_answers = [Told(status), Told(status, headers={"Retry-After": "2"})]
    with opened(sleep=pauses.append) as outgoing:
        token = get(services, AccessTokens(), services.client(), outgoing=outgoing)
    assert token.token == "token-1"
    assert pauses == [0.5, 2.0]


@pytest.mark.parametrize(("status", "times"), [(429, 4), (503, 4), (500, 1)])
def test_F3_a_platform_that_stays_busy_is_named_so(
    services: Services, status: int, times: int
) -> None:
    error = refused(services, *[Told(status)] * 9)
    assert isinstance(error, failures.Busy)
    assert error.code == "lti-token-busy"
    assert len(services.asked) == times


def test_no_scope_at_all_is_told_apart(services: Services) -> None:
    assert isinstance(
        refused(services, Told(400, {"error": "invalid_scope"})), failures.ScopeNotGranted
    )


@pytest.mark.parametrize("scope", ["", SCORE, ROSTER + "x"])
def test_only_the_scope_in_the_answer_counts(services: Services, scope: str) -> None:
    error = refused(services, Told(200, granted("t", scope)))
    assert isinstance(error, failures.ScopeNotGranted)
    assert error.code == "lti-token-scope"


def test_without_a_scope_in_the_answer_all_is_granted(services: Services) -> None:
    services.token_answers = [Told(200, {"access_token": "t", "token_type": "Bearer"})]
    assert get(services, AccessTokens(), services.client()).scopes == {ROSTER}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        [],
        {},
        granted("", ROSTER),
        granted("two words", ROSTER),
        granted("line\r\nX: 1", ROSTER),
        granted("x" * 9000, ROSTER),
        granted("t", ROSTER, access_token=7),
        granted("t", ROSTER, token_type="mac"),
        granted("t", ROSTER, token_type=None),
        granted("t", ROSTER, scope=[ROSTER]),
        granted("t", ROSTER, expires_in=-1),
        granted("t", ROSTER, expires_in=True),
        granted("t", ROSTER, expires_in="soon"),
        granted("t", ROSTER, expires_in=float("nan")),
        b"x" * 100_000,
        b"[" * 60_000,
    ],
)
def test_an_answer_in_another_form_is_refused(services: Services, body: object) -> None:
    error = refused(services, Told(200, body))
    assert isinstance(error, failures.Unreadable)
    assert error.code == "lti-token-answer"


@pytest.mark.parametrize("life", [float("inf"), 10**400])
def test_no_token_lives_for_ever(services: Services, life: float) -> None:
    services.token_answers = [Told(200, granted("t", ROSTER, expires_in=life))]
    token = get(services, AccessTokens(), services.client())
    assert (token.expires_at - datetime.now(UTC)).days <= 1


def test_a_platform_that_cannot_be_reached_is_named_so(services: Services) -> None:
    client = services.client()
    with opened(allowed_hosts=frozenset()) as outgoing, pytest.raises(failures.Unreached) as caught:
        get(services, AccessTokens(), client, outgoing=outgoing)
    assert caught.value.code == "lti-token-unreachable"
    assert services.asked == []


def test_a_redirect_gives_no_token(services: Services) -> None:
    elsewhere = {"Location": f"{services.address}/elsewhere"}
    assert refused(services, Told(302, headers=elsewhere)).code == "lti-token-refused"
    assert services.sent == []
