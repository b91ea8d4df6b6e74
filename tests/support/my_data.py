"""The page "My data" for its tests: its addresses, what it says, a site with something on it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.services import evidence
from lti_plugin.services.evidence import Said
from lti_plugin.store import skills
from lti_plugin.store.aims import Decision
from lti_plugin.store.audit import AuditEntry
from tests.support.catalogue import Small
from tests.support.installation import Installation

PAGE = "/learn/data"
ENTRIES, EXPORT, ERASE = f"{PAGE}/entries", f"{PAGE}/export", f"{PAGE}/erase"
CHOICE, CONTEST, WITHDRAW = f"{PAGE}/choice", f"{PAGE}/contest", f"{PAGE}/withdraw"


def filled(installation: Installation) -> Small:
    """The courses and people of the first site, with something about two of them."""
    small = installation.fill()
    with installation.database.writing() as session:
        skill = next(s for s in skills.of_site(session, installation.site.id) if s.name == "SQL")
        for person, level in (("102", 3.0), ("103", 4.0)):
            said = Said(skill.id, level, "manager", note=f"A note on {person}")
            owner = small.people[person]
            evidence.add(session, installation.site.id, owner, said, str(small.people["101"]))
            session.add(
                Decision(
                    site_id=installation.site.id,
                    person_id=owner,
                    rule="R3",
                    kind="upskill",
                    towards=f"Role of {person}",
                    grounds=[{"fact": "coverage", "value": 0.4}],
                )
            )
    return small


def rows(installation: Installation, table: type[Any]) -> list[Any]:
    with installation.database.reading() as session:
        return session.query(table).all()


def actions(installation: Installation) -> list[str]:
    with installation.database.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.at)))


def status(page: TestResponse) -> str:
    found = re.search(r'role="(?:status|alert)">\s*<span>([^<]*)</span>', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def numbers(page: TestResponse) -> dict[str, int]:
    """Return how many entries of each kind the page tells of."""
    found = re.findall(r'<th scope="row">([^<]*)</th>\s*<td data-label="Entries">(\d+)<', page.text)
    return {unescape(name): int(number) for name, number in found}
