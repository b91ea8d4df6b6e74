"""What the look-alike keeps on disk, and what it does with a damaged file."""

from __future__ import annotations

import json
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lti_plugin.demo.folder import Click, DemoFolder, open_folder
from lti_plugin.errors import BadInput
from tests.support.lookalike import TODAY

CLICK = Click(5, 7, datetime(2026, 11, 22, 10, 30, tzinfo=UTC))


@pytest.fixture
def path(made_once: Path, tmp_path: Path) -> Path:
    """A folder of its own with the key that all tests share."""
    shutil.copy(made_once / "moodle.json", tmp_path / "moodle.json")
    return tmp_path


def test_key_token_and_first_day_outlive_a_restart(path: Path) -> None:
    first = open_folder(path, TODAY)
    later = open_folder(path, TODAY + timedelta(days=9))
    assert later.token == first.token
    assert later.client_id == first.client_id
    assert later.key.as_dict() == first.key.as_dict()
    assert later.first_day == TODAY


def test_a_fresh_folder_has_secrets_of_its_own_that_only_the_owner_reads(
    made_once: Path, tmp_path: Path
) -> None:
    fresh = open_folder(tmp_path / "new" / "demo", TODAY)
    assert fresh.token != open_folder(made_once, TODAY).token
    mode = stat.S_IMODE((fresh.path / "moodle.json").stat().st_mode)
    assert mode == 0o600
    assert fresh.key.as_dict(private=False).keys() == {"n", "e", "kty", "kid", "use", "alg"}


def test_clicks_are_remembered_in_order(path: Path) -> None:
    folder = open_folder(path, TODAY)
    second = Click(6, 7, CLICK.at + timedelta(minutes=1))
    folder.remember(CLICK)
    folder.remember(second)
    assert open_folder(path, TODAY).clicks() == [CLICK, second]


def test_clicks_at_the_same_moment_are_all_remembered(path: Path) -> None:
    folder = open_folder(path, TODAY)
    clicks = [Click(person, 7, CLICK.at) for person in range(30)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(folder.remember, clicks))
    assert {click.person_id for click in folder.clicks()} == set(range(30))


def test_reset_forgets_everything(path: Path) -> None:
    before = open_folder(path, TODAY)
    before.remember(CLICK)
    before.save("tools.json", [{"id": 2}])
    after = open_folder(path, TODAY + timedelta(days=1), reset=True)
    assert after.clicks() == []
    assert after.load("tools.json", dict) == []
    assert after.token != before.token
    assert after.first_day == TODAY + timedelta(days=1)


def test_rows_are_replaced_as_a_whole(path: Path) -> None:
    folder = open_folder(path, TODAY)
    folder.save("tools.json", [{"id": 2}, {"id": 3}])
    folder.save("tools.json", [{"id": 4}])
    assert folder.load("tools.json", dict) == [{"id": 4}]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"first_day": "soon"}', '{"token": 1}'])
def test_a_damaged_file_is_named_with_the_way_out(path: Path, content: str) -> None:
    (path / "moodle.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=r"moodle\.json cannot be read") as caught:
        open_folder(path, TODAY)
    assert "--reset" in caught.value.hint


@pytest.mark.parametrize("content", ["{", '{"a": 1}', '[{"person_id": 1}]', "[3]", "4"])
def test_damaged_clicks_are_named_with_the_way_out(path: Path, content: str) -> None:
    (path / "clicks.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=r"clicks\.json cannot be read"):
        open_folder(path, TODAY).clicks()


def test_a_crash_while_writing_leaves_the_old_clicks(path: Path) -> None:
    folder = open_folder(path, TODAY)
    folder.remember(CLICK)
    (path / "clicks.new").write_text("[{", encoding="utf-8")
    assert folder.clicks() == [CLICK]
    folder.remember(CLICK)
    assert len(json.loads((path / "clicks.json").read_text(encoding="utf-8"))) == 2


def test_no_secret_shows_in_a_description(folder: DemoFolder) -> None:
    assert folder.token not in repr(folder)
    assert folder.client_id not in repr(folder)
    assert str(folder.key.as_dict(private=True)["d"]) not in repr(folder)
