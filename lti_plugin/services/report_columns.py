"""Which column of a site's report is which, where its headers are not the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.moodle.headers import LABELS, NEEDED, guess_columns, numbered
from lti_plugin.errors import BadInput
from lti_plugin.store import sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.sites import Site

NAMED = "columns of the report named"
LONGEST = 200


def of_site(site: Site, headers: Sequence[str]) -> dict[str, str]:
    """Return the header of each field, as confirmed or else as guessed; empty where none is."""
    known = numbered(headers)
    said = site.report_columns or guess_columns(headers).headers
    return {field: said[field] if said.get(field) in known else "" for field in LABELS}


def lacking(site: Site, headers: Sequence[str]) -> bool:
    """Say whether a column that is needed is not known."""
    found = of_site(site, headers)
    return not all(any(found[field] for field in group) for group in NEEDED)


def choose(session: Session, site_id: UUID, chosen: Mapping[str, str], actor: str) -> None:
    """Keep which column is which; a field whose header is empty has none.

    Raises
    ------
    BadInput
        When there is no such field, a header cannot be one, or a needed column is not named.
    """
    unknown = sorted(set(chosen) - set(LABELS))
    if unknown:
        raise BadInput(f"There is no column called {', '.join(unknown)}.")
    named = {field: header for field, header in chosen.items() if header}
    if any(len(header) > LONGEST or not header.isprintable() for header in named.values()):
        raise BadInput("This is not the header of a column.", hint="Pick one of the list.")
    if not all(any(field in named for field in group) for group in NEEDED):
        raise BadInput(
            "A column that is needed has no header.",
            hint="Name the person, the course, whether it is completed and when.",
        )
    site = sites.hold(session, site_id)
    site.report_columns = named
    session.add(AuditEntry(site_id=site_id, actor=actor, action=NAMED, details=named))
