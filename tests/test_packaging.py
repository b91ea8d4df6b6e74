"""What is installed works by itself: a wheel has all that it needs, and no tests."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("connectors", "lti_plugin", "migrations", "recommender")
BESIDE = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
WHERE = (
    "import lti_plugin, migrations, connectors, recommender;"
    "print(lti_plugin.__file__, migrations.__file__, connectors.__file__, recommender.__file__)"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built offline from a copy, since building leaves files beside the code."""
    source = tmp_path_factory.mktemp("source")
    for name in (*PACKAGES, "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in BESIDE:
        shutil.copy(ROOT / name, source)
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-c", BUILD, str(out)], cwd=source, check=True, capture_output=True
    )
    (found,) = out.glob("fingerpost-*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but what the wheel holds."""
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(elsewhere: Path, *arguments: str, first: Path | None = None) -> str:
    """Run Python in another folder, with ``first`` before everything that is installed."""
    environment = {**os.environ, "FINGERPOST_DATA_DIR": str(elsewhere / "data")}
    environment.pop("PYTHONPATH", None)
    if first is not None:
        environment["PYTHONPATH"] = str(first)
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def script(folder: Path) -> str:
    """Return what `fingerpost` runs, as the wheel names it."""
    (names,) = folder.glob("fingerpost-*.dist-info/entry_points.txt")
    _, target = next(
        line.split(" = ")
        for line in names.read_text().splitlines()
        if line.startswith("fingerpost")
    )
    module, _, function = target.partition(":")
    return f"import sys; from {module} import {function}; sys.argv[0] = 'fingerpost'; {function}()"


def tables(folder: Path) -> set[str]:
    """Return the tables of the database that was made."""
    with closing(sqlite3.connect(folder / "data" / "fingerpost.sqlite")) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def data(folder: Path) -> set[str]:
    """Return the files of the packages that are no code."""
    return {
        str(path.relative_to(folder))
        for name in PACKAGES
        for path in (folder / name).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }


def test_the_wheel_holds_every_file_of_the_packages_and_no_tests(unpacked: Path) -> None:
    sources = {name for name in data(ROOT) if not name.endswith(".po")}
    assert {name for name in data(unpacked) if not name.endswith(".po")} == sources
    for kind in (".html", ".css", ".js", ".svg", ".csv", ".mo", ".mako"):
        assert any(name.endswith(kind) for name in sources)
    for name in PACKAGES:
        code = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*.py")}
        assert {path.relative_to(unpacked) for path in (unpacked / name).rglob("*.py")} == code
    assert not (unpacked / "tests").exists()
    top = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert top == set(PACKAGES)


def test_migrate_works_from_the_wheel_in_any_folder(unpacked: Path, tmp_path: Path) -> None:
    places = run(tmp_path, "-c", WHERE, first=unpacked).split()
    assert all(Path(place).is_relative_to(unpacked) for place in places)
    said = run(tmp_path, "-c", script(unpacked), "migrate", first=unpacked)
    assert said == "The database is at this version.\n"
    assert {"sites", "people", "courses"} <= tables(tmp_path)


def test_a_page_can_be_made_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    code = (
        "from lti_plugin.app import create_app;"
        "client = create_app(check_database=False).test_client();"
        "pages = ('/', '/admin/enter', '/static/fingerpost.css', '/static/fingerpost.js');"
        "print([client.get(page).status_code for page in pages],"
        " 'lang=\"de\"' in client.get('/', headers={'Accept-Language': 'de'}).text)"
    )
    assert run(tmp_path, "-c", code, first=unpacked) == "[200, 200, 200, 200] True\n"


def test_migrate_works_in_an_editable_installation(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("fingerpost")
    if not command.exists():
        pytest.skip("Fingerpost is not installed beside this Python")
    assert run(tmp_path, str(command), "migrate") == "The database is at this version.\n"
    assert {"sites", "people", "courses"} <= tables(tmp_path)
    places = run(tmp_path, "-c", WHERE).split()
    assert all(Path(place).is_relative_to(ROOT) for place in places)
