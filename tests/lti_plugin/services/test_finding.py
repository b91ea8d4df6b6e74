"""Skills and roles are found by any of their names, in every script, some at a time."""

from __future__ import annotations

import pytest

from lti_plugin.services import finding
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site

NAMES = {"Übersetzer": [], "Baker": ["Pâtissier"], "Head baker": [], "Clerk": ["50 % clerk"]}


@pytest.fixture(autouse=True)
def roles(database: Database, site: Site) -> None:
    """Some roles, and one of another site."""
    with database.writing() as session:
        other = Site(
            slug="other",
            name="Other",
            issuer="https://other.test",
            timezone="UTC",
            fields={},
            report_columns={},
        )
        session.add(other)
        session.flush()
        session.add(Role(site_id=other.id, name="Baker", alternatives=[]))
        for name, others in NAMES.items():
            session.add(Role(site_id=site.id, name=name, alternatives=others))


def found(
    database: Database, site: Site, text: str, limit: int = 10, offset: int = 0
) -> tuple[list[str], int]:
    """Return the names that are found and how many there are in all."""
    with database.reading() as session:
        some = finding.find(session, Role, site.id, text, limit, offset)
        return [role.name for role in some.items], some.total


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("übers", ["Übersetzer"]),
        ("ÜBERS", ["Übersetzer"]),
        ("PÂTISSIER", ["Baker"]),
        ("baker", ["Baker", "Head baker"]),
        ("  head   baker ", ["Head baker"]),
        ("50 %", ["Clerk"]),
        ("%", ["Clerk"]),
        ("_", []),
    ],
)
def test_any_name_that_holds_the_text_is_found(
    database: Database, site: Site, text: str, names: list[str]
) -> None:
    assert found(database, site, text) == (names, len(names))


@pytest.mark.parametrize("text", ["", "e"])
def test_parts_make_up_the_whole(database: Database, site: Site, text: str) -> None:
    whole, total = found(database, site, text)
    parts = [found(database, site, text, limit=1, offset=n) for n in range(total + 1)]
    assert [name for names, _ in parts for name in names] == whole
    assert {each for _, each in parts} == {total}
    assert total == len(whole) == 4
