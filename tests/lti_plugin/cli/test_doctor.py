"""`fingerpost doctor`: one line for each thing that has to be right."""

from __future__ import annotations

import json

import pytest

from tests.connectors.moodle.recorded import BASE, TOKEN, body, recorded_moodle
from tests.support.command import CommandLine, Ended, failure


def states(ended: Ended) -> dict[str, str]:
    """Return the state of each thing."""
    lines = (line.split(maxsplit=1) for line in ended.out.splitlines())
    return {rest.split("  ")[0]: state for state, rest in lines}


@pytest.fixture
def connected(fingerpost: CommandLine) -> CommandLine:
    """An installation that knows the recorded Moodle."""
    zone = ("--timezone", "Europe/Lisbon")
    ended = fingerpost("site", "add", BASE, *zone, "--token-file", "-", typed=TOKEN)
    assert ended.code == 0
    return fingerpost


def test_nothing_is_wrong(connected: CommandLine) -> None:
    with recorded_moodle():
        ended = connected("doctor")
        listed = connected("doctor", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert states(ended) == dict.fromkeys(
        ("settings", "database", "keys", "site moodle-test"), "ok"
    )
    assert json.loads(listed.out)[0] == {"name": "settings", "ok": True, "hint": ""}


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
