"""Keyed tombstones of erased people, which sync, import, launch and award respect."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connectors.records import Learner
from lti_plugin.store import identities
from lti_plugin.store.base import Base, Owned, now
from lti_plugin.store.identities import Name
from lti_plugin.store.people import EMAIL, FILE, ID_NUMBER, USERNAME, PersonId
from lti_plugin.store.prepared import prepared

TOMBSTONES = "erasure"  # what the key of the tombstones is derived for


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


def welcome(
    session: Session, key: bytes, site_id: UUID, learners: Sequence[Learner], kind: str
) -> list[Learner]:
    """Return the records of those who were not erased; ``kind`` says what ``Learner.id`` is.

    The first id of a record that anybody here has or had decides, the surest one first. So a new
    account of an erased person is known by its ID number, user name or address, and somebody who
    is here may share an address with a person who was erased.
    """
    names = [_names(learner, kind) for learner in learners]
    every_name = {name for each in names for name in each}
    erased = buried(session, key, site_id, every_name)
    if not erased:
        return list(learners)
    present = _present(session, site_id, every_name)
    deciding = [next((n for n in each if n in erased or n in present), None) for each in names]
    return [learner for learner, name in zip(learners, deciding, strict=True) if name not in erased]


@prepared
def _known(site_id: Any, digests: Any) -> Select[bytes]:
    return select(Tombstone.digest).where(
        Tombstone.site_id == site_id, Tombstone.digest.in_(digests)
    )


def any_buried(session: Session, site_id: UUID) -> bool:
    """Say whether anybody was ever erased on a site."""
    query = select(Tombstone.id).where(Tombstone.site_id == site_id).limit(1)
    return session.scalar(query) is not None


def buried(
    session: Session, key: bytes, site_id: UUID, ids: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return which of these (kind, value) ids belong to erased people."""
    digests = {(kind, value): digest(key, site_id, kind, value) for kind, value in ids}
    rows = session.scalars(*_known(site_id, set(digests.values())))
    found = {bytes(row) for row in rows}
    return {each for each, hashed in digests.items() if hashed in found}


def _names(learner: Learner, kind: str) -> list[Name]:
    """Return every (kind, value) under which a record's person may have been known."""
    email = learner.email and learner.email.lower()
    if kind == FILE:
        others = [(USERNAME, learner.username), (EMAIL, email)]
        return [
            (FILE, learner.id),
            *identities.readings(identities.PEOPLE, learner.id),
            *((each, value) for each, value in others if value),
        ]
    given = [(kind, learner.id), (ID_NUMBER, learner.id_number), (USERNAME, learner.username)]
    found = [(each, value) for each, value in given if value]
    written = [(FILE, f"{each}:{value}") for each, value in found]
    plain = [(FILE, value) for each, value in found if each != kind]
    return [*found, *written, *plain, *([(EMAIL, email)] if email else [])]


def _present(session: Session, site_id: UUID, names: Iterable[Name]) -> set[Name]:
    """Return those of these ids that somebody on the site has."""
    rows = session.execute(
        select(PersonId.kind, PersonId.value).where(
            PersonId.site_id == site_id, PersonId.value.in_({value for _, value in names})
        )
    )
    return {(kind, value) for kind, value in rows}
