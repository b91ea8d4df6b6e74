"""The admin's page about one achievement: awarded by a list, revoked, retired, for admins alone."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.store import achievements, badge_register
from lti_plugin.store.people import Person
from tests.support.achievements import finish, held
from tests.support.admin_pages import plain
from tests.support.badge_pages import (
    BADGES,
    PAGE,
    ROWS,
    boxes,
    keep,
    only,
    press,
    value_of,
)
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, visit
from tests.support.people_page import rows, told
from tests.support.platform import Platform
from tests.support.tool import code_of


def test_every_row_is_named_before_anything_is_awarded(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    press(admin, made, "activate")
    people = "moodle_id:101\nnobody\n<102>\n101\n=1+1"
    tried = press(admin, made, "award", people=people, step="try")
    assert rows(tried, ROWS)[0].startswith("2 moodle_id:101 Person 1 ")
    assert [row.partition(" ")[0] for row in rows(tried, ROWS)] == ["2", "3", "4", "5", "6"]
    assert "4 <102> nobody here has this id or address" in rows(tried, ROWS)
    assert "1 of 5 rows gets a badge." in tried.text
    assert value_of(tried, "people") == f"person\n{people}"
    with installation.database.reading() as session:
        assert held(session, made) == []
    without = press(admin, made, "award", people=people, step="award")
    assert (without.status_code, told(without)) == (400, "Say why they get it.")
    done = press(admin, made, "award", people=people, step="award", reason="Workshop")
    assert told(done) == "1 badge is awarded."
    with installation.database.reading() as session:
        ((_, holder),) = held(session, made)
    assert (holder.person_id, holder.source, holder.reason) == (
        small.people["101"],
        "file",
        "Workshop",
    )


def test_a_file_may_name_them(admin: Visit, small: Small, made: UUID) -> None:
    press(admin, made, "activate")
    content = "person;date\r\n101;2026-05-04\r\n".encode("utf-8-sig")
    tried = press(admin, made, "award", file=(io.BytesIO(content), "a.csv"), step="try")
    assert rows(tried, ROWS) == ["2 101 Person 1 May 4, 2026 gets it"]
    broken = press(admin, made, "award", file=(io.BytesIO(b"\xff\xfe\x00"), "a.csv"), step="try")
    assert "nobody here has this id" in rows(broken, ROWS)[0]


def test_badges_are_revoked_with_a_reason_that_everybody_reads(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    press(admin, made, "activate")
    page = press(admin, made, "award", people="101\n102\n103", step="award", reason="Workshop")
    ticked = boxes(page)
    assert set(ticked) == {"Person 1", "Person 2", "Person 3"}
    chosen = [ticked["Person 1"], ticked["Person 2"]]
    for fields in ({"badge": chosen}, {"reason": "Copied"}, {"badge": chosen, "reason": " "}):
        assert press(admin, made, "revoke", **fields).status_code == 400
    assert code_of(press(admin, made, "revoke", badge="x", reason="y")) == "bad-request"
    done = press(admin, made, "revoke", badge=chosen, reason="Copied <it>")
    assert told(done) == "2 badges are revoked; whoever checks them reads the reason."
    assert set(boxes(done)) == {"Person 3"}
    assert sum("Copied <it>" in row for row in rows(done, BADGES)) == 2
    with installation.database.reading() as session:
        numbers = badge_register.numbers(session, installation.site.id)[made]
    assert (numbers.issued, numbers.revoked) == (3, 2)


def test_badges_of_another_achievement_are_not_revoked(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    press(admin, made, "activate")
    page = press(admin, made, "award", people="101", step="award", reason="Workshop")
    keep(admin, small, name="Another")
    with installation.database.reading() as session:
        found = achievements.of_site(session, installation.site.id)
        other = next(each.id for each in found if each.id != made)
    press(admin, other, "revoke", badge=list(boxes(page).values()), reason="Mixed up")
    with installation.database.reading() as session:
        assert [badge.revoked_at for badge, _ in held(session, made)] == [None]


def test_a_person_is_found_among_the_badges(admin: Visit, small: Small, made: UUID) -> None:
    press(admin, made, "activate")
    press(admin, made, "award", people="101\n102", step="award", reason="Workshop")
    assert set(boxes(press(admin, made, q="person 2"))) == {"Person 2"}
    assert set(boxes(press(admin, made, q="%"))) == set()


def test_a_retired_one_has_no_buttons_left(
    admin: Visit, installation: Installation, made: UUID
) -> None:
    press(admin, made, "activate")
    renewed = press(admin, made, "renew")
    assert told(renewed) == "A new version begins now; badges of earlier ones stay."
    page = press(admin, made, "retire")
    assert told(page) == "It is awarded no more; its badges stay."
    for button in ("/activate?", "/backfill?", "/renew?", "/award?", "/retire?"):
        assert f"{made}{button}" not in page.text
    assert not only(installation).active


def test_another_site_knows_nothing_of_it(
    installation: Installation, made: UUID, tmp_path: Any
) -> None:
    other = Installation(tmp_path / "two", Platform(), Platform(issuer="https://other.test"))
    try:
        theirs = visit(other, "admin", "50")
        for step in ("", "count", "activate", "retire", "revoke"):
            fields = {"badge": str(uuid4()), "reason": "x"} if step == "revoke" else {}
            assert code_of(press(theirs, made, step, **fields)) == "not-found"
    finally:
        other.close()


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_it_is_for_admins_alone(
    admin: Visit, installation: Installation, small: Small, made: UUID, who: str
) -> None:
    other = visit(installation, who, "102")
    for path in ("", "/new", "/keep", *(f"/{made}{step}" for step in ("", "/activate"))):
        assert code_of(other.press(PAGE + path)) == "session-ended"
    assert not only(installation).active


def test_without_the_pages_token_nothing_is_done(
    admin: Visit, installation: Installation, made: UUID
) -> None:
    answered = admin.browser.post(f"{PAGE}/{made}/activate", {"page_token": "x"})
    assert code_of(answered) == "session-ended"
    assert not only(installation).active


def test_the_log_tells_of_it_in_words(admin: Visit, small: Small, made: UUID) -> None:
    press(admin, made, "activate")
    press(admin, made, "award", people="101", step="award", reason="Workshop")
    log = plain(admin.press("/admin/people/access").text)
    assert "The badge “SQL: Foundations” was activated." in log
    assert "Person 1 was awarded the badge “SQL: Foundations”: Workshop" in log


def test_a_badge_of_nobody_is_told_as_erased(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    press(admin, made, "activate")
    press(admin, made, "award", people="101", step="award", reason="Workshop")
    with installation.database.writing() as session:
        session.delete(session.scalars(select(Person).where(Person.name == "Person 1")).one())
    assert [row.split()[0] for row in rows(press(admin, made), BADGES)] == ["erased"]


def test_more_completions_leave_the_count_as_it_is(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    place = (installation.database, installation.site.id, small.people["101"])
    finish(*place, small.courses["2"])
    assert "6 people have earned it already" in press(admin, made, "count").text
