"""`fingerpost doctor`: one line for each thing that has to be right."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from lti_plugin.store.database import Database
from lti_plugin.store.lti import Registration
from tests.connectors.moodle.recorded import BASE, TOKEN, body, recorded_moodle
from tests.support.command import CommandLine, Ended, failure

pytestmark = pytest.mark.usefixtures("without_starter_pack")


def states(ended: Ended) -> dict[str, str]:
    """Return the state of each thing."""
    lines = (line.split(maxsplit=1) for line in ended.out.splitlines())
    return {rest.split("  ")[0]: state for state, rest in lines}


@pytest.fixture
def connected(fingerpost: CommandLine) -> CommandLine:
    """An installation that knows the recorded Moodle."""
    zone = ("--timezone", "Europe/Lisbon")
    ids = ("--client-id", "AbC", "--deployment-id", "3")
    ended = fingerpost("site", "add", BASE, *zone, *ids, "--token-file", "-", typed=TOKEN)
    assert ended.code == 0
    return fingerpost


def test_nothing_is_wrong(connected: CommandLine) -> None:
    with recorded_moodle():
        ended = connected("doctor")
        listed = connected("doctor", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert states(ended) == dict.fromkeys(
        (
            "settings",
            "proxies",
            "database",
            "keys",
            "site moodle-test",
            "site moodle-test AbC last launch never",
            "site moodle-test AbC token",
        ),
        "ok",
    )
    assert json.loads(listed.out)[0] == {"name": "settings", "ok": True, "hint": ""}


@pytest.mark.parametrize(
    ("base_url", "proxies", "state"),
    [
        ("https://skills.example.org", "0", "WRONG"),
        ("https://skills.example.org", "1", "ok"),
        ("http://localhost:8000", "0", "ok"),
    ],
)
def test_a_proxy_that_is_not_counted_on_is_told(
    fingerpost: CommandLine, base_url: str, proxies: str, state: str
) -> None:
    ended = fingerpost("doctor", base_url=base_url, trusted_proxies=proxies)
    assert states(ended)["proxies"] == state
    assert ("FINGERPOST_TRUSTED_PROXIES" in ended.out) == (state == "WRONG")
    assert ended.code == (state == "WRONG")


def test_wrong_settings_are_told_before_anything_is_opened(bare: CommandLine) -> None:
    ended = bare("doctor", sync_hour="25")
    failure(ended)
    assert states(ended) == {"settings": "WRONG"}
    assert "FINGERPOST_SYNC_HOUR" in ended.out
    assert not bare.folder.exists()


def test_a_key_that_does_not_fit_the_database_is_told(connected: CommandLine) -> None:
    with recorded_moodle():
        assert connected("doctor").code == 0
        ended = connected("doctor", secret_key="another key for tests, of some length")
    failure(ended)
    assert states(ended)["keys"] == states(ended)["site moodle-test"] == "WRONG"
    assert "encrypted with another key" in ended.out


def test_what_a_site_lacks_is_named(connected: CommandLine) -> None:
    info = body("site_info")
    missing = "core_user_get_users"
    info["functions"] = [each for each in info["functions"] if each["name"] != missing]
    with recorded_moodle() as moodle:
        moodle.replies["core_webservice_get_site_info"] = lambda _: info
        ended = connected("doctor", "--json")
    failure(ended)
    results = {each["name"]: each for each in json.loads(ended.out)}
    assert results["keys"]["ok"]
    assert f"Add {missing} to the external service" in results["site moodle-test"]["hint"]


def test_a_site_without_a_token_is_told(fingerpost: CommandLine) -> None:
    fingerpost("site", "add", BASE, "--timezone", "UTC")
    ended = fingerpost("doctor")
    failure(ended)
    assert "no web-service token yet" in ended.out


def test_a_site_whose_moodle_does_not_know_the_tool_is_told_how_to_invite_it(
    fingerpost: CommandLine,
) -> None:
    fingerpost("site", "add", BASE, "--timezone", "UTC", "--token-file", "-", typed=TOKEN)
    with recorded_moodle():
        ended = fingerpost("doctor")
    failure(ended)
    assert states(ended)["site moodle-test launches"] == "WRONG"
    assert "`fingerpost site invite --site moodle-test`" in ended.out


def test_rights_that_moodle_does_not_grant_are_counted_and_kept(
    connected: CommandLine, database: Database
) -> None:
    with recorded_moodle() as moodle:
        moodle.refused.add("score")
        ended = connected("doctor")
    failure(ended)
    assert states(ended)["site moodle-test AbC token"] == "WRONG"
    assert "does not grant every right" in ended.out
    with database.reading() as session:
        (row,) = session.scalars(select(Registration))
        assert row.scopes is not None
        assert len(row.scopes) == 4


def test_a_registration_that_is_switched_off_is_told(connected: CommandLine) -> None:
    assert connected("site", "switch", "AbC", "--off").code == 0
    with recorded_moodle():
        ended = connected("doctor")
    failure(ended)
    assert "It is switched off." in ended.out
