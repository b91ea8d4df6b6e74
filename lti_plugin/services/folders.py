"""The categories of a catalogue as keys: a course stands in its own and in those above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.store.courses import Category

BY_NAME = "name:"  # files name categories, and give them no ids
ABOVE = " / "


@dataclass(frozen=True, slots=True)
class Folders:
    """A site's categories: names and parents by the source's own id."""

    names: Mapping[str, str]
    parents: Mapping[str, str | None]

    def keys(self, category_id: str | None, name: str | None) -> tuple[str, ...]:
        """Return the keys of the categories that a course stands in, the nearest first."""
        if category_id is None or category_id not in self.names:
            return (f"{BY_NAME}{name}",) if name else ()
        found: dict[str, None] = {}
        each: str | None = category_id
        while each is not None and each in self.names and each not in found:
            found[each] = None
            each = self.parents.get(each)
        return tuple(found)

    def label(self, key: str) -> str:
        """Return what a category is called, after those above it."""
        if key.startswith(BY_NAME):
            return key.removeprefix(BY_NAME)
        path = self.keys(key, None)
        return ABOVE.join(self.names[each] for each in reversed(path)) or key


def of_site(session: Session, site_id: UUID) -> Folders:
    """Return a site's categories."""
    rows = session.execute(
        select(Category.source_id, Category.name, Category.parent_id).where(
            Category.site_id == site_id
        )
    ).all()
    return Folders({key: name for key, name, _ in rows}, {key: above for key, _, above in rows})
