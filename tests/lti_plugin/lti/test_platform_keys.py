"""A platform's keys are fetched no more than needed, also when many launches come at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest

from lti_plugin.errors import OutsideFailed
from lti_plugin.lti import platform_keys
from lti_plugin.lti.platform_keys import CachedKeys, key_for
from lti_plugin.services import registrations
from lti_plugin.store.database import Database
from lti_plugin.store.lti import Registration
from lti_plugin.store.sites import Site
from tests.support.platform import Platform
from tests.support.waiting import LONG


def registered(database: Database, site: Site, platform: Platform) -> CachedKeys:
    """Register the platform and return the keys it has to begin with: none."""
    with database.writing() as session:
        row = registrations.register(session, site, "client-1", **platform.urls, deployment_id="1")
        return CachedKeys.of(row)


def test_class_that_opens_at_once_fetches_the_keys_once(database: Database, site: Site) -> None:
    platform = Platform()
    keys = registered(database, site, platform)
    together = Barrier(8)

    def launch(_number: int) -> str | None:
        together.wait()
        return key_for(keys, "key-1", database.writing, platform.fetch).kid

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(launch, range(8))) == ["key-1"] * 8
    assert platform.fetched == 1


def test_no_transaction_is_open_while_the_keys_are_fetched(database: Database, site: Site) -> None:
    platform = Platform()
    keys = registered(database, site, platform)

    def fetch(url: str) -> object:
        with database.writing() as session:  # would wait for ever behind an open transaction
            session.get_one(Site, site.id).name = "changed meanwhile"
        return platform.fetch(url)

    assert key_for(keys, "key-1", database.writing, fetch).kid == "key-1"


def test_only_public_members_are_kept(database: Database, site: Site) -> None:
    platform = Platform()
    keys = registered(database, site, platform)
    key_for(keys, "key-1", database.writing, platform.fetch)
    with database.reading() as session:
        kept = session.get_one(Registration, keys.registration_id).jwks
    assert kept is not None
    assert [key.keys() for key in kept["keys"]] == [{"kty", "kid", "n", "e"}]


def test_new_address_of_the_keys_drops_the_old_ones(database: Database, site: Site) -> None:
    platform = Platform()
    keys = registered(database, site, platform)
    key_for(keys, "key-1", database.writing, platform.fetch)
    moved = platform.urls | {"jwks_url": "https://moodle.test/new"}
    with database.writing() as session:
        row = registrations.register(session, site, "client-1", **moved, deployment_id="1")
        assert (row.id, row.jwks, row.jwks_tried_at) == (keys.registration_id, None, None)


def test_nobody_waits_long_behind_another_who_asks_a_platform_that_is_slow(
    database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that waits is one less for every other site."""
    monkeypatch.setattr(platform_keys, "PATIENCE", 0.05)
    platform, asked, answer = Platform(), Event(), Event()
    keys = registered(database, site, platform)

    def fetch(url: str) -> object:
        asked.set()
        assert answer.wait(LONG)
        return platform.fetch(url)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(key_for, keys, "key-1", database.writing, fetch)
        assert asked.wait(LONG)
        with pytest.raises(OutsideFailed):
            key_for(keys, "key-1", database.writing, platform.fetch)
        answer.set()
        assert first.result().kid == "key-1"
    assert platform.fetched == 1


def test_a_known_key_is_used_while_another_asks_again(
    database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform, asked, answer = Platform(), Event(), Event()
    keys = registered(database, site, platform)
    key_for(keys, "key-1", database.writing, platform.fetch)
    with database.reading() as session:
        keys = CachedKeys.of(session.get_one(Registration, keys.registration_id))
    monkeypatch.setattr(platform_keys, "STALE", timedelta())
    monkeypatch.setattr(platform_keys, "COOLDOWN", timedelta())

    def fetch(url: str) -> object:
        asked.set()
        assert answer.wait(LONG)
        return platform.fetch(url)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(key_for, keys, "key-1", database.writing, fetch)
        assert asked.wait(LONG)
        assert key_for(keys, "key-1", database.writing, fetch).kid == "key-1"
        assert not first.done()
        answer.set()
    assert platform.fetched == 2
