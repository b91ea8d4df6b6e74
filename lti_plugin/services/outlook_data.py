"""Reads what published indices say of a site's roles, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.names import plain
from connectors.taxonomies import indices as connector
from connectors.taxonomies.indices import IndexRow
from lti_plugin.services.role_import import refuse_if_rejected
from lti_plugin.services.taxonomy_import import Report
from lti_plugin.store import roles
from lti_plugin.store.roles import RoleIndex, Title
from lti_plugin.store.sites import Site


def read_file(session: Session, site: Site, file: Path) -> Report:
    """Keep the rows of a file; what the same index said of the same role before is replaced.

    Raises
    ------
    BadFile, BadInput
        When the file or any of its rows cannot be used: then nothing is written.
    """
    report = Report()
    known = {plain(each.name): each for each in roles.titles(session, site.id)}
    rows = list(report.sound(connector.read(file)))
    report.rejected += [
        f"{each.where}: There is no role “{each.role}” here."
        for each in rows
        if plain(each.role) not in known
    ]
    refuse_if_rejected(report)
    _keep(session, site.id, [(known[plain(each.role)], each) for each in rows], report)
    return report


def _keep(
    session: Session, site_id: UUID, found: list[tuple[Title, IndexRow]], report: Report
) -> None:
    ids = {role.id for role, _ in found}
    present = {(row.role_id, plain(row.name)): row for row in roles.indices(session, site_id, ids)}
    for role, each in found:
        row = present.get((role.id, plain(each.index)))
        report.counts["indices_new" if row is None else "indices_replaced"] += 1
        if row is None:
            row = RoleIndex(site_id=site_id, role_id=role.id)
            session.add(row)
        row.name, row.on, row.source = each.index, each.on, each.source
        row.value, row.percentile = each.value, each.percentile
        row.higher_is_better = each.higher_is_better
    session.flush()
