"""The documents say what the code does: settings, commands, addresses, functions, links."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from flask import Flask

from connectors.http import Outgoing
from connectors.moodle import MoodleClient, allowed, checks
from connectors.moodle.trial import Trial
from lti_plugin.cli.commands import COMMANDS, command_of
from lti_plugin.settings import PREFIX, SECRETS, SettingsSchema

NO_CLIENT = MoodleClient("https://moodle.test", "", Outgoing())
ROOT = Path(__file__).parents[1]
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
MOODLE = (ROOT / "docs" / "moodle.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
STATIC = ("static", "bootstrap.static")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def section(text: str, title: str) -> str:
    """Return the part of a page under this heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"there is no section {title}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """Return the cells of a table's rows, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def quoted(cell: str) -> list[str]:
    """Return what stands between backquotes."""
    return re.findall(r"`([^`]+)`", cell)


def as_set(value: object) -> str:
    """Write a default as one would set it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def anchors(page: Path) -> set[str]:
    """Return the names under which a page's headings can be linked to."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_setting_has_its_row_and_every_row_is_a_setting() -> None:
    table = rows(section(OPERATE, "Settings"))
    documented = [quoted(cells[0])[0] for cells in table]
    assert sorted(documented) == sorted(
        f"{PREFIX}{name.upper()}" for name in SettingsSchema().fields
    )
    from_files = {quoted(cells[0])[0] for cells in table if "(or `_FILE`)" in cells[0]}
    assert from_files == {f"{PREFIX}{name.upper()}" for name in SECRETS}


@pytest.mark.parametrize("name", list(SettingsSchema().fields))
def test_a_settings_row_tells_its_default(name: str) -> None:
    (row,) = (
        cells
        for cells in rows(section(OPERATE, "Settings"))
        if quoted(cells[0])[0] == f"{PREFIX}{name.upper()}"
    )
    default = SettingsSchema().fields[name].load_default
    if default:
        assert quoted(row[1]) == [as_set(default)]
    else:
        assert row[1]


def test_every_command_has_its_row_and_every_row_is_a_command() -> None:
    table = {quoted(cells[0])[0]: cells[1] for cells in rows(section(OPERATE, "Commands"))}
    assert sorted(table) == sorted(f"fingerpost {name}" for name in COMMANDS)
    for name in COMMANDS:
        command = command_of(name)
        said = quoted(table[f"fingerpost {name}"])
        if isinstance(command, click.Group):
            assert set(said) == set(command.commands)
        options = {option for each in command.params for option in each.opts}
        assert {word for word in said if word.startswith("--")} <= options


def test_every_command_that_a_page_names_exists() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if page.name == "CHANGELOG.md":
            continue
        for name in re.findall(r"`fingerpost ([a-z][a-z-]*)", text):
            assert name in COMMANDS, f"{page.name} names {name}"


def test_every_address_is_documented_and_every_documented_one_exists(app: Flask) -> None:
    cells = [row[0] for row in rows(section(OPERATE, "Addresses"))]
    documented = [address for cell in cells for address in quoted(cell)]
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint not in STATIC}
    assert sorted(documented) == sorted(rules)


def test_every_function_that_a_check_may_name_is_listed_for_moodle() -> None:
    listed = MOODLE.split("```")[1].split()
    named = {line.name for line in checks.functions(Trial(NO_CLIENT, (), 0), with_report=True)}
    assert len(named) > 5
    assert named <= set(listed) == set(checks.FUNCTIONS)
    assert len(listed) == len(set(listed))


def test_every_right_that_a_check_may_name_is_explained_for_moodle() -> None:
    named = {line.name for line in allowed.rights(Trial(NO_CLIENT, (), 0), with_report=True)}
    explained = {quoted(row[0])[0] for row in rows(section(MOODLE, "1. The service account"))}
    assert named | {"webservice/rest:use"} == set(allowed.RIGHTS) | {allowed.MAY_CHANGE}
    assert explained == named | {"webservice/rest:use"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(there), f"{page.name} links to {target}"
