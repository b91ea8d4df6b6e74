"""Secrets at rest: locked with the installation's own key, and read with no other."""

from __future__ import annotations

import pytest

from lti_plugin.errors import BadSettings
from lti_plugin.store.database import Database
from lti_plugin.vault import Vault, recognise, remember


def test_what_is_locked_can_be_unlocked_and_is_not_readable(vault: Vault) -> None:
    locked = vault.lock("the token")
    assert "token" not in locked
    assert vault.unlock(locked) == "the token"


def test_another_key_cannot_unlock_and_the_error_says_what_to_do(vault: Vault) -> None:
    with pytest.raises(BadSettings) as caught:
        Vault("another").unlock(vault.lock("the token"))
    assert "FINGERPOST_SECRET_KEY" in caught.value.hint


def test_keys_for_different_purposes_are_independent(vault: Vault) -> None:
    assert vault.derive("one") != vault.derive("two")
    assert vault.derive("one") == vault.derive("one")


def test_a_database_is_used_with_one_key_alone(database: Database, vault: Vault) -> None:
    with database.writing() as session:
        assert not recognise(session, vault)
        remember(session, vault)
        remember(session, vault)
    with database.reading() as session:
        assert recognise(session, vault)
        with pytest.raises(BadSettings, match="another secret key"):
            recognise(session, Vault("a key of another installation altogether"))
