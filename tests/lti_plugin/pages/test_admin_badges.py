"""The admin's pages about badges: described, tried, activated, awarded, revoked, retired."""

from __future__ import annotations

import base64
import io
import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.store import achievements, badge_register, jobs
from lti_plugin.store.achievements import KEEP, Achievement
from lti_plugin.store.people import Person
from tests.support.achievements import finish, give_addresses, held, said
from tests.support.admin_pages import plain
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, visit
from tests.support.people_page import answer, rows, told
from tests.support.platform import Platform
from tests.support.tool import code_of
from tests.support.uploads import send

PAGE = "/admin/badges"
BADGES, ROWS, LIST = "Table of badges", "Table of rows", "Table of achievements"


@pytest.fixture
def small(installation: Installation) -> Small:
    found = installation.fill()
    give_addresses(installation.database, installation.site.id)
    return found


@pytest.fixture
def made(admin: Visit, installation: Installation, small: Small) -> UUID:
    """An achievement of the course SQL: Foundations, described on the page."""
    page = keep(admin, small)
    assert told(page) == "It is kept as a draft. Activate it to have it awarded."
    return only(installation).id


def form(small: Small, **changes: Any) -> dict[str, Any]:
    texts = said()
    fields = {
        "kind": "course",
        "thing": small.courses["2"],
        "name": texts.name,
        "description": texts.description,
        "criteria": texts.criteria,
        "language": "en",
        "skills": "SQL",
        "tags": "data, tables",
        "when_undone": KEEP,
        "picture": "drawn",
        "step": "keep",
    }
    return {**fields, **changes}


def keep(mine: Visit, small: Small, **changes: Any) -> TestResponse:
    return mine.press(f"{PAGE}/keep", **form(small, **changes))


def only(installation: Installation) -> Achievement:
    with installation.database.reading() as session:
        (found,) = achievements.of_site(session, installation.site.id)
        return found


def press(mine: Visit, made: UUID, do: str = "", **fields: object) -> TestResponse:
    return mine.press(f"{PAGE}/{made}{do and '/' + do}", **fields)


def picture(page: TestResponse) -> Image.Image:
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page.text)
    assert found is not None
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def boxes(page: TestResponse) -> dict[str, str]:
    """Return the badges that can be ticked, by whose they are."""
    found = re.findall(r'name="badge" value="([^"]+)">.*?<bdi>(.*?)</bdi>', page.text, re.DOTALL)
    return {unescape(name): value for value, name in found}


