"""Secrets at rest and the keys that sign."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import KeySet

from lti_plugin.errors import BadSettings
from lti_plugin.keys import lti_jwks, lti_key
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.keys import SigningKey
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


def test_what_the_key_signs_verifies_with_the_published_set(
    database: Database, vault: Vault
) -> None:
    with database.writing() as session:
        key = lti_key(session, vault)
        token = jwt.encode({"alg": "RS256", "kid": key.kid}, {"sub": "tool"}, key)
        published = lti_jwks(session, vault)
    assert jwt.decode(token, KeySet.import_key_set(published)).claims == {"sub": "tool"}


def test_only_public_members_are_published(database: Database, vault: Vault) -> None:
    with database.writing() as session:
        (key,) = lti_jwks(session, vault)["keys"]
        stored = session.query(SigningKey).one()
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
    assert "PRIVATE" not in stored.private


def test_a_retired_key_stays_published_for_the_overlap(database: Database, vault: Vault) -> None:
    with database.writing() as session:
        old = lti_key(session, vault).kid
        session.query(SigningKey).one().retired_at = now()
    with database.writing() as session:
        kids = [key["kid"] for key in lti_jwks(session, vault)["keys"]]
        assert lti_key(session, vault).kid != old
    assert old in kids
    assert len(kids) == 2
    with time_machine.travel(now() + timedelta(days=34)), database.writing() as session:
        assert old not in [key["kid"] for key in lti_jwks(session, vault)["keys"]]


def test_a_database_is_used_with_one_key_alone(database: Database, vault: Vault) -> None:
    with database.writing() as session:
        assert not recognise(session, vault)
        remember(session, vault)
        remember(session, vault)
    with database.reading() as session:
        assert recognise(session, vault)
        with pytest.raises(BadSettings, match="another secret key"):
            recognise(session, Vault("a key of another installation altogether"))
