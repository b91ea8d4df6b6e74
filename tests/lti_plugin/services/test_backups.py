"""A backup brings back every row and every model, or says why not."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import event, inspect, select, update

from connectors.records import Course, Learner
from lti_plugin.errors import BadInput
from lti_plugin.services import backups, portfolio
from lti_plugin.services.portfolio import Work
from lti_plugin.store import Base, courses, people, revisions
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.erasure import bury
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.profiles import skill
from tests.support.uploads import PDF, upload


@pytest.fixture
def filled(tmp_path: Path) -> Database:
    """A migrated database with some of everything, and a model."""
    database = Database(f"sqlite:///{tmp_path}/first.sqlite")
    revisions.upgrade(database.engine)
    with database.writing() as session:
        site = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={"x": 1})
        session.add(site)
        session.flush()
        (ada,) = people.upsert(session, site.id, [Learner(id="5", name="Zoë")], "moodle_id").ids
        (sql,) = courses.upsert(session, site.id, [Course(id="2", title="SQL")], "moodle_id").ids
        session.add(Completion(site_id=site.id, person_id=ada, course_id=sql, completed_at=now()))
        bury(session, b"key", site.id, [("email", "gone@example.org")])
    (tmp_path / "models" / "a").mkdir(parents=True)
    (tmp_path / "models" / "a" / "vectors.npy").write_bytes(b"\x93NUMPY")
    return database


def _rows(database: Database) -> dict[str, list[object]]:
    with database.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def test_every_row_and_every_model_comes_back(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    backups.write(filled.engine, tmp_path / "models", file)
    second = Database(f"sqlite:///{tmp_path}/second.sqlite")
    backups.read(second.engine, tmp_path / "restored", file)
    assert _rows(second) == _rows(filled)
    assert (tmp_path / "restored" / "a" / "vectors.npy").read_bytes() == b"\x93NUMPY"
    second.close()


def test_files_come_back_and_are_not_all_in_memory_at_once(
    filled: Database, tmp_path: Path
) -> None:
    with filled.writing() as session:
        person = session.scalars(select(Person)).one()
        sql = skill(session, person.site_id, "SQL").id
        for name in ("a.pdf", "b.pdf"):
            work = Work(name, "", "", {sql: 3.0}, file=upload(name, PDF + name.encode()))
            portfolio.add(session, person.site_id, person.id, work)
    file = tmp_path / "backup.zip"
    backups.write(filled.engine, tmp_path / "models", file)
    second = Database(f"sqlite:///{tmp_path}/second.sqlite")
    at_once: list[int] = []
    event.listen(
        second.engine,
        "before_cursor_execute",
        lambda _c, _cursor, sql, values, _context, many: (
            at_once.append(len(values) if many else 1) if "INTO portfolio_files" in sql else None
        ),
    )
    backups.read(second.engine, tmp_path / "restored", file)
    assert _rows(second) == _rows(filled)
    assert at_once == [1, 1]
    second.close()


def test_a_full_database_is_not_written_over(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    backups.write(filled.engine, tmp_path / "models", file)
    with pytest.raises(BadInput, match="already holds a site"):
        backups.read(filled.engine, tmp_path / "models", file)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, database: Database) -> None:
    file = tmp_path / "no.zip"
    file.write_text("not a zip")
    with pytest.raises(BadInput, match="not a backup"):
        backups.read(database.engine, tmp_path / "models", file)


def test_a_name_that_leaves_the_models_folder_is_refused(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    backups.write(filled.engine, tmp_path / "models", file)
    with ZipFile(file, "a") as archive:
        archive.writestr("models/../../escaped", "x")
    second = Database(f"sqlite:///{tmp_path}/second.sqlite")
    with pytest.raises(BadInput, match="outside"):
        backups.read(second.engine, tmp_path / "restored", file)
    assert not (tmp_path.parent / "escaped").exists()
    second.close()


def test_a_disk_without_room_leaves_no_half_archive(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "_dump", full)
    with pytest.raises(BadInput, match="No space left"):
        backups.write(filled.engine, tmp_path / "models", tmp_path / "backup.zip")
    assert not list(tmp_path.glob("backup.zip*"))


def test_only_its_owner_can_read_a_backup(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    backups.write(filled.engine, tmp_path / "models", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_of_the_first_revision_comes_back_in_todays_tables(
    filled: Database, tmp_path: Path
) -> None:
    written, older = tmp_path / "today.zip", tmp_path / "older.zip"
    with filled.writing() as session:  # the first revision had no such column
        session.execute(update(Site).values(curated_at=None))
    backups.write(filled.engine, tmp_path / "models", written)
    as_of_then(written, older, revision="9b63fe2f1992")
    second = Database(f"sqlite:///{tmp_path}/second.sqlite")
    backups.read(second.engine, tmp_path / "restored", older)
    assert _rows(second) == _rows(filled)
    second.close()


def as_of_then(file: Path, older: Path, revision: str) -> None:
    """Write an archive as it would have been made at an older revision: its tables and columns."""
    database = Database(f"sqlite:///{older.with_suffix('.sqlite')}")
    revisions.upgrade(database.engine, revision)
    then = {
        name: database_columns(database, name)
        for name in inspect(database.engine).get_table_names()
    }
    database.close()
    with ZipFile(file) as archive, ZipFile(older, "w") as out:
        about = json.loads(archive.read("fingerpost.json"))
        about = {"revision": revision, "tables": [t for t in about["tables"] if t in then]}
        out.writestr("fingerpost.json", json.dumps(about))
        for name in about["tables"]:
            lines = archive.read(f"tables/{name}.jsonl").decode().splitlines()
            rows = [json.loads(line) for line in lines]
            kept = [{key: row[key] for key in row if key in then[name]} for row in rows]
            out.writestr(f"tables/{name}.jsonl", "".join(json.dumps(row) + "\n" for row in kept))


def database_columns(database: Database, table: str) -> set[str]:
    """Return the names of a table's columns."""
    return {column["name"] for column in inspect(database.engine).get_columns(table)}
