"""Writes the skills of a customer's files, or of the starter pack, into a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.names import plain
from connectors.taxonomies.records import Skill as Record
from lti_plugin.errors import BadInput
from lti_plugin.services.taxonomy_import import Report
from lti_plugin.store import skills
from lti_plugin.store.skills import Skill

DURABLE = "durable"


def write(
    session: Session, site_id: UUID, records: Sequence[Record], report: Report, *, ours: bool
) -> dict[str, Skill]:
    """Write the skills of a file; return all of the site's by each of their names.

    ``ours`` says that the file is the organisation's own: then it names and describes skills that
    the site has already. Another one adds names, and describes what nobody has described.

    Raises
    ------
    BadInput
        When a skill would get the name of another one.
    """
    writing = Writing(session, site_id, Named.of(records), ours=ours)
    for record in records:
        _, new = writing.put(record)
        report.counts["skills_new" if new else "skills_known"] += 1
    session.flush()
    return writing.known


@dataclass(frozen=True, slots=True)
class Named:
    """What all the records of a file are called: names by id, and names as ``plain`` writes them.

    A file need not be written at once, but what a record means depends on all of it.
    """

    by_id: Mapping[str, str]
    every: Set[str]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Named:
        """Return what these records are called."""
        by_id, every = {}, set()
        for record in records:
            by_id[record.id] = record.name
            every.add(plain(record.name))
        return cls(by_id, every)


class Writing:
    """Writes records of one file, one after the other; ``known`` are the skills by any name."""

    def __init__(self, session: Session, site_id: UUID, named: Named, *, ours: bool) -> None:
        self._session, self._site_id, self._named, self._ours = session, site_id, named, ours
        self.known = skills.by_any_name(session, site_id)
        self._by_uri = {skill.uri: skill for skill in self.known.values() if skill.uri}

    def find(self, record: Record) -> Skill | None:
        """Return the skill that a record is about, if it is here."""
        uri = skills.address(record.id)
        return self._by_uri.get(uri or "") or _first(self.known, record, self._named.every)

    def put(self, record: Record) -> tuple[Skill, bool]:
        """Write a record; return its skill and whether that is new.

        Raises
        ------
        BadInput
            When the skill would get the name of another one; then nothing of it is written.
        """
        found = self.find(record)
        skill = found or Skill(site_id=self._site_id, name=record.name, alternatives=[])
        if found is None:
            self._session.add(skill)
            self.known[plain(record.name)] = skill
        described = bool(skill.uri or skill.description)
        _name(skill, record, self.known, rename=self._ours)
        skill.uri = skills.address(record.id) or skill.uri
        if self._ours or not described:
            _describe(skill, record, [self._named.by_id.get(each, each) for each in record.broader])
        if self._ours:
            self._session.flush()  # a name that has become free may be that of the next one
        return skill, found is None


def _first(known: dict[str, Skill], record: Record, named: Set[str]) -> Skill | None:
    """Return the skill that a record means; one that another record names is that one's."""
    own = plain(record.name)
    for name in (own, *map(plain, record.alternatives)):
        skill = known.get(name)
        if skill is not None and (plain(skill.name) == own or plain(skill.name) not in named):
            return skill
    return None


def _name(skill: Skill, record: Record, known: dict[str, Skill], *, rename: bool) -> None:
    """Give a skill the record's names beside its own, which stays one of them when it changes."""
    namesake = known.get(plain(record.name), skill)
    if rename and namesake is not skill and plain(namesake.name) == plain(record.name):
        raise BadInput(
            f"“{record.name}” is another skill here than {record.id}, which is “{skill.name}”.",
            hint="Nothing was imported; give one of them another name first.",
        )
    every = dict.fromkeys([*skill.alternatives, skill.name, record.name, *record.alternatives])
    if rename:
        skill.name = record.name
    skill.alternatives = [name for name in every if plain(name) != plain(skill.name)]
    for name in map(plain, every):
        known.setdefault(name, skill)


def _describe(skill: Skill, record: Record, broader: list[str]) -> None:
    skill.kind = record.kind
    skill.description = record.description or skill.description
    skill.broader = broader
    skill.durable = DURABLE in record.collections
    skill.collections = sorted(record.collections - {DURABLE})
