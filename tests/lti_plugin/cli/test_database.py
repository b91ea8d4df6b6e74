"""`fingerpost migrate`, `backup`, `restore`, and commands on a database that is not ready."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from lti_plugin.store import sites
from lti_plugin.store.database import Database
from tests.support.catalogue import Small
from tests.support.command import CommandLine, failure

NEED_A_DATABASE = [
    ("serve",),
    ("worker",),
    ("site", "list"),
    ("sync",),
    ("train",),
    ("recommend", "--learner", "1"),
    ("admin-link",),
    ("person", "export", "1"),
    ("backup", "backup.zip"),
    ("doctor",),
]


def told(ended: tuple[int, str, str]) -> str:
    """Return everything that a command wrote."""
    return ended[1] + ended[2]


def test_migrate_makes_the_database_and_may_be_repeated(bare: CommandLine) -> None:
    for _ in range(2):
        ended = bare("migrate")
        assert ended == (0, "The database is at this version.\n", "")
    assert json.loads(bare("site", "list", "--json").out) == []


@pytest.mark.parametrize("command", NEED_A_DATABASE)
def test_an_empty_database_is_told(bare: CommandLine, command: tuple[str, ...]) -> None:
    ended = bare(*command)
    failure(ended)
    assert "The database is empty. Run `fingerpost migrate`." in told(ended)


@pytest.mark.parametrize("command", NEED_A_DATABASE)
def test_an_older_database_is_told(
    fingerpost: CommandLine, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(ScriptDirectory, "get_current_head", lambda _: "a later revision")
    ended = fingerpost(*command)
    failure(ended)
    assert "of an older version. Run `fingerpost migrate`." in told(ended)


@pytest.mark.parametrize("command", [*NEED_A_DATABASE, ("migrate",)])
def test_a_newer_database_is_told_and_left_alone(
    fingerpost: CommandLine, database: Database, command: tuple[str, ...]
) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    ended = fingerpost(*command)
    failure(ended)
    assert "made by a newer version" in told(ended)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "later"


@pytest.mark.parametrize("command", [("migrate",), ("site", "list"), ("doctor",)])
@pytest.mark.parametrize(
    "url", ["postgresql://user:hidden@127.0.0.1:1/name", "sqlite:////nowhere/at/all.sqlite"]
)
def test_a_database_that_cannot_be_opened_is_told(
    bare: CommandLine, command: tuple[str, ...], url: str
) -> None:
    ended = bare(*command, database_url=url)
    failure(ended)
    assert "The database cannot be opened. Check FINGERPOST_DATABASE_URL" in told(ended)
    assert "hidden" not in told(ended)


def test_a_file_that_is_no_database_is_told(bare: CommandLine) -> None:
    bare.folder.mkdir()
    (bare.folder / "fingerpost.sqlite").write_text("This is a letter and not a database. " * 9)
    ended = bare("site", "list")
    assert "cannot be opened" in failure(ended)


def test_what_is_backed_up_comes_back(
    fingerpost: CommandLine, small: Small, tmp_path: Path
) -> None:
    model = fingerpost.folder / "models" / "of a site" / "vectors.npy"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"\x93NUMPY")
    file = tmp_path / "backup.zip"
    made = fingerpost("backup", file)
    assert made.code == 0, made.err
    assert "Keep the secret key too" in made.out
    other = CommandLine(tmp_path / "other")
    back = other("restore", file)
    assert back.code == 0, back.err
    assert back.out.split()[0] == made.out.split()[0]
    assert other("site", "list", "--json").out == fingerpost("site", "list", "--json").out
    assert (other.folder / "models" / "of a site" / "vectors.npy").read_bytes() == b"\x93NUMPY"
    full = other("restore", file)
    assert "already holds a site" in failure(full)


def test_a_backup_that_cannot_be_written_is_told(fingerpost: CommandLine, tmp_path: Path) -> None:
    ended = fingerpost("backup", tmp_path / "missing" / "backup.zip")
    assert "cannot be written" in failure(ended)


def test_restoring_a_file_that_is_not_there_is_wrong_use(bare: CommandLine, tmp_path: Path) -> None:
    assert bare("restore", tmp_path / "missing.zip").code == 2


def whole(fingerpost: CommandLine, file: Path) -> dict[str, bytes]:
    """Return the members of a backup."""
    assert fingerpost("backup", file).code == 0
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(file: Path, members: dict[str, bytes]) -> Path:
    with ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


DAMAGES = [
    ("fingerpost.json", b"{}"),
    ("fingerpost.json", b"[]"),
    ("fingerpost.json", b"\xff"),
    ("tables/sites.jsonl", b"{not json}\n"),
    ("tables/sites.jsonl", b"7\n"),
    ("tables/sites.jsonl", b'{"id": "no uuid"}\n'),
    ("tables/sites.jsonl", b'{"unknown": 1}\n'),
    ("tables/sites.jsonl", b'{"slug": "half"}\n'),
    ("tables/people.jsonl", b'{"created_at": "yesterday"}\n'),
    ("tables/people.jsonl", b'{"created_at": 7}\n'),
]


def test_a_damaged_backup_is_refused_and_may_be_tried_again(
    fingerpost: CommandLine, small: Small, tmp_path: Path
) -> None:
    good = tmp_path / "good.zip"
    members = whole(fingerpost, good)
    other = CommandLine(tmp_path / "other")
    for name, content in DAMAGES:
        ended = other("restore", written(tmp_path / "bad.zip", members | {name: content}))
        said = failure(ended)
        assert "is not a backup of Fingerpost, or it is damaged" in said, (name, content)
    assert other("restore", good).code == 0


def test_a_truncated_or_altered_backup_is_refused(
    fingerpost: CommandLine, small: Small, tmp_path: Path
) -> None:
    good = tmp_path / "good.zip"
    whole(fingerpost, good)
    content = bytearray(good.read_bytes())
    with ZipFile(good) as archive:
        place = archive.getinfo("tables/people.jsonl").header_offset + 90
    altered = content[:place] + bytes(each ^ 0xFF for each in content[place : place + 9])
    other = CommandLine(tmp_path / "other")
    for damaged in (content[: len(content) // 2], altered + content[place + 9 :], b""):
        bad = tmp_path / "bad.zip"
        bad.write_bytes(damaged)
        ended = other("restore", bad)
        assert "damaged" in failure(ended)


def test_a_backup_of_a_newer_version_is_refused(
    fingerpost: CommandLine, small: Small, tmp_path: Path
) -> None:
    members = whole(fingerpost, tmp_path / "good.zip")
    members["fingerpost.json"] = b'{"revision": "ffffffffffff", "tables": []}'
    ended = CommandLine(tmp_path / "other")("restore", written(tmp_path / "later.zip", members))
    assert "newer version" in failure(ended)


def test_a_backup_of_an_empty_installation_can_be_restored(
    fingerpost: CommandLine, database: Database, tmp_path: Path
) -> None:
    whole(fingerpost, tmp_path / "empty.zip")
    assert fingerpost("restore", tmp_path / "empty.zip").code == 0
    with database.reading() as session:
        assert not sites.all_sites(session)
