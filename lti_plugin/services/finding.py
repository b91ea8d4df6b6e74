"""Skills and roles of a site by any of their names, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.store.roles import HERE, Role
from lti_plugin.store.skills import Skill

Named = TypeVar("Named", Skill, Role)


@dataclass(frozen=True)
class Found(Generic[Named]):
    """Some of what was found, in order; ``total`` is how many there are in all."""

    items: Sequence[Named]
    total: int


def find(
    session: Session, table: type[Named], site_id: UUID, text: str, limit: int, offset: int
) -> Found[Named]:
    """Return those of a site whose name, or another of their names, holds ``text``; two queries.

    Upper and lower case are the same, in every script: SQLite itself knows that of English letters
    alone. Names that begin with the text come first.
    """
    own = [table.site_id == site_id, *([HERE] if table is Role else [])]
    if not text.strip():
        query = select(table).where(*own).order_by(table.name).limit(limit).offset(offset)
        total = session.scalar(select(func.count()).select_from(table).where(*own)) or 0
        return Found(session.scalars(query).all(), total)
    every_name = select(table.id, table.name, table.alternatives).where(*own)
    ids = _fitting(session.execute(every_name).all(), text)
    some = ids[offset : offset + limit]
    rows = {row.id: row for row in session.scalars(select(table).where(table.id.in_(some)))}
    return Found([rows[row_id] for row_id in some if row_id in rows], len(ids))


def _fitting(rows: Iterable[Any], text: str) -> list[UUID]:
    """Return the ids of those (id, name, other names) that hold the text, in the order to show."""
    wanted = " ".join(text.split()).casefold()
    ranked = sorted(
        (not name.casefold().startswith(wanted), name, row_id)
        for row_id, name, others in rows
        if any(wanted in each.casefold() for each in (name, *others))
    )
    return [row_id for _, _, row_id in ranked]
