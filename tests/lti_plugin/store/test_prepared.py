"""A prepared statement is built once and gives what one built anew would give."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, select, update

from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.prepared import prepared
from lti_plugin.store.sites import Site

built: list[str] = []


@prepared
def names(site_id: Any, wanted: Any) -> Select[str]:
    """Select the names of a site's people that are among some."""
    built.append("names")
    query = select(Person.name).where(Person.site_id == site_id, Person.name.in_(wanted))
    return query.order_by(Person.name)


@prepared
def renamed(name: Any, department: Any) -> Any:
    """Give everybody of a name a department."""
    return update(Person).where(Person.name == name).values(department=department)


@pytest.fixture
def staff(database: Database, site: Site) -> Site:
    with database.writing() as session:
        session.add_all(
            Person(site_id=site.id, name=name, extra={}) for name in ("Ada", "Grace", "Noor")
        )
    return site


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["Noor", "Ada"], ["Ada", "Noor"]),
        ({"Grace"}, ["Grace"]),
        ({"Ada": 1, "Eve": 2}.keys(), ["Ada"]),
        (("Ada",), ["Ada"]),
        ([], []),
    ],
)
def test_each_value_finds_its_place(
    database: Database, staff: Site, wanted: Any, found: list[str]
) -> None:
    with database.reading() as session:
        assert session.scalars(*names(staff.id, wanted)).all() == found


def test_it_is_built_for_the_first_one_alone(database: Database, staff: Site) -> None:
    with database.reading() as session:
        for name in ("Ada", "Grace"):
            session.scalars(*names(staff.id, [name])).all()
    built.clear()
    names(staff.id, [])
    assert built == []


def test_an_update_sets_a_column_of_the_same_name(database: Database, staff: Site) -> None:
    with database.writing() as session:
        session.execute(*renamed("Ada", "Data"))
    with database.reading() as session:
        query = select(Person.name, Person.department).where(Person.site_id == staff.id)
        assert dict(session.execute(query).all()) == {"Ada": "Data", "Grace": None, "Noor": None}


def test_a_value_too_few_is_an_error(staff: Site) -> None:
    with pytest.raises(ValueError, match="zip"):
        names(staff.id)
