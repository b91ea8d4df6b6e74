"""What the database knows of the installation itself: which secret key it was used with."""

from __future__ import annotations

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Key


class Installation(Base):
    """The only row: a value derived from the secret key, from which the key cannot be found."""

    __tablename__ = "installation"

    id: Mapped[Key]
    key_check: Mapped[bytes] = mapped_column(LargeBinary(32))


def key_check(session: Session) -> bytes | None:
    """Return the value that the key has to give, None as long as no key was used."""
    return session.scalar(select(Installation.key_check).limit(1))
