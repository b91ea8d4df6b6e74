"""The audit log: who changed what, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_plugin.store.base import Base, Owned, now


class AuditEntry(Owned, Base):
    """One change; ``actor`` is a person's id, ``command line`` or the name of a job."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "site_id", "at"),)

    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=now)
