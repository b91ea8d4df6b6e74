"""The house's own rules that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = (".ci", "benchmarks", "connectors", "docs", "lti_plugin", "migrations", "recommender")
LONGEST = 300
# Alembic writes the revisions; once released they stay as they are, whatever their length.
GENERATED = ROOT / "migrations" / "versions"
# Pieced together so that this file does not hold what it looks for.
LOCAL = re.compile("|".join(rf"(?<![\w.])/{name}\b" for name in ("w" + "ork", "tm" + "p")))


def files(suffix: str = "") -> list[Path]:
    """Return the project's files, without what tools and runs leave beside them."""
    found = [path for path in ROOT.glob(f"*{suffix}") if path.is_file()]
    for folder in (*FOLDERS, "tests"):
        found += (ROOT / folder).rglob(f"*{suffix}")
    return sorted(
        path
        for path in found
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.name.startswith(".coverage")
        and path.name != ".git"  # a file in a worktree, which names the folder of the other
    )


def name_of(path: Path) -> str:
    """Return a file's name within the project."""
    return str(path.relative_to(ROOT))


PYTHON = files(".py")


def test_the_project_was_found() -> None:
    assert len(PYTHON) > 200
    assert {ROOT / "setup.cfg", ROOT / ".ci" / "run"} <= set(files())


def test_no_python_file_is_too_long() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in PYTHON
        if not path.is_relative_to(GENERATED)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_python_file_begins_by_saying_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in PYTHON
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_nothing_names_a_folder_of_the_machine_it_was_written_on() -> None:
    found = []
    for path in files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [
            f"{name_of(path)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if LOCAL.search(line)
        ]
        found += [name_of(path)] if LOCAL.search(f"/{name_of(path)}") else []
    assert found == []


@pytest.mark.parametrize("folder", ["connectors", "lti_plugin", "recommender"])
def test_every_folder_of_code_is_a_package(folder: str) -> None:
    folders = {path.parent for path in (ROOT / folder).rglob("*.py")}
    assert [name_of(each) for each in folders if not (each / "__init__.py").exists()] == []


def test_helpers_of_the_tests_are_no_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
