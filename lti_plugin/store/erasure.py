"""Keyed tombstones of erased people, which sync, launch and award respect."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now


class Tombstone(Owned, Base):
    """One id of an erased person, as a keyed hash: it can be recognised but not read back."""

    __tablename__ = "tombstones"
    __table_args__ = (UniqueConstraint("site_id", "kind", "digest"),)

    kind: Mapped[str] = mapped_column(String(20))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(default=now)


def digest(key: bytes, site_id: UUID, kind: str, value: str) -> bytes:
    """Return the hash under which an id is remembered; ``key`` is the installation's own."""
    text = f"{site_id}:{kind}:{value.strip().lower()}".encode()
    return hmac.new(key, text, hashlib.sha256).digest()


def bury(session: Session, key: bytes, site_id: UUID, ids: Iterable[tuple[str, str]]) -> None:
    """Remember these (kind, value) ids as erased."""
    wanted = {(kind, digest(key, site_id, kind, value)) for kind, value in ids}
    session.add_all(Tombstone(site_id=site_id, kind=kind, digest=each) for kind, each in wanted)


def barred(
    session: Session, key: bytes, site_id: UUID, values: Iterable[str], kind: str
) -> set[str]:
    """Return which of these ids belong to erased people."""
    return {value for _, value in buried(session, key, site_id, [(kind, v) for v in values])}


def buried(
    session: Session, key: bytes, site_id: UUID, ids: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return which of these (kind, value) ids belong to erased people."""
    digests = {(kind, value): digest(key, site_id, kind, value) for kind, value in ids}
    rows = session.scalars(
        select(Tombstone.digest).where(
            Tombstone.site_id == site_id, Tombstone.digest.in_(set(digests.values()))
        )
    )
    found = {bytes(row) for row in rows}
    return {each for each, hashed in digests.items() if hashed in found}
