"""Makes the competencies of a site's own frameworks skills here, each joined to what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.names import plain
from connectors.records import Competency as Record
from lti_plugin.store import competencies, skills
from lti_plugin.store.competencies import Competency
from lti_plugin.store.skills import Skill

_WORDS = ("name", "framework", "framework_number", "id_number", "scale_id")


def write(session: Session, site_id: UUID, records: Sequence[Record], *, whole: bool) -> int:
    """Write competencies, and the skills that are new; return how many were written or went.

    A competency whose ID number is the address of something in ESCO or O*NET is the skill with that
    address; any other is the skill of its name. What became one skill stays it when Moodle renames
    it. ``whole``: these are all, so others are forgotten; their skills stay.
    """
    known = {row.source_id: row for row in competencies.of_site(session, site_id)}
    book = _Book(session, site_id)
    written = 0
    for record in records:
        row = known.pop(record.id, None)
        if row is None:
            skill = book.skill_of(record)
            session.add(
                Competency(
                    site_id=site_id, source_id=record.id, skill_id=skill.id, **_values(record)
                )
            )
            written += 1
        elif any(getattr(row, name) != value for name, value in _values(record).items()):
            book.rename(row, record.name)
            for name, value in _values(record).items():
                setattr(row, name, value)
            written += 1
    if whole:
        for row in known.values():
            session.delete(row)
            written += 1
    session.flush()
    return written


def _values(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _WORDS}


class _Book:
    """A site's skills by name and by address."""

    def __init__(self, session: Session, site_id: UUID) -> None:
        self._session = session
        self._site_id = site_id
        self._by_name = skills.by_any_name(session, site_id)
        everything = set(self._by_name.values())
        self._by_uri = {each.uri: each for each in everything if each.uri}
        self._by_id = {each.id: each for each in everything}

    def skill_of(self, record: Record) -> Skill:
        """Return the skill that a competency is, made where there is none."""
        uri = skills.address(record.id_number)
        skill = self._by_uri.get(uri or "") or self._by_name.get(plain(record.name))
        if skill is None:
            skill = Skill(
                site_id=self._site_id,
                name=record.name,
                description=record.description,
                alternatives=[],
            )
            self._session.add(skill)
            self._session.flush()
            self._by_id[skill.id] = skill
        if uri and skill.uri is None:
            skill.uri = uri
        if skill.uri:
            self._by_uri[skill.uri] = skill
        if skill.source_id is None:
            skill.source_id = record.id_number or record.id
        self._also_called(skill, record.name)
        return skill

    def rename(self, row: Competency, name: str) -> None:
        """Follow Moodle's new name where the skill goes by the old one, and keep that as well."""
        skill = self._by_id[row.skill_id]
        if skill.name == row.name and self._by_name.get(plain(name), skill) is skill:
            skill.alternatives = [each for each in skill.alternatives if plain(each) != plain(name)]
            if plain(skill.name) != plain(name):
                skill.alternatives = [*skill.alternatives, skill.name]
            skill.name = name
            self._by_name[plain(name)] = skill
        else:
            self._also_called(skill, name)

    def _also_called(self, skill: Skill, name: str) -> None:
        """Add a name to a skill, where it is nobody's yet."""
        if self._by_name.setdefault(plain(name), skill) is skill and plain(name) != plain(
            skill.name
        ):
            names = dict.fromkeys([*skill.alternatives, name])
            skill.alternatives = list(names)
