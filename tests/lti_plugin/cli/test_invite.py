"""`fingerpost site invite`: the address by which a Moodle registers the tool, once."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from lti_plugin.errors import NotAllowed
from lti_plugin.services import invitations
from lti_plugin.store import sites
from lti_plugin.store.access import OneTimeLink
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from tests.connectors.moodle.recorded import BASE
from tests.support.command import CommandLine, Ended, failure

ZONE = ("--timezone", "Europe/Lisbon")
OWN = {"base_url": "https://skills.example.org"}

pytestmark = pytest.mark.usefixtures("without_starter_pack")


def secret_of(ended: Ended) -> str:
    """Return the secret of the address that was printed, which is all that was."""
    assert ended.code == 0, ended.err
    (address,) = ended.out.splitlines()
    assert address.startswith("https://skills.example.org/lti/register?")
    return parse_qs(urlsplit(address).query)["invitation"][0]


def test_a_new_moodle_is_added_and_invited(fingerpost: CommandLine, database: Database) -> None:
    ended = fingerpost("site", "invite", f"{BASE}/", *ZONE, "--name", "Acme Learning", **OWN)
    secret = secret_of(ended)
    assert "Paste it in Acme Learning under Manage tools > Add LTI Advantage." in ended.err
    assert "It works once, for 3 days." in ended.err
    assert secret not in ended.err
    with database.writing() as session:
        row = invitations.use(session, secret)
        assert (row.issuer, row.timezone, row.token) == (BASE, "Europe/Lisbon", None)
        assert session.scalars(select(AuditEntry.actor)).one() == "command line"
        with pytest.raises(NotAllowed):
            invitations.use(session, secret)


def test_only_the_hash_of_an_invitation_is_kept(
    fingerpost: CommandLine, database: Database
) -> None:
    secret = secret_of(fingerpost("site", "invite", BASE, *ZONE, **OWN))
    with database.reading() as session:
        link = session.scalars(select(OneTimeLink)).one()
    assert (link.purpose, len(link.secret_hash)) == ("register", 32)
    assert secret.encode() not in link.secret_hash


def test_a_known_moodle_needs_no_address_and_the_newest_invitation_counts(
    fingerpost: CommandLine, database: Database
) -> None:
    assert fingerpost("site", "add", BASE, *ZONE).code == 0
    first, second, third = (
        secret_of(fingerpost("site", "invite", *arguments, **OWN))
        for arguments in ((), ("--site", "moodle-test"), (BASE,))
    )
    with database.writing() as session:
        assert len(sites.all_sites(session)) == 1
        for old in (first, second):
            with pytest.raises(NotAllowed):
                invitations.use(session, old)
        assert invitations.use(session, third).timezone == "Europe/Lisbon"


@pytest.mark.parametrize(("days", "said"), [("1", "for 1 day."), ("30", "for 30 days.")])
def test_an_invitation_lasts_as_long_as_is_said(
    fingerpost: CommandLine, database: Database, days: str, said: str
) -> None:
    ended = fingerpost("site", "invite", BASE, *ZONE, "--days", days, **OWN)
    assert said in ended.err
    with database.reading() as session:
        left = session.scalars(select(OneTimeLink.expires_at)).one() - now()
    assert timedelta(days=int(days)) - timedelta(minutes=5) < left <= timedelta(days=int(days))


@pytest.mark.parametrize(
    "arguments",
    [
        (BASE, "--site", "moodle-test"),
        (BASE, *ZONE, "--days", "0"),
        (BASE, *ZONE, "--days", "31"),
        (BASE, *ZONE, "--days", "x"),
    ],
)
def test_wrong_use_invites_nobody(
    fingerpost: CommandLine, database: Database, arguments: tuple[str, ...]
) -> None:
    assert fingerpost("site", "invite", *arguments).code == 2
    with database.reading() as session:
        assert not sites.all_sites(session)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no site yet"),
        (("--site", "other"), "no site yet"),
        ((BASE,), "needs its time zone"),
        (("moodle.example.org", *ZONE), "is not a web address"),
    ],
)
def test_what_cannot_be_invited_is_told_in_one_line(
    fingerpost: CommandLine, database: Database, arguments: tuple[str, ...], words: str
) -> None:
    ended = fingerpost("site", "invite", *arguments)
    assert words in failure(ended)
    with database.reading() as session:
        assert not sites.all_sites(session)
        assert session.scalars(select(OneTimeLink)).all() == []


def test_a_name_without_an_address_changes_nothing_silently(
    fingerpost: CommandLine, database: Database
) -> None:
    assert fingerpost("site", "add", BASE, *ZONE, "--name", "Acme").code == 0
    ended = fingerpost("site", "invite", "--name", "Other", "--timezone", "UTC")
    assert ended.code == 2
    with database.reading() as session:
        (row,) = sites.all_sites(session)
        assert (row.name, row.timezone) == ("Acme", "Europe/Lisbon")
        assert session.scalars(select(OneTimeLink)).all() == []
