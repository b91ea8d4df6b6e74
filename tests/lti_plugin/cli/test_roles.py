"""`fingerpost roles`: profiles in, drafts, and who stands for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lti_plugin.store import roles, sites
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from tests.connectors.taxonomies.packages import BAKER, esco, write
from tests.support.command import CommandLine, failure
from tests.support.workforce import HEAD

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Profiles of two roles."""
    path = tmp_path / "ours.csv"
    path.write_text(f"{HEAD},family\nAnalyst,SQL,3,1,Data\nÄrztin,Zuhören,4,1,Care\n", "utf-8")
    return path


@pytest.fixture
def imported(fingerpost: CommandLine, file: Path) -> CommandLine:
    """The command line after these were imported."""
    assert fingerpost("roles", "import", file).code == 0
    return fingerpost


def listed(fingerpost: CommandLine) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in json.loads(fingerpost("roles", "list", "--json").out)}


def role(database: Database, name: str) -> Role:
    with database.reading() as session:
        found = roles.named(session, sites.choose(session, "acme").id, name)
    assert found is not None
    return found


def test_profiles_are_imported_and_listed_as_drafts(imported: CommandLine) -> None:
    found = listed(imported)
    assert set(found) == {"Analyst", "Ärztin"}
    assert found["Analyst"] == {
        "name": "Analyst",
        "family": "Data",
        "step": None,
        "origin": "file",
        "reviewed_by": None,
        "outlook": "stable",
        "outlook_signed_on": None,
        "outlook_signed_by": None,
    }
    out = imported("roles", "list").out
    assert "draft" in out
    assert "stable, unsigned" in out


def test_what_was_read_is_told(fingerpost: CommandLine, file: Path) -> None:
    told = json.loads(fingerpost("roles", "import", file, "--json").out)
    assert told["counts"] == {"skills_new": 2, "roles_new": 2, "requirements": 2}
    assert [each.split("”")[0] for each in told["notices"]] == ["“SQL", "“Zuhören"]
    lines = fingerpost("roles", "import", file).out.splitlines()
    assert lines == ["roles known: 2", "requirements: 2"]


def test_a_check_writes_nothing(fingerpost: CommandLine, file: Path) -> None:
    ended = fingerpost("roles", "import", file, "--check")
    assert (ended.code, "roles new: 2" in ended.out) == (0, True)
    assert listed(fingerpost) == {}


@pytest.mark.parametrize("check", [[], ["--check"]])
def test_bad_rows_are_named_and_nothing_is_imported(
    fingerpost: CommandLine, file: Path, check: list[str]
) -> None:
    file.write_text(f"{HEAD}\nAnalyst,SQL,3,1\nBaker,Kneading,7,1\nBaker,Listen,2,3\n")
    ended = fingerpost("roles", "import", file, *check)
    assert ended.code == 1
    assert "ours.csv line 3: The column level is out of range: '7'" in ended.err
    assert "ours.csv line 4: The column importance is out of range: '3'" in ended.err
    assert "Nothing was imported" in ended.err
    assert listed(fingerpost) == {}


def test_a_file_with_other_columns_is_one_clear_line(fingerpost: CommandLine, file: Path) -> None:
    file.write_text("job,skill\nA,SQL\n")
    assert "ours.csv lacks the column role" in failure(fingerpost("roles", "import", file))


def test_the_starter_pack_can_be_added_later(fingerpost: CommandLine) -> None:
    ended = fingerpost("roles", "starter", "--json")
    counts = json.loads(ended.out)["counts"]
    assert counts["roles_new"] == len(listed(fingerpost)) >= 55
    again = json.loads(fingerpost("roles", "starter", "--json").out)["counts"]
    assert again == {"skills_known": counts["skills_new"], "roles_known": counts["roles_new"]}


def test_a_role_is_drafted_from_an_occupation_that_was_found(
    fingerpost: CommandLine, tmp_path: Path
) -> None:
    fingerpost("skills", "import", "esco", write(tmp_path / "esco", esco()))
    (found,) = json.loads(fingerpost("roles", "search", "bak", "--json").out)
    assert found == {"name": "baker", "taxonomy": "esco", "uri": BAKER}
    assert BAKER in fingerpost("roles", "search", "bak").out
    assert fingerpost("roles", "draft", found["uri"]).out == (
        "Baker is drafted with 2 skills; sign it once it is right.\n"
    )
    assert listed(fingerpost)["Baker"]["origin"] == "taxonomy"
    assert "of this name already" in failure(fingerpost("roles", "draft", BAKER))
    assert fingerpost("roles", "draft", BAKER, "--name", "Bread maker").code == 0
    assert "No imported taxonomy" in failure(fingerpost("roles", "draft", "https://x.test/none"))


