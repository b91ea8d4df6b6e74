"""A taxonomy goes with all that is in it; what it holds is found on its own site alone."""

from __future__ import annotations

from sqlalchemy import func, select

from lti_plugin.store import taxonomies
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.taxonomies import Concept, Occupation


def _filled(database: Database, site: Site, name: str, *uris: str) -> None:
    with database.writing() as session:
        row = taxonomies.renewed(session, site.id, name, "en")
        for table in (Concept, Occupation):
            for uri in uris:
                more = {"kind": "skill"} if table is Concept else {}
                key = {"site_id": site.id, "taxonomy_id": row.id}
                session.add(table(**key, uri=uri, name=uri.removeprefix("u:"), **more))


def _counts(database: Database, site: Site) -> list[int | None]:
    with database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table).where(table.site_id == site.id))
            for table in (Concept, Occupation)
        ]


def test_renewing_empties_one_taxonomy_of_one_site(
    database: Database, site: Site, elsewhere: Site
) -> None:
    for own in (site, elsewhere):
        _filled(database, own, "esco", "u:a", "u:b")
    _filled(database, site, "onet", "u:c")
    _filled(database, site, "esco", "u:d")
    assert _counts(database, site) == [2, 2]
    assert _counts(database, elsewhere) == [2, 2]
    with database.reading() as session:
        assert [row.name for row in taxonomies.of_site(session, site.id)] == ["esco", "onet"]
        assert [row.name for row in taxonomies.of_site(session, elsewhere.id)] == ["esco"]
        assert taxonomies.occupation(session, site.id, "u:a") is None
        assert taxonomies.occupation(session, elsewhere.id, "u:a") is not None
        assert set(taxonomies.concepts(session, site.id, ["u:a", "u:c", "u:d"])) == {"u:c", "u:d"}


def test_more_uris_than_one_query_takes_are_found(database: Database, site: Site) -> None:
    uris = [f"u:{n}" for n in range(1201)]
    _filled(database, site, "esco", *uris)
    with database.reading() as session:
        assert set(taxonomies.concepts(session, site.id, [*uris, "u:none"])) == set(uris)
        assert taxonomies.concepts(session, site.id, []) == {}


def test_the_shortest_names_that_hold_a_text_come_first(database: Database, site: Site) -> None:
    _filled(database, site, "esco", "u:head baker", "u:Baker", "u:bakery clerk", "u:cook")
    with database.reading() as session:
        found = taxonomies.occupations_named(session, site.id, "bAKER", limit=2)
    assert [row.name for row in found] == ["Baker", "head baker"]
