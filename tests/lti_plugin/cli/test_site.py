"""`fingerpost site …` and `admin-link`: connecting a Moodle, and what is said when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import responses
from sqlalchemy import func, select

from connectors.http import Outgoing
from lti_plugin.services import admission
from lti_plugin.store import lti, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.connectors.moodle.recorded import BASE, TOKEN, body, recorded_moodle
from tests.support.catalogue import Small
from tests.support.command import CommandLine, Ended, failure

ADDRESS = f"{BASE}/webservice/rest/server.php"
ZONE = ("--timezone", "Europe/Lisbon")

pytestmark = pytest.mark.usefixtures("without_starter_pack")


def connected(fingerpost: CommandLine, *more: object) -> Ended:
    """Add the recorded Moodle with its token."""
    ended = fingerpost("site", "add", BASE, *ZONE, "--token-file", "-", *more, typed=f"{TOKEN}\n")
    assert ended.code == 0, ended.err
    return ended


def only(database: Database) -> Site:
    with database.reading() as session:
        return sites.choose(session, None)


def test_token_is_read_from_the_input_and_kept_encrypted(
    fingerpost: CommandLine, database: Database, vault: Vault
) -> None:
    ended = connected(fingerpost, "--name", "Acme Learning")
    assert "moodle-test" in ended.out
    assert TOKEN not in ended.out + ended.err
    row = only(database)
    assert (row.name, row.issuer, row.timezone) == ("Acme Learning", BASE, "Europe/Lisbon")
    assert row.token is not None
    assert TOKEN not in row.token
    assert vault.unlock(row.token) == TOKEN


def test_without_a_token_the_way_to_connect_is_named(fingerpost: CommandLine) -> None:
    ended = fingerpost("site", "add", BASE, "--timezone", "Europe/Lisbon")
    assert "`fingerpost admin-link` prints the way to its page Connect" in ended.out
    assert "site check" not in ended.out


def test_adding_a_known_address_changes_only_what_is_said(
    fingerpost: CommandLine, database: Database
) -> None:
    connected(fingerpost, "--name", "Acme Learning", "--report", "7")
    before = only(database)
    assert fingerpost("site", "add", f"{BASE}/", "--timezone", "UTC").code == 0
    after = only(database)
    assert (after.timezone, after.name, after.report_id) == ("UTC", "Acme Learning", 7)
    assert after.token == before.token
    assert fingerpost("site", "add", BASE, "--report", "0").code == 0
    assert only(database).report_id is None


def test_the_report_of_ratings_is_set_and_taken_away(
    fingerpost: CommandLine, database: Database
) -> None:
    connected(fingerpost, "--ratings-report", "9")
    assert only(database).ratings_report_id == 9
    assert fingerpost("site", "add", BASE, "--report", "3").code == 0
    assert only(database).ratings_report_id == 9
    assert fingerpost("site", "add", BASE, "--ratings-report", "0").code == 0
    assert only(database).ratings_report_id is None


def test_ids_of_the_tool_register_it(fingerpost: CommandLine, database: Database) -> None:
    connected(fingerpost, "--client-id", "AbC", "--deployment-id", "3")
    with database.reading() as session:
        (registration,) = lti.registrations(session, only(database).id)
        assert registration.client_id == "AbC"
        assert registration.jwks_url == f"{BASE}/mod/lti/certs.php"
        assert set(lti.deployments(session, registration)) == {"3"}


@pytest.mark.parametrize("option", ["--client-id", "--deployment-id"])
def test_one_id_without_the_other_is_wrong_use(fingerpost: CommandLine, option: str) -> None:
    ended = fingerpost("site", "add", BASE, *ZONE, option, "3")
    assert ended.code == 2
    assert "belong together" in ended.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("moodle.example.org", *ZONE), "is not a web address"),
        (("ftp://moodle.example.org", *ZONE), "is not a web address"),
        (("https://me:secret@moodle.example.org", *ZONE), "is not a web address"),
        (("https://[moodle", *ZONE), "is not a web address"),
        (("https://moodle.example.org:port", *ZONE), "is not a web address"),
        ((f"https://moodle.example.org/{'x' * 255}", *ZONE), "is too long"),
        ((BASE,), "needs its time zone"),
        ((BASE, "--timezone", "Lisbon"), "is not a time zone"),
        ((BASE, *ZONE, "--name", "x" * 256), "is too long"),
        ((BASE, *ZONE, "--client-id", "", "--deployment-id", ""), "1 to 255 characters"),
    ],
)
def test_what_cannot_be_a_site_is_refused_in_one_line(
    fingerpost: CommandLine, database: Database, arguments: tuple[str, ...], words: str
) -> None:
    ended = fingerpost("site", "add", *arguments)
    assert words in failure(ended)
    assert "secret" not in ended.err
    with database.reading() as session:
        assert not sites.all_sites(session)


def test_an_empty_token_is_refused(fingerpost: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("\n")
    ended = fingerpost("site", "add", BASE, *ZONE, "--token-file", file)
    assert "no token" in failure(ended)


def test_a_missing_token_file_is_wrong_use(fingerpost: CommandLine, tmp_path: Path) -> None:
    ended = fingerpost("site", "add", BASE, *ZONE, "--token-file", tmp_path / "missing")
    assert ended.code == 2


def test_a_second_site_of_a_like_host_gets_a_name_of_its_own(
    fingerpost: CommandLine, database: Database
) -> None:
    for path in ("a", "b"):
        assert fingerpost("site", "add", f"https://moodle.test/{path}", *ZONE).code == 0
    with database.reading() as session:
        assert {row.slug for row in sites.all_sites(session)} == {"moodle-test", "moodle-test-2"}


def test_sites_are_listed(fingerpost: CommandLine) -> None:
    assert "no site yet" in fingerpost("site", "list").out
    assert json.loads(fingerpost("site", "list", "--json").out) == []
    connected(fingerpost, "--name", "Acme Learning")
    told = fingerpost("site", "list").out
    for word in ("Acme Learning", BASE, "Europe/Lisbon", "set", "never"):
        assert word in told
    (row,) = json.loads(fingerpost("site", "list", "--json").out)
    assert (row["site"], row["token"], row["last sync"]) == ("moodle-test", "set", None)


def test_check_of_a_whole_connection(fingerpost: CommandLine) -> None:
    connected(fingerpost, "--report", "1")
    with recorded_moodle():
        ended = fingerpost("site", "check")
        listed = fingerpost("site", "check", "--json")
    assert ended.code == 0, ended.err
    assert "ok       moodle/user:viewdetails" in ended.out
    assert "MISSING" not in ended.out
    assert all(each["ok"] for each in json.loads(listed.out) if each["required"])


def test_check_names_what_is_missing_and_fails(fingerpost: CommandLine) -> None:
    connected(fingerpost)
    info = body("site_info")
    unwanted = ("core_course_get_categories", "core_competency_list_course_competencies")
    info["functions"] = [each for each in info["functions"] if each["name"] not in unwanted]
    with recorded_moodle() as moodle:
        moodle.replies["core_webservice_get_site_info"] = lambda _: info
        ended = fingerpost("site", "check")
    failure(ended)
    lines = {line.split()[1]: line.split()[0] for line in ended.out.splitlines()}
    assert lines["core_course_get_categories"] == "MISSING"
    assert lines["core_competency_list_course_competencies"] == "optional"
    assert "Add core_course_get_categories to the external service in Moodle." in ended.out


@pytest.mark.parametrize("command", [("site", "check"), ("sync",), ("doctor",)])
def test_a_wrong_token_is_told_in_one_line(
    fingerpost: CommandLine, command: tuple[str, ...]
) -> None:
    connected(fingerpost)
    with recorded_moodle() as moodle:
        answer = body("error_invalid_token")
        moodle.replies["core_webservice_get_site_info"] = lambda _: answer
        moodle.replies["core_course_get_categories"] = lambda _: answer
        ended = fingerpost(*command)
    failure(ended)
    assert "Make a new token" in ended.out + ended.err
    assert TOKEN not in ended.out + ended.err


@pytest.mark.parametrize("command", [("site", "check"), ("sync",), ("doctor",)])
def test_an_unreachable_host_is_told_in_one_line(
    fingerpost: CommandLine, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setitem(Outgoing.__init__.__kwdefaults__, "sleep", lambda _: None)
    address = "http://127.0.0.1:1"
    typed = f"{TOKEN}\n"
    assert fingerpost("site", "add", address, *ZONE, "--token-file", "-", typed=typed).code == 0
    ended = fingerpost(*command, allowed_hosts="127.0.0.1")
    failure(ended)
    assert "127.0.0.1" in ended.out + ended.err
    refused = fingerpost(*command)
    failure(refused)
    assert "FINGERPOST_ALLOWED_HOSTS" in refused.out + refused.err


@pytest.mark.parametrize("command", [("site", "check"), ("sync",), ("doctor",)])
def test_a_page_instead_of_an_answer_is_told_in_one_line(
    fingerpost: CommandLine, command: tuple[str, ...]
) -> None:
    connected(fingerpost)
    with responses.RequestsMock() as mock:
        mock.post(ADDRESS, "<!doctype html><p>Welcome</p>", content_type="text/html")
        ended = fingerpost(*command)
    failure(ended)
    assert "address of Moodle's front page" in ended.out + ended.err


def test_a_site_without_a_token_cannot_be_checked(fingerpost: CommandLine) -> None:
    assert fingerpost("site", "add", BASE, *ZONE).code == 0
    ended = fingerpost("site", "check")
    assert "no web-service token yet" in failure(ended)


@pytest.mark.parametrize(
    "command",
    [
        ("site", "check"),
        ("site", "remove", "--yes"),
        ("admin-link",),
        ("sync",),
        ("train",),
        ("recommend", "--learner", "1"),
        ("person", "export", "1"),
        ("person", "erase", "1", "--yes"),
        ("person", "admin", "1", "--on"),
        ("keys", "rotate", "--purpose", "badge"),
    ],
)
def test_an_unknown_site_is_told_in_one_line(
    fingerpost: CommandLine, database: Database, command: tuple[str, ...]
) -> None:
    empty = fingerpost(*command)
    assert "There is no site yet" in failure(empty)
    with database.writing() as session:
        session.add_all(
            Site(slug=name, name=name, issuer=f"https://{name}", timezone="UTC", fields={})
            for name in ("a-test", "b-test")
        )
    for arguments in (command, (*command, "--site", "c-test")):
        ended = fingerpost(*arguments)
        assert "a-test, b-test" in failure(ended)


def test_a_removed_site_takes_everything_along(
    fingerpost: CommandLine, database: Database, site: Site, small: Small
) -> None:
    models = fingerpost.folder / "models" / str(site.id)
    models.mkdir(parents=True)
    (models / "vectors.npy").touch()
    asked = fingerpost("site", "remove", typed="n\n")
    assert asked.code == 1
    assert asked.err.splitlines()[-1] == "fingerpost: Stopped."
    assert models.exists()
    ended = fingerpost("site", "remove", "--yes")
    assert ended.code == 0, ended.err
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
    assert not models.exists()


def test_an_admin_link_carries_its_secret_behind_the_hash(
    fingerpost: CommandLine, database: Database
) -> None:
    connected(fingerpost)
    ended = fingerpost("admin-link", base_url="https://skills.example.org")
    assert ended.code == 0
    address, _, secret = ended.out.strip().partition("#")
    assert address == "https://skills.example.org/admin/enter"
    with database.writing() as session:
        assert admission.admit(session, secret) == sites.choose(session, None).id
        assert session.scalars(select(AuditEntry.action)).all() == ["admin link used"]
