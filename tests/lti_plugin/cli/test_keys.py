"""`fingerpost keys …`: which key signs, a new one, and one that is known to others."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from lti_plugin import keys
from lti_plugin.store.database import Database
from lti_plugin.store.keys import BADGE, LTI
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.command import CommandLine, failure


@pytest.fixture
def first(database: Database, vault: Vault) -> str:
    """The LTI key that signs."""
    with database.writing() as session:
        return str(keys.signing_key(session, vault, LTI).kid)


def listed(fingerpost: CommandLine) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(fingerpost("keys", "list", "--json").out)
    return found


def states(fingerpost: CommandLine) -> list[tuple[str, str]]:
    """Return every key's id and state, oldest first."""
    return [(row["kid"], row["state"]) for row in listed(fingerpost)]


def test_without_keys_there_is_nothing_to_list(fingerpost: CommandLine) -> None:
    assert "no key yet" in fingerpost("keys", "list").out
    assert listed(fingerpost) == []


def test_keys_are_listed_with_what_they_are_for(
    fingerpost: CommandLine, database: Database, vault: Vault, site: Site, first: str
) -> None:
    with database.writing() as session:
        badge = keys.signing_key(session, vault, BADGE, site.id).kid
    told = fingerpost("keys", "list").out
    for word in (first, badge, "lti", "badge", "acme", "signs", "UTC"):
        assert str(word) in told
    one, two = listed(fingerpost)
    assert (one["kid"], one["purpose"], one["site"]) == (first, "lti", None)
    assert (two["kid"], two["purpose"], two["site"]) == (badge, "badge", "acme")
    assert one["created"]
    assert one["retired"] is one["withdrawn"] is None
    assert "PRIVATE" not in told
    assert "private" not in fingerpost("keys", "list", "--json").out


def test_a_rotation_says_when_the_new_key_signs_and_how_long_the_old_one_stays(
    fingerpost: CommandLine, first: str
) -> None:
    said = fingerpost("keys", "rotate").out
    (_, _), (new, _) = states(fingerpost)
    assert f"The new key is {new}." in said
    assert re.search(r"It signs from \d{4}-\d\d-\d\d \d\d:\d\d UTC on; until then the one", said)
    assert re.search(r"stays published until \d{4}-\d\d-\d\d \d\d:\d\d UTC", said)
    assert states(fingerpost) == [(first, "signs"), (new, "in use")]


def test_a_rotation_at_once_says_so(fingerpost: CommandLine, first: str) -> None:
    said = fingerpost("keys", "rotate", "--now").out
    assert "It signs from now on." in said
    assert "stays published until" in said
    assert [state for _, state in states(fingerpost)] == ["published", "signs"]


def test_the_first_key_of_all_signs_at_once(fingerpost: CommandLine) -> None:
    said = fingerpost("keys", "rotate").out
    assert "It signs from now on." in said
    assert "the one before" not in said
    assert [state for _, state in states(fingerpost)] == ["signs"]


def test_a_badge_key_is_rotated_on_its_site_alone(
    fingerpost: CommandLine, database: Database, vault: Vault, site: Site, first: str
) -> None:
    with database.writing() as session:
        keys.signing_key(session, vault, BADGE, site.id)
    said = fingerpost("keys", "rotate", "--purpose", "badge", "--site", site.slug).out
    assert "stays published for good" in said
    assert [row["purpose"] for row in listed(fingerpost)] == ["lti", "badge", "badge"]
    assert states(fingerpost)[0] == (first, "signs")


def test_a_badge_key_needs_a_site_and_an_lti_key_has_none(fingerpost: CommandLine) -> None:
    assert "no site yet" in failure(fingerpost("keys", "rotate", "--purpose", "badge"))
    wrong = fingerpost("keys", "rotate", "--site", "acme")
    assert (wrong.code, "belong to the installation" in wrong.err) == (2, True)
    assert listed(fingerpost) == []


def test_no_key_is_withdrawn_without_a_yes(fingerpost: CommandLine, first: str) -> None:
    asked = fingerpost("keys", "withdraw", first, typed="n\n")
    assert (asked.code, asked.err.splitlines()[-1]) == (1, "fingerpost: Stopped.")
    assert "can no longer be verified" in asked.out
    assert states(fingerpost) == [(first, "signs")]


def test_a_withdrawn_key_is_replaced(fingerpost: CommandLine, first: str) -> None:
    said = fingerpost("keys", "withdraw", first, "--yes").out
    (_, withdrawn), (new, signs) = states(fingerpost)
    assert (withdrawn, signs) == ("withdrawn", "signs")
    assert said == f"The key {first} is withdrawn. Now {new} signs.\n"


@pytest.mark.parametrize("kid", ["-Zx_9", "-hx", "--x"])
def test_an_id_that_begins_with_a_hyphen_is_no_option(fingerpost: CommandLine, kid: str) -> None:
    told = failure(fingerpost("keys", "withdraw", kid, "--yes"))
    assert f"There is no key {kid!r}" in told


def test_an_unknown_key_is_one_clear_line(fingerpost: CommandLine) -> None:
    told = failure(fingerpost("keys", "withdraw", "unknown", "--yes"))
    assert "There is no key 'unknown'" in told
    assert "fingerpost keys list" in told
