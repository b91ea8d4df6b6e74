"""`fingerpost skills`: public taxonomies in, the site's own skills out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lti_plugin.store.database import Database
from lti_plugin.store.skills import Skill
from lti_plugin.store.taxonomies import Concept, Taxonomy
from tests.connectors.taxonomies.packages import esco, onet, write, zipped
from tests.support.command import CommandLine, failure

pytestmark = pytest.mark.usefixtures("site")


def _taxonomies(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(Taxonomy).order_by(Taxonomy.name))
        return [(row.name, row.language) for row in rows]


def _concepts(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Concept)) or 0


def test_esco_is_imported_from_a_folder_or_a_zip(
    fingerpost: CommandLine, database: Database, tmp_path: Path
) -> None:
    ended = fingerpost("skills", "import", "esco", write(tmp_path / "esco", esco()))
    assert (ended.code, ended.out.splitlines()) == (
        0,
        ["groups: 1", "skills: 4", "demands: 2", "occupations: 2"],
    )
    german = zipped(esco(suffix="_de"), tmp_path / "esco.zip")
    ended = fingerpost("skills", "import", "esco", german, "--json", "--language", "de")
    assert json.loads(ended.out) == {
        "counts": {"groups": 1, "skills": 4, "demands": 2, "occupations": 2},
        "notices": [],
        "rejected": [],
    }
    assert _taxonomies(database) == [("esco", "de")]
    assert _concepts(database) == 5


def test_onet_stands_beside_esco(
    fingerpost: CommandLine, database: Database, tmp_path: Path
) -> None:
    for kind, files in (("esco", esco()), ("onet", onet())):
        assert fingerpost("skills", "import", kind, write(tmp_path / kind, files)).code == 0
    assert _taxonomies(database) == [("esco", "en"), ("onet", "en")]


def test_a_wrong_header_is_one_clear_line_and_nothing_is_imported(
    fingerpost: CommandLine, database: Database, tmp_path: Path
) -> None:
    files = onet() | {"Knowledge.txt": "Code\tValue\n1\t2\n"}
    told = failure(fingerpost("skills", "import", "onet", write(tmp_path / "o", files)))
    assert "Knowledge.txt" in told
    assert "lacks the column" in told
    assert (_taxonomies(database), _concepts(database)) == ([], 0)


def test_another_kind_or_place_is_wrong_use(fingerpost: CommandLine, tmp_path: Path) -> None:
    assert fingerpost("skills", "import", "sfia", tmp_path).code == 2
    assert fingerpost("skills", "import", "esco", tmp_path / "none").code == 2


def test_an_empty_folder_is_told(fingerpost: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for kind in ("esco", "onet"):
        assert failure(fingerpost("skills", "import", kind, tmp_path / "empty"))


def test_the_sites_own_skills_are_listed(
    fingerpost: CommandLine, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "skills.csv").write_text(
        "name,uri,kind,durable,collections\nSQL,https://x.test/sql,technology,,digital\n"
        "Empathy,,skill,yes,\n"
    )
    fingerpost("roles", "import", tmp_path)
    found = json.loads(fingerpost("skills", "list", "--json").out)
    assert found == [
        {"name": "Empathy", "kind": "skill", "durable": True, "collections": [], "uri": None},
        {
            "name": "SQL",
            "kind": "technology",
            "durable": False,
            "collections": ["digital"],
            "uri": "https://x.test/sql",
        },
    ]
    out = fingerpost("skills", "list").out
    assert "https://x.test/sql" in out
    assert "Empathy" in out
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Skill)) == 2


def test_an_unknown_site_is_told(fingerpost: CommandLine, tmp_path: Path) -> None:
    place = write(tmp_path / "esco", esco())
    for command in (("list",), ("import", "esco", place)):
        assert "no site 'b'" in failure(fingerpost("skills", *command, "--site", "b"))
