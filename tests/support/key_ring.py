"""The keys of one purpose and owner, each question asked in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta

from lti_plugin import keys
from lti_plugin.store.database import Database
from lti_plugin.store.keys import LTI
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault


class Ring:
    """A ring of keys, for LTI unless told otherwise."""

    def __init__(
        self, database: Database, vault: Vault, purpose: str = LTI, site: Site | None = None
    ) -> None:
        self.database = database
        self.vault = vault
        self.place = (purpose, site.id if site else None)

    def signs(self) -> str:
        """Return the key that signs; the first call makes one."""
        with self.database.writing() as session:
            return str(keys.signing_key(session, self.vault, *self.place).kid)

    def published(self) -> list[str]:
        """Return the keys that others may fetch, newest first."""
        with self.database.reading() as session:
            return [key["kid"] for key in keys.published(session, *self.place)]

    def rotate(self, lead: timedelta = keys.CACHED) -> str:
        """Return a new key."""
        with self.database.writing() as session:
            return keys.rotate(session, self.vault, *self.place, lead=lead).kid

    def withdraw(self, kid: str) -> None:
        """Withdraw a key."""
        with self.database.writing() as session:
            keys.withdraw(session, self.vault, kid)

    def states(self) -> dict[str, str]:
        """Return the state of every key of the installation, oldest first."""
        with self.database.reading() as session:
            return {row.kid: state for row, state in keys.listed(session)}