def value_of(page: TestResponse, name: str) -> str:
    """Return what a field of the form holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text) or re.search(
        rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', page.text, re.DOTALL
    )
    assert found is not None, name
    return unescape(found[1])


def test_without_any_achievement_the_page_says_where_one_begins(admin: Visit) -> None:
    page = admin.press(PAGE)
    assert answer(page) == "No badge is awarded here yet."
    assert "Choose below what people get a badge for." in page.text


def test_a_new_one_begins_with_what_the_course_says(admin: Visit, small: Small) -> None:
    page = admin.press(f"{PAGE}/new", kind="course", thing=small.courses["2"])
    assert answer(page) == "A new achievement. Course: SQL: Foundations"
    assert value_of(page, "name") == "SQL: Foundations"
    assert value_of(page, "skills") == "SQL"
    assert value_of(page, "description") == "Has finished the course “SQL: Foundations”."
    assert value_of(page, "language") == "en"


def test_one_of_a_skill_names_it_with_its_level(
    admin: Visit, installation: Installation, small: Small
) -> None:
    page = admin.press(f"{PAGE}/new", kind="skill", thing=" sql ", level="4")
    assert answer(page) == "A new achievement. Skill at a level: SQL (advanced)"
    keep(admin, small, kind="skill", thing=value_of(page, "thing"), level="4")
    row = only(installation)
    assert (row.kind, row.level) == ("skill", 4.0)
    wrong = admin.press(f"{PAGE}/new", kind="skill", thing="Juggling", level="4")
    assert (wrong.status_code, told(wrong)) == (400, "There is no skill of this name here.")


@pytest.mark.parametrize(
    "fields", [{}, {"kind": "course", "thing": "x"}, {"kind": "x", "thing": str(uuid4())}]
)
def test_a_form_that_is_none_of_ours_is_refused(admin: Visit, fields: dict[str, str]) -> None:
    assert code_of(admin.press(f"{PAGE}/new", **fields)) == "bad-request"


def test_a_preview_shows_the_badge_and_keeps_nothing(
    admin: Visit, installation: Installation, small: Small
) -> None:
    page = keep(admin, small, step="preview", criteria="**All** of <b>it</b> [x](javascript:y)")
    assert "Preview; nothing is kept yet" in page.text
    assert picture(page).size == (600, 600)
    assert "<strong>All</strong> of &lt;b&gt;it&lt;/b&gt;" in page.text
    assert 'href="javascript' not in page.text
    assert value_of(page, "tags") == "data, tables"
    with installation.database.reading() as session:
        assert not achievements.of_site(session, installation.site.id)


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    admin: Visit, installation: Installation, small: Small
) -> None:
    page = keep(admin, small, name="<i>Mine</i>", expires_after_days="soon")
    assert page.status_code == 400
    assert told(page) == "A badge expires after 1 to 36,500 days, or never."
    assert value_of(page, "name") == "<i>Mine</i>"
    assert value_of(page, "expires_after_days") == "soon"
    with installation.database.reading() as session:
        assert not achievements.of_site(session, installation.site.id)


def test_a_picture_of_ones_own_is_kept_in_our_form(
    admin: Visit, installation: Installation, small: Small
) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    page = keep(admin, small, picture="sent", file=(io.BytesIO(svg), "mine.svg"))
    assert told(page).startswith("It is kept")
    assert "The one that was sent" in page.text
    missing = keep(admin, small, picture="sent", name="Another")
    assert (missing.status_code, told(missing)) == (400, "Choose the picture.")
    fields = form(small, picture="sent", thing=str(small.courses["2"]))
    large = send(admin, f"{PAGE}/keep", ("a.png", b"x" * 3_000_000), **fields)
    assert (large.status_code, told(large)) == (400, "A picture has at most 2 MB.")


def test_the_list_tells_what_it_is_of_and_how_many_there_are(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    page = admin.press(PAGE)
    assert answer(page) == "No achievement is awarded at present."
    assert rows(page, LIST) == [
        "SQL: Foundations Course: SQL: Foundations draft, awarded to nobody yet 0 0"
    ]
    press(admin, made, "activate")
    assert answer(admin.press(PAGE)) == "1 achievement is awarded; badges so far: 0."


def test_activating_is_tried_first_and_awards_nothing_for_the_past(
    admin: Visit, installation: Installation, made: UUID
) -> None:
    tried = press(admin, made, "count")
    assert "6 people have earned it already and have no badge." in tried.text
    assert not only(installation).active
    page = press(admin, made, "activate")
    assert told(page) == "It is awarded from now on."
    assert only(installation).active
    with installation.database.reading() as session:
        assert not jobs.all_open(session)
    again = press(admin, made, "activate")
    assert (again.status_code, told(again)) == (400, "This achievement is awarded already.")


def test_the_past_is_awarded_only_by_a_button_that_tells_how_many(
    admin: Visit, installation: Installation, made: UUID
) -> None:
    early = press(admin, made, "backfill")
    assert early.status_code == 400
    press(admin, made, "activate")
    assert "for the past</button>" not in press(admin, made).text
    tried = press(admin, made, "count")
    assert "Award 6 badges for the past" in tried.text
    page = press(admin, made, "backfill")
    assert "is under way" in page.text
    with installation.database.reading() as session:
        assert jobs.unfinished(session, installation.site.id, jobs.AWARD) is not None


def test_texts_are_changed_and_what_was_refused_stays_in_the_form(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    preview = press(admin, made, "change", **form(small, name="Soon", step="preview"))
    assert "Preview; nothing is kept yet" in preview.text
    assert only(installation).name == "SQL: Foundations"
    page = press(admin, made, "change", **form(small, name="SQL for all"))
    assert told(page) == "The changes are kept; badges of it follow in a moment."
    assert only(installation).name == "SQL for all"
    wrong = press(admin, made, "change", **form(small, skills="Statistics"))
    assert wrong.status_code == 400
    assert told(wrong).endswith("would know them. Statistics")
    assert value_of(wrong, "skills") == "Statistics"


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
    log = plain(admin.press("/admin/people").text)
    assert "The achievement “SQL: Foundations” was activated." in log
    assert "Person 1 was awarded the badge “SQL: Foundations”: Workshop" in log


def test_a_badge_of_nobody_is_told_as_erased(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    press(admin, made, "activate")
    press(admin, made, "award", people="101", step="award", reason="Workshop")
    with installation.database.writing() as session:
        session.delete(session.scalars(select(Person).where(Person.name == "Person 1")).one())
    assert [row.split()[0] for row in rows(press(admin, made), BADGES)] == ["erased"]


def test_the_page_is_there_in_german(installation: Installation, admin: Visit, made: UUID) -> None:
    german = visit(installation, "admin", "50", locale="de")
    assert answer(german.press(PAGE)) == "Zurzeit wird kein Badge verliehen."


def test_more_completions_leave_the_count_as_it_is(
    admin: Visit, installation: Installation, small: Small, made: UUID
) -> None:
    place = (installation.database, installation.site.id, small.people["101"])
    finish(*place, small.courses["2"])
    assert "6 people have earned it already" in press(admin, made, "count").text
