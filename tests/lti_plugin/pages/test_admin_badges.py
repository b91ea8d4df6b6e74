"""The admin's pages about badges: described, previewed, tried, activated, corrected."""

from __future__ import annotations

import io
from uuid import UUID, uuid4

import pytest

from lti_plugin.store import achievements, jobs
from tests.support.badge_pages import (
    LIST,
    PAGE,
    form,
    keep,
    only,
    picture,
    press,
    value_of,
)
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, visit
from tests.support.people_page import rows, told
from tests.support.reading import answer_of
from tests.support.tool import code_of
from tests.support.uploads import send


def test_without_any_achievement_the_page_says_where_one_begins(admin: Visit) -> None:
    page = admin.press(PAGE)
    assert answer_of(page) == "No badge is awarded here yet."
    assert "Choose below what people get a badge for." in page.text


def test_a_new_one_begins_with_what_the_course_says(admin: Visit, small: Small) -> None:
    page = admin.press(f"{PAGE}/new", kind="course", thing=small.courses["2"])
    assert answer_of(page) == "A new badge. Course: SQL: Foundations"
    assert value_of(page, "name") == "SQL: Foundations"
    assert value_of(page, "skills") == "SQL"
    assert value_of(page, "description") == "Has finished the course “SQL: Foundations”."
    assert value_of(page, "language") == "en"


def test_one_of_a_skill_names_it_with_its_level(
    admin: Visit, installation: Installation, small: Small
) -> None:
    page = admin.press(f"{PAGE}/new", kind="skill", thing=" sql ", level="4")
    assert answer_of(page) == "A new badge. Skill at a level: SQL (advanced)"
    assert value_of(page, "description") == "Has the skill “SQL” at the level “advanced” or above."
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
    assert answer_of(page) == "No badge is awarded at present."
    assert rows(page, LIST) == [
        "SQL: Foundations Course: SQL: Foundations draft, awarded to nobody yet 0 0"
    ]
    press(admin, made, "activate")
    assert answer_of(admin.press(PAGE)) == "1 badge is awarded here; given out so far: 0."


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
    assert (again.status_code, told(again)) == (400, "This badge is awarded already.")


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


def test_the_page_is_there_in_german(installation: Installation, admin: Visit, made: UUID) -> None:
    german = visit(installation, "admin", "50", locale="de")
    assert answer_of(german.press(PAGE)) == "Zurzeit wird kein Badge verliehen."
