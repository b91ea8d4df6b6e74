"""Table F, access tokens: each client has its own, each is asked for once, none ever shows."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
from time_machine import TimeMachineFixture

from connectors.http import Outgoing
from lti_plugin.lti import access, failures
from lti_plugin.lti.access import AccessToken, AccessTokens, Client
from lti_plugin.store.lti import Registration
from lti_plugin.store.sites import Site
from tests.support.platform import rsa_key
from tests.support.services import KID, RECORDED, Services, Told, granted
from tests.support.waiting import LONG

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


def test_the_assertion_says_who_asks_and_for_whom(services: Services) -> None:
    client = services.client()
    before = int(time.time())
    get(services, AccessTokens(), client, SCORE, ROSTER)
    (claims,) = services.claims
    assert services.headers[0] == {"typ": "JWT", "alg": "RS256", "kid": KID}
    assert claims["iss"] == claims["sub"] == client.client_id == "client-1"
    assert claims["aud"] == client.token_url
    assert before - 30 <= claims["iat"] <= before - 29
    assert claims["exp"] == claims["iat"] + 300
    assert len(claims["jti"]) >= 32
    form = parse_qs(services.asked[0].body.decode())
    assert form["scope"] == [f"{SCORE} {ROSTER}"]


def test_every_assertion_has_an_id_of_its_own(services: Services) -> None:
    tokens, client = AccessTokens(), services.client()
    get(services, tokens, client)
    tokens.forget(client, [ROSTER])
    get(services, tokens, client)
    assert len({claims["jti"] for claims in services.claims}) == 2


def test_a_recorded_token_is_read(services: Services) -> None:
    services.token_answers = [Told(200, RECORDED["token"])]
    token = get(services, AccessTokens(), services.client())
    assert token.token == RECORDED["token"]["access_token"]
    assert token.scopes == {ROSTER}
    assert 3590 < (token.expires_at - datetime.now(UTC)).total_seconds() <= 3600


def test_a_token_is_used_until_a_minute_before_its_end(
    services: Services, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(datetime.now(UTC), tick=False)
    tokens, client = AccessTokens(), services.client()
    first = get(services, tokens, client)
    time_machine.shift(3539)
    assert get(services, tokens, client) is first
    time_machine.shift(1)
    assert get(services, tokens, client).token == "token-2"


@pytest.mark.parametrize("life", [{"expires_in": 0}, {"expires_in": 59}, {"expires_in": "59"}, {}])
def test_a_token_of_short_or_unknown_life_is_used_once(
    services: Services, life: dict[str, object]
) -> None:
    answer = {"access_token": "short", "token_type": "bearer", **life}
    services.token_answers = [Told(200, answer)]
    tokens, client = AccessTokens(), services.client()
    assert get(services, tokens, client).token == "short"
    assert get(services, tokens, client).token == "token-1"


def test_F2_two_clients_of_one_issuer_never_share_a_token(services: Services) -> None:
    tokens, site_id = AccessTokens(), uuid4()
    one, two = (services.client(name, site_id) for name in ("client-1", "client-2"))
    assert one.issuer == two.issuer
    assert get(services, tokens, one) != get(services, tokens, two)
    assert [claims["sub"] for claims in services.claims] == ["client-1", "client-2"]
    tokens.forget(one, [ROSTER])
    assert get(services, tokens, two).token == "token-2"


def test_F2_each_set_of_scopes_has_a_token_of_its_own(services: Services) -> None:
    tokens, client = AccessTokens(), services.client()
    both = get(services, tokens, client, ROSTER, SCORE)
    assert get(services, tokens, client, ROSTER) != both
    assert get(services, tokens, client, SCORE, ROSTER) is both


def test_of_many_threads_one_asks_for_the_token(services: Services) -> None:
    tokens, client = AccessTokens(), services.client()
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: get(services, tokens, client), range(64)))
    assert {token.token for token in found} == {"token-1"}
    assert len(services.asked) == 1


def test_a_thread_does_not_wait_for_another_without_end(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "PATIENCE", 0.01)
    tokens, client = AccessTokens(), services.client()
    asked, given_up = Event(), Event()

    def request(*_: object) -> AccessToken:
        asked.set()
        assert given_up.wait(LONG)
        return AccessToken("late", frozenset({ROSTER}), datetime.now(UTC) + timedelta(hours=1))

    monkeypatch.setattr(access, "request", request)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(get, services, tokens, client)
        assert asked.wait(LONG)
        with pytest.raises(failures.Unreached):
            get(services, tokens, client)
        given_up.set()
        assert first.result(10).token == "late"


def test_a_failure_is_not_kept(services: Services) -> None:
    tokens, client = AccessTokens(), services.client()
    services.token_answers = [Told(400, {"error": "invalid_client"})]
    with pytest.raises(failures.TokenRefused):
        get(services, tokens, client)
    assert get(services, tokens, client).token == "token-1"


def test_only_the_refused_token_is_forgotten(services: Services) -> None:
    tokens, client = AccessTokens(), services.client()
    old = get(services, tokens, client)
    tokens.forget(client, [ROSTER], old)
    new = get(services, tokens, client)
    tokens.forget(client, [ROSTER], old)
    assert get(services, tokens, client) is new


def test_a_token_never_shows(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    services.token_answers = [Told(200, granted(SECRET, ROSTER))]
    tokens, client = AccessTokens(), services.client()
    token = get(services, tokens, client)
    assert token.token == SECRET
    shown = f"{token!r}{token}{vars(tokens)!r}{services.caller(client)!r}"
    assert SECRET not in shown + caplog.text
    assert "PRIVATE" not in shown


def test_a_client_is_read_out_of_its_rows() -> None:
    site = Site(id=uuid4(), issuer="https://moodle.test")
    row = Registration(
        id=uuid4(), site_id=site.id, client_id="c", auth_token_url="https://moodle.test/token.php"
    )
    assert Client.of(site, row) == Client(
        site.id, row.id, "https://moodle.test", "c", "https://moodle.test/token.php"
    )
    row.site_id = uuid4()
    with pytest.raises(ValueError, match="another site"):
        Client.of(site, row)
