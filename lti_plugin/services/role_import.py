"""Reads skills and role profiles of the organisation's own into a site, all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from importlib.resources import as_file
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from connectors.names import plain
from connectors.taxonomies.records import Requirement
from connectors.taxonomies.records import Role as RoleRecord
from connectors.taxonomies.table import ROLES, SKILLS, CustomerTaxonomy
from lti_plugin import starter
from lti_plugin.errors import BadInput
from lti_plugin.services import skill_import
from lti_plugin.services.taxonomy_import import Report
from lti_plugin.store import roles
from lti_plugin.store.base import of_one_site, quietly
from lti_plugin.store.roles import FILE, STARTER, Role, RoleRequirement
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from recommender.skills.roles import OUTLOOKS

MOST_TOLD = 20


def add_starter(session: Session, site: Site) -> Report:
    """Give a site the roles and skills of the starter pack; what it has of its own stays."""
    names = [*starter.pack_files().values()]
    with as_file(names[0]) as skills_file, as_file(names[1]) as roles_file:
        source = CustomerTaxonomy(skills_file.parent, roles_file.name)
        return read_in(session, site, source, STARTER)


def read_file(session: Session, site: Site, file: Path) -> Report:
    """Read role profiles from a file, with the skills.csv beside it where there is one.

    Raises
    ------
    BadFile, BadInput
        When the file or any of its rows cannot be used: then nothing is written.
    """
    folder, name = (file, ROLES.file) if file.is_dir() else (file.parent, file.name)
    if not any((folder / each).exists() for each in (name, SKILLS.file)):
        raise BadInput(f"{file} holds neither a {name} nor a {SKILLS.file}.")
    return read_in(session, site, CustomerTaxonomy(folder, name), FILE)


def read_in(session: Session, site: Site, source: CustomerTaxonomy, origin: str) -> Report:
    """Write what a customer's files hold.

    A role of a file gets the file's profile, and is a draft again where that differs. The starter
    pack changes no role or described skill that the site has already.

    Raises
    ------
    BadInput
        When a row cannot be used; it names the rows.
    """
    report = Report()
    found_skills = list(report.sound(source.skills()))
    found_roles = list(report.sound(source.roles()))
    lines = list(report.sound(source.requirements()))
    outlooks = {each.outlook for each in found_roles if each.outlook} - set(OUTLOOKS)
    report.rejected += [f"There is no outlook {each!r}." for each in sorted(outlooks)]
    refuse_if_rejected(report)
    by_name = skill_import.write(session, site.id, found_skills, report, ours=origin == FILE)
    _roles(session, site, found_roles, lines, by_name, origin, report)
    session.flush()
    return report


def refuse_if_rejected(report: Report) -> None:
    """Refuse an import of which any row cannot be used, naming the rows.

    Raises
    ------
    BadInput
        When there is such a row.
    """
    if report.rejected:
        more = len(report.rejected) - MOST_TOLD
        told = report.rejected[:MOST_TOLD] + ([f"... and {more} more."] if more > 0 else [])
        raise BadInput("\n".join(told), hint="Nothing was imported; correct these rows first.")


def _roles(
    session: Session,
    site: Site,
    records: Sequence[RoleRecord],
    lines: Sequence[Requirement],
    by_name: dict[str, Skill],
    origin: str,
    report: Report,
) -> None:
    asked: dict[str, list[Requirement]] = defaultdict(list)
    for line in lines:
        asked[plain(line.role)].append(line)
    known = roles.every_named(session, site.id)
    if origin == FILE:
        gone = [each.name for each in records if _is_removed(known.get(plain(each.name)))]
        report.rejected += [
            f"The role “{name}” was removed here; bring it back first." for name in gone
        ]
        refuse_if_rejected(report)
    for record in records:
        role = known.get(plain(record.name))
        if role is not None and origin == STARTER:
            report.counts["roles_known"] += 1
            continue
        if role is None:
            role = Role(site_id=site.id, name=record.name, origin=origin, unconfirmed=True)
            session.add(role)
        report.counts["roles_known" if role.id else "roles_new"] += 1
        _describe_role(role, record)
        session.flush()
        said = asked[plain(record.name)]
        if not said:
            _tell_if_empty(session, role, report)
            continue
        wanted = _lines(session, site, role, said, by_name, report)
        _replace(session, role, wanted)
        report.counts["requirements"] += len(wanted)


def _is_removed(role: Role | None) -> bool:
    return role is not None and role.removed_at is not None


def _describe_role(role: Role, record: RoleRecord) -> None:
    """Copy what a record says; where it is silent what is known stays."""
    role.family = record.family or role.family
    role.step = role.step if record.level is None else record.level
    role.leader = bool(role.leader if record.leader is None else record.leader)
    role.uri = record.uri or role.uri
    role.alternatives = list(record.alternatives or role.alternatives or ())
    role.description = record.description or role.description or ""
    if record.outlook and record.outlook != role.outlook:
        role.outlook = record.outlook
        # What somebody signed was another outlook.
        role.ends_on = role.planned_share = role.planned_by = None
        role.outlook_signed_on = role.outlook_signed_by = None


def _tell_if_empty(session: Session, role: Role, report: Report) -> None:
    """Tell of a role without a profile; one that is only described keeps the one it has."""
    if not roles.requirements(session, role.site_id, [role.id]):
        report.notices.append(
            f"“{role.name}” asks for no skill, so nobody can be compared with it."
        )


def _lines(
    session: Session,
    site: Site,
    role: Role,
    records: Sequence[Requirement],
    by_name: dict[str, Skill],
    report: Report,
) -> list[RoleRequirement]:
    """Return a profile's rows; a skill that nobody knows yet is made, and told.

    Where two names mean one skill, what asks for more of it counts.
    """
    found: dict[tuple[UUID, date | None], RoleRequirement] = {}
    for record in records:
        skill = by_name.get(plain(record.skill))
        if skill is None:
            skill = Skill(site_id=site.id, name=record.skill, alternatives=[])
            session.add(skill)
            session.flush()
            by_name[plain(record.skill)] = skill
            report.counts["skills_new"] += 1
            report.notices.append(f"“{record.skill}” is a new skill; nothing else is known of it.")
        row = RoleRequirement(
            site_id=site.id,
            role_id=role.id,
            skill_id=skill.id,
            level=record.level,
            importance=record.importance,
            valid_from=record.valid_from,
        )
        known = found.get((skill.id, record.valid_from))
        if known is None or row.level > known.level:
            found[skill.id, record.valid_from] = row
    return list(found.values())


def _replace(session: Session, role: Role, wanted: Sequence[RoleRequirement]) -> None:
    """Make a role's profile exactly this; what somebody signed was another one."""
    present = roles.requirements(session, role.site_id, [role.id])
    if {_said(row) for row in present} == {_said(row) for row in wanted}:
        return
    gone = quietly(delete(RoleRequirement).where(RoleRequirement.role_id == role.id))
    session.execute(of_one_site(gone, role.site_id))
    session.add_all(wanted)
    role.reviewed_at = role.reviewed_by = None
    role.unconfirmed = True


def _said(row: RoleRequirement) -> tuple[UUID, float, float, object]:
    return row.skill_id, row.level, row.importance, row.valid_from
