"""The file of a piece of work: kept within limits, given to few, gone with its item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import portfolio, portfolio_files, portfolio_shares, privacy
from lti_plugin.services.portfolio import Shown, Work
from lti_plugin.services.portfolio_files import Download
from lti_plugin.store import Base
from lti_plugin.store import portfolio as items
from lti_plugin.store import portfolio_files as rows
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.portfolio import UNREVIEWED
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.meanwhile import Meanwhile
from tests.support.profiles import skill
from tests.support.uploads import HTML, PDF, PNG, upload
from tests.support.work import accepted, add


@pytest.fixture
def work(database: Database, site: Site) -> Work:
    """A piece of work that is nothing but a file."""
    with database.writing() as session:
        sql = skill(session, site.id, "SQL").id
    return Work("A dashboard", "", "", {sql: 3.0}, file=upload())


def change(database: Database, site: Site, person: UUID, item: UUID, work: Work) -> None:
    with database.writing() as session:
        portfolio.change(session, site.id, person, item, work)


def only(database: Database, site: Site, person: UUID) -> Shown:
    with database.reading() as session:
        (found,) = portfolio.of_person(session, site.id, person)
    return found


def taken(database: Database, site: Site, person: UUID) -> tuple[int, int]:
    with database.reading() as session:
        return rows.taken(session, site.id, person)


def test_a_file_alone_is_a_piece_of_work_and_no_list_loads_it(
    database: Database, site: Site, ada: UUID, work: Work
) -> None:
    item = add(database, site, ada, work)
    file = only(database, site, ada).file
    assert file is not None
    assert (file.name, file.media_type, file.size) == ("report.pdf", "application/pdf", len(PDF))
    assert "content" in inspect(file).unloaded
    with database.reading() as session:
        got = portfolio_files.of_owner(session, site.id, ada, item)
    assert got == Download("report.pdf", "application/pdf", PDF)


def test_a_file_stays_unless_another_comes_or_it_is_taken_away(
    database: Database, site: Site, ada: UUID, work: Work
) -> None:
    item = add(database, site, ada, work)
    change(database, site, ada, item, replace(work, title="Better", file=None))
    assert taken(database, site, ada) == (1, len(PDF))
    change(database, site, ada, item, replace(work, file=upload("b.png", PNG)))
    file = only(database, site, ada).file
    assert file is not None
    assert (file.name, taken(database, site, ada)) == ("b.png", (1, len(PNG)))
    away = replace(work, file=None, without_file=True)
    with pytest.raises(BadInput, match="add it as a file"):
        change(database, site, ada, item, away)
    change(database, site, ada, item, replace(away, text="Text"))
    assert (only(database, site, ada).file, taken(database, site, ada)) == (None, (0, 0))


def test_a_replaced_file_makes_accepted_work_unreviewed(
    database: Database, site: Site, ada: UUID, grace: UUID, work: Work
) -> None:
    item = accepted(database, site, ada, grace, work)
    with database.writing() as session:
        secret = portfolio_shares.share(session, site.id, ada, [item], with_name=False)
        assert portfolio_shares.file_of(session, secret, item).content == PDF
    change(database, site, ada, item, replace(work, file=upload("b.png", PNG)))
    assert only(database, site, ada).item.state == UNREVIEWED
    with database.reading() as session, pytest.raises(NotFound):
        portfolio_shares.file_of(session, secret, item)


@pytest.mark.parametrize(
    "file",
    [
        upload(content=b""),
        upload(content=HTML),
        upload("a.svg"),
        upload("a.png"),
        upload(content=PDF + bytes(100), most=100),
    ],
    ids=["empty", "page", "drawing", "not what it says", "too large"],
)
def test_a_file_that_is_refused_changes_nothing(
    database: Database, site: Site, ada: UUID, work: Work, file: portfolio_files.Upload
) -> None:
    with pytest.raises(BadInput):
        add(database, site, ada, replace(work, file=file))
    item = add(database, site, ada, work)
    with pytest.raises(BadInput):
        change(database, site, ada, item, replace(work, title="Other", file=file))
    found = only(database, site, ada)
    assert (found.item.title, found.file and found.file.name) == ("A dashboard", "report.pdf")


def test_there_is_a_most_of_files_and_of_bytes(
    database: Database,
    site: Site,
    ada: UUID,
    grace: UUID,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large = replace(work, file=upload(content=PDF.ljust(100), most=100))
    first = [add(database, site, ada, large) for _ in range(portfolio_files.LARGEST)]
    with pytest.raises(BadInput, match="no room"):
        add(database, site, ada, replace(work, file=upload(most=100)))
    change(database, site, ada, first[0], large)  # what it replaces makes room
    add(database, site, grace, large)
    monkeypatch.setattr(portfolio_files, "MOST_FILES", portfolio_files.LARGEST)
    with pytest.raises(BadInput, match="at most 20"):
        add(database, site, ada, work)
    change(database, site, ada, first[0], work)


def test_only_its_owner_its_reviewer_and_who_has_the_link_get_it(
    database: Database, site: Site, elsewhere: Site, ada: UUID, grace: UUID, work: Work
) -> None:
    item, other = add(database, site, ada, work), uuid4()
    owner, review = portfolio_files.of_owner, portfolio_files.for_review
    with database.reading() as session:
        for people in (None, {ada}):
            assert review(session, site.id, grace, item, people).content == PDF
        for refused in (
            lambda: owner(session, site.id, grace, item),
            lambda: owner(session, elsewhere.id, ada, item),
            lambda: owner(session, site.id, ada, other),
            lambda: review(session, site.id, ada, item, None),
            lambda: review(session, site.id, grace, item, set()),
            lambda: review(session, elsewhere.id, grace, item, None),
        ):
            with pytest.raises(NotFound):
                refused()
    done = accepted(database, site, ada, grace, work)
    bare = add(database, site, ada, replace(work, file=None, text="Text"))
    with database.reading() as session:
        for gone in (done, bare):
            with pytest.raises(NotFound):
                review(session, site.id, grace, gone, None)


def test_a_link_gives_the_files_that_it_shows_until_it_is_taken_back(
    database: Database, site: Site, ada: UUID, grace: UUID, work: Work
) -> None:
    chosen, other = (accepted(database, site, ada, grace, work) for _ in range(2))
    with database.writing() as session:
        secret = portfolio_shares.share(session, site.id, ada, [chosen], with_name=False)
    with database.writing() as session:
        assert portfolio_shares.file_of(session, secret, chosen).content == PDF
        with pytest.raises(NotFound):
            portfolio_shares.file_of(session, secret, other)
        (share,) = items.shares_of(session, site.id, ada)
        portfolio_shares.take_back(session, site.id, ada, share.id)
    with database.reading() as session, pytest.raises(NotFound):
        portfolio_shares.file_of(session, secret, chosen)


def test_a_file_is_given_out_and_goes_with_its_item_and_its_owner(
    database: Database, site: Site, ada: UUID, grace: UUID, work: Work, vault: Vault
) -> None:
    item, _ = (add(database, site, ada, work) for _ in range(2))
    add(database, site, grace, work)
    with database.reading() as session:
        told = privacy.export(session, site.id, ada)["portfolio_files"]
        files = dict(portfolio_files.all_of(session, site.id, ada))
    assert files == {f"{row['id']}/report.pdf": PDF for row in told}
    assert "content" not in told[0]
    with database.writing() as session:
        portfolio.remove(session, site.id, ada, item)
    assert taken(database, site, ada) == (1, len(PDF))
    with database.writing() as session:
        privacy.erase(session, vault, site.id, ada, "test")
    assert [taken(database, site, each) for each in (ada, grace)] == [(0, 0), (1, len(PDF))]


def test_a_files_content_is_in_no_trace() -> None:
    assert "PDF" not in repr(upload("a.txt")) + repr(Download("a.txt", "text/plain", PDF))


@pytest.fixture
def shared(postgres_url: str) -> Iterator[Database]:
    """A database in which two may write at the same moment."""
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.mark.postgres
def test_two_uploads_at_once_have_room_for_one(shared: Database) -> None:
    with shared.writing() as session:
        site = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={})
        session.add(site)
        session.flush()
        ada = Person(site_id=site.id, name="Ada")
        session.add(ada)
        session.flush()
        sql = skill(session, site.id, "SQL").id
    work = Work("A", "", "", {sql: 3.0}, file=upload(content=PDF.ljust(1000), most=1000))
    for _ in range(portfolio_files.LARGEST - 1):
        add(shared, site, ada.id, work)
    other = Meanwhile(shared, lambda: add(shared, site, ada.id, work))
    with shared.writing() as session:
        portfolio.add(session, site.id, ada.id, work)
        other.begin()
        assert other.waits()
    with pytest.raises(BadInput, match="no room"):
        other.join()
    assert taken(shared, site, ada.id)[0] == portfolio_files.LARGEST