def test_a_profile_is_signed_whatever_the_spelling(
    imported: CommandLine, database: Database
) -> None:
    ended = imported("roles", "sign", "ärztin", "--by", "Ada")
    assert (ended.code, ended.out) == (0, "The profile of Ärztin is signed.\n")
    assert listed(imported)["Ärztin"]["reviewed_by"] == "Ada"
    assert "signed by Ada" in imported("roles", "list").out
    assert role(database, "Ärztin").reviewed_at is not None


def test_an_outlook_is_signed_with_all_that_is_expected(
    imported: CommandLine, database: Database
) -> None:
    ended = imported(
        *("roles", "outlook", "Analyst", "shrinking", "--by", "HR", "--headcount", "0.4"),
        *("--planned-by", "2027-06-30", "--ends-on", "2028-01-01", "--source", "site plan"),
    )
    assert (ended.code, ended.out) == (0, "The outlook of Analyst is signed.\n")
    found = role(database, "Analyst")
    assert (found.outlook, found.planned_share, str(found.planned_by), str(found.ends_on)) == (
        "shrinking",
        0.4,
        "2027-06-30",
        "2028-01-01",
    )
    assert (found.outlook_signed_by, found.outlook_source) == ("HR", "site plan")
    assert "shrinking, signed" in imported("roles", "list").out


def test_a_trigger_is_kept(imported: CommandLine, database: Database) -> None:
    command = ("roles", "trigger", "Analyst", "redundancy", "--on", "2027-03-31", "--note", "Sold")
    assert imported(*command).out == "It is kept for Analyst.\n"
    with database.reading() as session:
        (found,) = roles.triggers(session, role(database, "Analyst").site_id)
    assert (found.kind, str(found.on), found.note) == ("redundancy", "2027-03-31", "Sold")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("sign", "Wizard", "--by", "Ada"), "There is no role 'Wizard'. See"),
        (("sign", "Analyst", "--by", " "), "Say who signs"),
        (("outlook", "Analyst", "ends", "--by", "HR"), "from which day"),
        (("outlook", "Analyst", "growing", "--by", "HR", "--headcount", "nan"), "a share"),
        (("outlook", "Wizard", "growing", "--by", "HR"), "There is no role 'Wizard'"),
        (("trigger", "Wizard", "upgrade"), "There is no role 'Wizard'"),
    ],
)
def test_what_cannot_be_is_one_clear_line(
    imported: CommandLine, database: Database, command: tuple[str, ...], told: str
) -> None:
    assert told in failure(imported("roles", *command))
    found = role(database, "Analyst")
    assert (found.reviewed_at, found.outlook_signed_on) == (None, None)


@pytest.mark.parametrize(
    "command",
    [
        ("sign", "Analyst"),
        ("outlook", "Analyst", "rosy", "--by", "HR"),
        ("outlook", "Analyst", "ends", "--by", "HR", "--ends-on", "soon"),
        ("trigger", "Analyst", "rumour"),
        ("import", "none.csv"),
    ],
)
def test_wrong_use_is_told_as_such(imported: CommandLine, command: tuple[str, ...]) -> None:
    assert imported("roles", *command).code == 2


def test_roles_of_other_sites_stay_out_of_it(
    imported: CommandLine, database: Database, elsewhere: Site
) -> None:
    assert json.loads(imported("roles", "list", "--json", "--site", elsewhere.slug).out) == []
    told = failure(imported("roles", "sign", "Analyst", "--by", "Ada", "--site", elsewhere.slug))
    assert "There is no role 'Analyst'" in told
    assert "Name a site with --site" in failure(imported("roles", "list"))


def test_what_others_publish_is_read_or_nothing_is(
    imported: CommandLine, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "indices.csv"
    head = "role,index,date,source,value,percentile,higher_is\n"
    line = "analyst,Projection,2025-09-04,Bureau of statistics,16.7,88,good\n"
    file.write_text(head + line, encoding="utf-8")

    def kept() -> int:
        with database.reading() as session:
            return len(roles.indices(session, sites.choose(session, "acme").id))

    told = json.loads(imported("roles", "outlook-data", file, "--check", "--json").out)
    assert (told["counts"], kept()) == ({"indices_new": 1}, 0)
    assert imported("roles", "outlook-data", file).out == "indices new: 1\n"
    assert kept() == 1
    file.write_text(head + line + line.replace("analyst", "Nobody"), encoding="utf-8")
    assert "Nobody" in imported("roles", "outlook-data", file).err
    assert kept() == 1
