"""Writes the skills of a customer's files, or of the starter pack, into a site."""

from __future__ import annotations

from collections.abc import Sequence
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
    known = skills.by_any_name(session, site_id)
    by_uri = {skill.uri: skill for skill in known.values() if skill.uri}
    names = {record.id: record.name for record in records}
    named = {plain(record.name) for record in records}
    for record in records:
        uri = skills.address(record.id)
        skill = by_uri.get(uri or "") or _first(known, record, named)
        report.counts["skills_new" if skill is None else "skills_known"] += 1
        if skill is None:
            skill = Skill(site_id=site_id, name=record.name, alternatives=[])
            session.add(skill)
            known[plain(record.name)] = skill
        described = bool(skill.uri or skill.description)
        _name(skill, record, known, rename=ours)
        skill.uri = uri or skill.uri
        if ours or not described:
            _describe(skill, record, [names.get(each, each) for each in record.broader])
        if ours:
            session.flush()  # a name that has become free may be that of the next one
    session.flush()
    return known


def _first(known: dict[str, Skill], record: Record, named: set[str]) -> Skill | None:
    """Return the skill that a record means; one that another record names is that one's."""
    for name in map(plain, (record.name, *record.alternatives)):
        skill = known.get(name)
        if skill is not None and plain(skill.name) not in named - {plain(record.name)}:
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
