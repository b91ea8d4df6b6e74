"""A public taxonomy is read into a site whole, replaces an earlier one, and says what it left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from connectors.errors import BadFile
from connectors.records import Notice, Rejected
from connectors.taxonomies.esco import Esco
from connectors.taxonomies.onet import Onet
from connectors.taxonomies.records import Demand, Occupation, Skill
from lti_plugin.services import drafts, taxonomy_import
from lti_plugin.store import skills, taxonomies
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.taxonomies import Concept
from lti_plugin.store.taxonomies import Occupation as Row
from tests.connectors.taxonomies.packages import BAKER, FLOUR, GROUP, KNEAD, esco, onet, write
from tests.support.occupations import PLACE, Memory, imported, taxonomy

OCCUPATION = "https://www.onetonline.org/link/summary/"


def rows(database: Database) -> tuple[int, int]:
    """Return how many concepts and occupations all sites have."""
    with database.reading() as session:
        concepts, occupations = (
            session.scalar(select(func.count()).select_from(table)) for table in (Concept, Row)
        )
    return concepts or 0, occupations or 0


def names(database: Database, site: Site) -> list[str]:
    with database.reading() as session:
        query = select(Concept.name).where(Concept.site_id == site.id).order_by(Concept.name)
        return list(session.scalars(query))


def occupation(database: Database, site: Site, uri: str) -> Row:
    with database.reading() as session:
        found = taxonomies.occupation(session, site.id, uri)
    assert found is not None
    return found


def test_esco_is_read_with_what_occupations_ask_for(
    database: Database, site: Site, tmp_path: Path
) -> None:
    report = imported(database, site, Esco(write(tmp_path, esco())))
    assert report.rejected == []
    assert dict(report.counts) == {"groups": 1, "skills": 4, "demands": 2, "occupations": 2}
    baker = occupation(database, site, BAKER)
    assert (baker.name, baker.family, baker.alternatives) == ("baker", "7512", ["bread maker"])
    assert sorted(baker.demands) == sorted([[KNEAD, True, 3.0, 1.0], [FLOUR, False, 2.0, 0.4]])
    with database.reading() as session:
        (row,) = taxonomies.of_site(session, site.id)
        known = taxonomies.concepts(session, site.id, [KNEAD, GROUP, "https://x.test/none"])
    assert (row.name, row.language, row.counts) == ("esco", "en", dict(report.counts))
    assert set(known) == {KNEAD, GROUP}
    assert (known[KNEAD].broader, known[GROUP].kind) == ([GROUP], "group")


def test_onet_brings_its_ratings_and_the_occupations_it_calls_close(
    database: Database, site: Site, tmp_path: Path
) -> None:
    report = imported(database, site, Onet(write(tmp_path, onet())), "onet")
    assert report.rejected == []
    with database.reading() as session:
        (chief,) = taxonomies.occupations_named(session, site.id, "chief")
        (developer,) = taxonomies.occupations_named(session, site.id, "developers")
    assert len(chief.ratings) == 3
    assert len(chief.demands) == 2
    assert chief.related == [developer.uri]
    assert developer.related == []
    assert chief.job_zone == 5


def test_an_import_replaces_the_one_before_and_leaves_others(
    database: Database, site: Site, elsewhere: Site
) -> None:
    for own in (site, elsewhere):
        imported(database, own, taxonomy({"baker": {"knead": 3, "listen": 2}}))
    imported(database, site, taxonomy({"clerk": {"file": 1}}), "own")
    imported(database, site, taxonomy({"baker": {"knead": 3}, "miller": {"grind": 2}}))
    assert names(database, site) == ["file", "grind", "knead"]
    assert names(database, elsewhere) == ["knead", "listen"]
    assert rows(database) == (5, 4)


def test_what_a_site_has_drawn_from_an_earlier_import_stays(database: Database, site: Site) -> None:
    imported(database, site, taxonomy({"baker": {"knead": 3}}))
    with database.writing() as session:
        drafts.draft(session, site.id, f"{PLACE}baker")
    imported(database, site, taxonomy({}))
    assert rows(database) == (0, 0)
    with database.reading() as session:
        assert [each.name for each in skills.of_site(session, site.id)] == ["Knead"]


def test_bad_rows_are_told_and_left_out(database: Database, site: Site) -> None:
    source = Memory(
        [Skill("s:1", "knead"), Rejected("skills line 3", "No name."), Notice("skills", "Old.")],
        [Rejected("jobs line 2", "No code."), Occupation("o:1", "baker")],
        [
            Demand("o:1", "s:1"),
            Demand("o:1", "s:unknown"),
            Demand("o:unknown", "s:1"),
            Rejected("demands line 9", "Empty."),
        ],
    )
    report = imported(database, site, source)
    assert report.rejected == [
        "skills line 3: No name.",
        "demands line 9: Empty.",
        "jobs line 2: No code.",
    ]
    assert report.notices == [
        "skills: Old.",
        "2 demands name a skill or an occupation that is in no file.",
    ]
    assert occupation(database, site, "o:1").demands == [["s:1", True, None, 1.0]]


def test_what_comes_twice_is_kept_once(
    database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taxonomy_import, "BATCH", 2)
    twice = [Skill("s:1", "knead"), Skill("s:1", "knead"), Skill("s:1", "knead")]
    source = Memory(
        [*twice, Skill("s:1", "again"), Skill("s:2", "grind")],
        [Occupation("o:1", "baker"), Occupation("o:1", "other"), Occupation("o:1", "third")],
        [Demand("o:1", "s:1")],
    )
    report = imported(database, site, source)
    assert (report.counts["skills"], report.counts["occupations"]) == (2, 1)
    assert names(database, site) == ["grind", "knead"]
    assert occupation(database, site, "o:1").demands == [["s:1", True, None, 1.0]]


@pytest.mark.parametrize("file", ["skills_en.csv", "occupationSkillRelations.csv"])
def test_a_wrong_header_imports_nothing_and_keeps_what_was_there(
    database: Database, site: Site, tmp_path: Path, file: str
) -> None:
    imported(database, site, taxonomy({"clerk": {"file": 1}}))
    source = Esco(write(tmp_path, esco() | {file: "a,b\n1,2\n"}))
    with pytest.raises(BadFile, match=file):
        imported(database, site, source)
    assert names(database, site) == ["file"]
    assert rows(database) == (1, 1)


def test_a_source_that_breaks_off_imports_nothing(database: Database, site: Site) -> None:
    class Broken(Memory):
        def occupations(self) -> Iterator[Occupation | Rejected]:
            yield Occupation("o:1", "baker")
            raise BadFile("occupations.csv is damaged.")

    with pytest.raises(BadFile):
        imported(database, site, Broken([Skill("s:1", "knead")]))
    assert rows(database) == (0, 0)


def test_an_empty_taxonomy_is_empty(database: Database, site: Site) -> None:
    assert dict(imported(database, site, Memory()).counts) == {}
    assert rows(database) == (0, 0)
