"""Drafts roles from the occupations of an imported taxonomy, for somebody to review and sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import role_editing
from lti_plugin.services.texts import fitted
from lti_plugin.store import skills, taxonomies
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.roles import Role, RoleRequirement
from lti_plugin.store.skills import Skill
from lti_plugin.store.taxonomies import Concept, Occupation

TAXONOMY = "taxonomy"
MOST_LINES = 25
USUAL_LEVEL = 3.0
LONGEST = 255
COMMAND_LINE, DRAFTED = "command line", "role drafted"


@dataclass(frozen=True, slots=True)
class Look:
    """An occupation as a draft would have it; nothing is kept of it yet.

    ``lines`` are the skills' names with the level and the importance that a draft asks for, and
    whether the site knows the skill already; ``more`` is how many further ones a draft leaves out.
    """

    occupation: Occupation
    name: str
    lines: Sequence[tuple[str, float, float, bool]]
    more: int


def look(session: Session, site_id: UUID, uri: str) -> Look:
    """Return what a draft of an occupation would hold.

    Raises
    ------
    NotFound
        When no imported taxonomy has this occupation.
    """
    occupation = _occupation(session, site_id, uri)
    lines = _weightiest(occupation)
    concepts = taxonomies.concepts(session, site_id, [line[0] for line in lines])
    known = skills.by_any_name(session, site_id)
    uris = {skill.uri for skill in known.values()}
    names = {uri: _name(concept) for uri, concept in concepts.items()}
    return Look(
        occupation,
        _sentence(occupation.name)[:LONGEST],
        [
            (
                names[uri],
                USUAL_LEVEL if level is None else level,
                importance,
                uri in uris or plain(names[uri]) in known,
            )
            for uri, _essential, level, importance in lines
            if uri in names
        ],
        len(occupation.demands) - len(lines),
    )


def draft(
    session: Session,
    site_id: UUID,
    uri: str,
    name: str | None = None,
    actor: str = COMMAND_LINE,
) -> Role:
    """Make an unreviewed role out of an occupation; its skills become the site's own.

    The weightiest lines are taken, at most ``MOST_LINES``: nobody can assess fifty skills.

    Raises
    ------
    NotFound
        When no imported taxonomy has this occupation.
    BadInput
        When the name is none, or that of a role already, or the occupation asks for nothing.
    """
    occupation = _occupation(session, site_id, uri)
    title = _sentence(occupation.name)[:LONGEST] if name is None else fitted(name, len(name))
    if not 0 < len(title) <= LONGEST:
        raise BadInput(f"A role needs a name of at most {LONGEST} characters.")
    role_editing.refuse_taken(session, site_id, title)
    lines = _weightiest(occupation)
    if not lines:
        raise BadInput(f"{occupation.name} asks for no skill, so there is nothing to draft from.")
    role = Role(
        site_id=site_id,
        name=title,
        family=occupation.family,
        uri=occupation.uri,
        alternatives=list(occupation.alternatives),
        description=occupation.description,
        origin=TAXONOMY,
        unconfirmed=True,
    )
    session.add(role)
    own = adopt(session, site_id, [line[0] for line in lines])
    session.flush()
    session.add_all(_requirements(role, lines, own))
    details = {"role": role.name, "uri": uri}
    session.add(AuditEntry(site_id=site_id, actor=actor, action=DRAFTED, details=details))
    session.flush()
    return role


def _occupation(session: Session, site_id: UUID, uri: str) -> Occupation:
    found = taxonomies.occupation(session, site_id, uri)
    if found is None:
        raise NotFound(
            "No imported taxonomy has this occupation.",
            hint="Import one with `fingerpost skills import`.",
        )
    return found


def _weightiest(occupation: Occupation) -> list[Any]:
    return sorted(occupation.demands, key=_weight, reverse=True)[:MOST_LINES]


def _requirements(
    role: Role, lines: Sequence[Sequence[Any]], own: dict[str, Skill]
) -> list[RoleRequirement]:
    """Return the profile; where two concepts are one skill here, what asks for more counts."""
    found: dict[UUID, RoleRequirement] = {}
    for uri, _essential, level, importance in lines:
        row = RoleRequirement(
            site_id=role.site_id,
            role_id=role.id,
            skill_id=own[uri].id,
            level=USUAL_LEVEL if level is None else level,
            importance=importance,
        )
        known = found.get(row.skill_id)
        if known is None or row.level > known.level:
            found[row.skill_id] = row
    return list(found.values())


def adopt(session: Session, site_id: UUID, uris: Sequence[str]) -> dict[str, Skill]:
    """Return the site's own skills for these concepts of a taxonomy, made where there are none."""
    known = {skill.uri: skill for skill in skills.of_site(session, site_id) if skill.uri}
    named = skills.by_any_name(session, site_id)
    concepts = taxonomies.concepts(session, site_id, [uri for uri in uris if uri not in known])
    found: dict[str, Skill] = {}
    for uri in uris:
        concept = concepts.get(uri)
        skill = known.get(uri) or (named.get(plain(_name(concept))) if concept else None)
        if skill is None:
            if concept is None:
                raise NotFound(f"No imported taxonomy has the skill {uri}.")
            skill = _skill(site_id, concept)
            named[plain(skill.name)] = skill
            session.add(skill)
        if skill.uri is None:
            skill.uri = uri
        found[uri] = skill
    session.flush()
    return found


def _skill(site_id: UUID, concept: Concept) -> Skill:
    return Skill(
        site_id=site_id,
        name=_name(concept),
        uri=concept.uri,
        kind=concept.kind,
        description=concept.description,
        alternatives=list(concept.alternatives),
        broader=[],
        collections=list(concept.collections),
    )


def _name(concept: Concept) -> str:
    return _sentence(concept.name)[:LONGEST]


def search(session: Session, site_id: UUID, text: str) -> list[tuple[Occupation, str]]:
    """Return occupations by their name, each with the name of its taxonomy."""
    names = {row.id: row.name for row in taxonomies.of_site(session, site_id)}
    found = taxonomies.occupations_named(session, site_id, text)
    return [(each, names[each.taxonomy_id]) for each in found]


def _weight(line: Sequence[object]) -> tuple[bool, float]:
    _uri, essential, level, importance = line
    asked = USUAL_LEVEL if level is None else float(str(level))
    return bool(essential), float(str(importance)) * asked


def _sentence(text: str) -> str:
    """Return a name as it begins a sentence; ESCO writes its names in small letters."""
    return text[:1].upper() + text[1:]
