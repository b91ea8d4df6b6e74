"""Badges awarded by somebody's word: one each, with a reason, never to oneself, in the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import achievements, award_file, awarding, issuing, privacy, revoking
from lti_plugin.services.award_file import GETS, HAS, NO_DATE, ONESELF, TWICE, UNKNOWN, Row
from lti_plugin.services.awarding import Awarded, Order
from lti_plugin.services.issuing import BY_FILE, BY_HAND
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person, PersonId
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.achievements import BASE_URL, give_addresses, held, of_course, reload
from tests.support.catalogue import Small, small_site

WHY = "Showed it in the workshop"


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    found = small_site(database, site)
    give_addresses(database, site.id)
    return found


@pytest.fixture
def made(database: Database, site: Site, small: Small) -> UUID:
    return of_course(database, site.id, small.courses["4"])


def order(made: UUID, *ids: UUID, **changes: Any) -> Order:
    people = {each: now() - timedelta(days=2) for each in ids}
    given = {"source": BY_HAND, "by": "test", "reason": f" {WHY}\n", **changes}
    return Order(made, people, **given)


@pytest.fixture
def award(database: Database, vault: Vault, site: Site) -> Any:
    return lambda wanted: awarding.award(database, vault, BASE_URL, site.id, wanted)


def entries(database: Database, action: str) -> list[AuditEntry]:
    with database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == action)
        return list(session.scalars(query))


def test_each_gets_one_with_the_reason_and_an_entry_in_the_log(
    database: Database, small: Small, made: UUID, award: Any
) -> None:
    wanted = order(made, *list(small.people.values())[:3], by=str(uuid4()))
    assert award(wanted) == Awarded(issued=3)
    assert award(wanted) == Awarded(held=3)
    with database.reading() as session:
        found = held(session, made)
    assert {holder.person_id for _, holder in found} == set(wanted.people)
    for badge, holder in found:
        assert (holder.source, holder.awarded_by, holder.reason) == (BY_HAND, wanted.by, WHY)
        assert badge.awarded_at == wanted.people[holder.person_id].replace(microsecond=0)
        assert WHY not in str(holder.document)
    logged = entries(database, awarding.AWARDED)
    assert {each.details["person"] for each in logged} == {str(each) for each in wanted.people}
    assert {(each.actor, each.details["reason"]) for each in logged} == {(wanted.by, WHY)}


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"reason": " "}, "Say why"), ({"reason": "x" * 501}, "500 characters")],
)
def test_a_reason_is_needed(
    small: Small, made: UUID, award: Any, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        award(order(made, small.people["100"], **changes))


def test_nobody_awards_to_themselves_or_to_nobody(
    database: Database, small: Small, made: UUID, award: Any
) -> None:
    own = small.people["100"]
    with pytest.raises(BadInput, match="themselves"):
        award(order(made, own, small.people["101"], by=str(own)))
    with pytest.raises(BadInput, match="Choose who"):
        award(order(made))
    with pytest.raises(BadInput, match="1,000"):
        award(order(made, *(uuid4() for _ in range(awarding.MOST + 1))))
    with database.reading() as session:
        assert held(session, made) == []


def test_what_is_not_awarded_at_present_is_awarded_to_nobody(
    database: Database, site: Site, small: Small, award: Any
) -> None:
    draft = of_course(database, site.id, small.courses["4"], active=False)
    with pytest.raises(BadInput, match="activate it first"):
        award(order(draft, small.people["100"]))
    with pytest.raises(NotFound):
        award(order(uuid4(), small.people["100"]))


def test_another_site_has_neither_the_achievement_nor_the_people(
    database: Database, vault: Vault, elsewhere: Site, small: Small, made: UUID
) -> None:
    wanted = order(made, small.people["100"])
    with pytest.raises(NotFound):
        awarding.award(database, vault, BASE_URL, elsewhere.id, wanted)


def test_who_is_known_by_no_address_is_counted_apart(
    database: Database, small: Small, made: UUID, award: Any
) -> None:
    with database.writing() as session:
        session.get_one(Person, small.people["100"]).email = None
        for row in session.scalars(
            select(PersonId).where(PersonId.person_id == small.people["100"])
        ):
            session.delete(row)
    wanted = order(made, small.people["100"], small.people["101"])
    assert award(wanted) == Awarded(issued=1, unknown=1)


def test_whose_place_is_taken_is_signed_for_once_more(
    small: Small, made: UUID, award: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([3, 3, 3, 3, 3, 4])
    monkeypatch.setattr(issuing.secrets, "randbelow", lambda most: next(drawn, 11 % most))
    wanted = order(made, *list(small.people.values())[:3])
    assert award(wanted) == Awarded(issued=3)


def test_who_had_it_revoked_gets_no_other(
    database: Database, site: Site, small: Small, made: UUID, award: Any
) -> None:
    wanted = order(made, small.people["100"])
    award(wanted)
    with database.writing() as session:
        ((badge, _),) = held(session, made)
        revoking.revoke(session, site.id, [badge.id], "A mistake", "test")
    assert award(wanted) == Awarded(held=1)


def test_a_revocation_needs_a_reason_and_is_done_once(
    database: Database, site: Site, elsewhere: Site, small: Small, made: UUID, award: Any
) -> None:
    award(order(made, *list(small.people.values())[:2]))
    with database.writing() as session:
        ids = [badge.id for badge, _ in held(session, made)]
        for reason in ("", " \n", "x" * 501):
            with pytest.raises(BadInput):
                revoking.revoke(session, site.id, ids, reason, "test")
        assert revoking.revoke(session, elsewhere.id, ids, "Not mine", "test") == 0
        assert revoking.revoke(session, site.id, ids[:1], "A mistake", "test") == 1
        assert revoking.revoke(session, site.id, ids, "All of them", "test") == 1
    reasons = [each.details["reason"] for each in entries(database, revoking.REVOKED)]
    assert sorted(reasons) == ["A mistake", "All of them"]


def test_erasing_takes_the_reasons_out_of_the_log(
    database: Database, site: Site, vault: Vault, small: Small, made: UUID, award: Any
) -> None:
    award(order(made, *list(small.people.values())[:2]))
    with database.writing() as session:
        badge, holder = held(session, made)[0]
        revoking.revoke(session, site.id, [badge.id], "Ada copied it", "test")
        privacy.erase(session, vault, site.id, holder.person_id, "test")
    assert [each.details.get("reason") for each in entries(database, revoking.REVOKED)] == [None]
    given = [each.details.get("reason") for each in entries(database, awarding.AWARDED)]
    assert sorted(given, key=str) == [None, WHY]


def test_every_row_of_a_file_is_named_with_what_comes_of_it(
    database: Database, site: Site, small: Small, made: UUID, award: Any
) -> None:
    award(order(made, small.people["103"]))
    own = small.people["104"]
    with database.writing() as session:
        ada = PersonId(site_id=site.id, person_id=small.people["105"], kind="email")
        ada.value = "ada@example.org"
        session.add(ada)
    content = (
        "\ufeffPerson,Date,note\n"
        "moodle_id:101,2026-03-02,x\n"
        "102,,\n"
        "\n"
        "moodle_id:101,,\n"
        "=HYPERLINK(1),,\n"
        "103,,\n"
        "104,,\n"
        "100,02.03.2026,\n"
        "106,2999-01-01,\n"
        " Ada@Example.org ,2026-01-01\n"
    )
    with database.reading() as session:
        found = award_file.read(session, reload(session, made), content.encode(), str(own))
    assert [(row.number, row.named, row.outcome) for row in found] == [
        (2, "moodle_id:101", GETS),
        (3, "102", GETS),
        (5, "moodle_id:101", TWICE),
        (6, "=HYPERLINK(1)", UNKNOWN),
        (7, "103", HAS),
        (8, "104", ONESELF),
        (9, "100", NO_DATE),
        (10, "106", NO_DATE),
        (11, "Ada@Example.org", GETS),
    ]
    wanted = award_file.to_award(found)
    assert set(wanted) == {small.people[each] for each in ("101", "102", "105")}
    assert wanted[small.people["101"]].date().isoformat() == "2026-03-02"
    with database.reading() as session:
        assert len(held(session, made)) == 1
    assert award(Order(made, wanted, BY_FILE, "test", WHY)) == Awarded(issued=3)


def test_a_file_with_semicolons_is_read_too(database: Database, small: Small, made: UUID) -> None:
    with database.reading() as session:
        row = reload(session, made)
        found = award_file.read(session, row, b"date;person\r\n2026-01-01;101\r\n", "test")
    assert [(each.named, each.outcome) for each in found] == [("101", GETS)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "column"),
        (b"name,date\nx,y\n", "column"),
        (b"person\n\xff\xfe\n", "UTF-8"),
        (b'person\n"open\n', "no|not a table"),
        (b"person\n" + b"1\n" * 1001, "1,000"),
        (b"person\n" + b"x" * 200_000, "200 KB"),
    ],
)
def test_what_is_no_such_file_is_refused(
    database: Database, made: UUID, content: bytes, words: str
) -> None:
    with database.reading() as session, pytest.raises(BadInput, match=words):
        award_file.read(session, reload(session, made), content, "test")


def test_an_empty_order_of_rows_awards_nothing() -> None:
    assert award_file.to_award([Row(2, "x", UNKNOWN)]) == {}


def test_the_dry_run_of_a_back_fill_leaves_out_who_was_awarded_by_hand(
    database: Database, site: Site, small: Small, award: Any
) -> None:
    made = of_course(database, site.id, small.courses["2"])
    award(order(made, small.people["101"]))
    with database.reading() as session:
        assert achievements.earned_already(session, reload(session, made)).people == 5


def test_texts_that_make_no_badge_are_told_as_such(
    database: Database, small: Small, made: UUID, award: Any
) -> None:
    with database.writing() as session:
        reload(session, made).criteria = "a\x07b"
    with pytest.raises(BadInput, match="No badge that others can read"):
        award(order(made, small.people["100"]))
