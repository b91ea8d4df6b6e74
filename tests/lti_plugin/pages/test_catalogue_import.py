"""The admin's pages that take files of courses and skills in, as their user has them."""

from __future__ import annotations

from html import unescape
from io import BytesIO

from werkzeug.test import TestResponse

from connectors.files import layouts
from connectors.taxonomies import table as taxonomy
from lti_plugin.pages.admin import filewords
from tests.support.admin_pages import sheet
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, visit
from tests.support.people_page import rows as table
from tests.support.people_page import told
from tests.support.reading import answer_of
from tests.support.tool import code_of

IMPORT = "/admin/catalogue/import"
FILE = "id,title,level,duration_minutes\nF1,=Balance sheets,basic,\nF2,,,30\n"


def upload(admin: Visit, what: str, text: bytes) -> TestResponse:
    """Send a file as a browser does."""
    return admin.press(f"{IMPORT}/{what}/send", file=(BytesIO(text), f"{what}.csv"))


def hidden(page: TestResponse, name: str) -> str:
    """Return the value of the first hidden field of this name."""
    return page.text.split(f'name="{name}" value="')[1].split('"')[0]


def test_a_file_of_courses_is_looked_at_before_it_is_taken_over(
    admin: Visit, installation: Installation
) -> None:
    assert f'action="{IMPORT}/courses' in admin.press("/admin/catalogue").text
    assert answer_of(admin.press(f"{IMPORT}/courses")) == "Send a file of your courses."
    assert "Choose a file first." in told(admin.press(f"{IMPORT}/courses/send"))
    page = upload(admin, "courses", FILE.encode())
    assert answer_of(page) == "“courses.csv” would add 1 course. Nothing is written yet."
    assert table(page, "Table of changes") == ["Line 2 =Balance sheets new –"]
    assert table(page, "Table of bad rows")[0].startswith("Line 3 The column title is empty")
    file = hidden(page, "file")
    (bad,) = sheet(admin.press(f"{IMPORT}/courses/bad", file=file))
    assert (bad["line"], bad["id"], bad["duration_minutes"]) == ("3", "F2", "30")
    (row,) = sheet(admin.press(f"{IMPORT}/courses/rows", file=file))
    assert (row["what"], row["name"]) == ("new", "'=Balance sheets")
    assert code_of(admin.press(f"{IMPORT}/skills/bad", file=file)) == "not-found"
    page = admin.press(f"{IMPORT}/courses/take", file=file)
    assert answer_of(page) == "“courses.csv” is being worked on."
    assert "data-busy" in admin.fetch(f"{IMPORT}/courses/state").text
    page = admin.press(f"{IMPORT}/courses/drop")
    assert answer_of(page) == "Send a file of your courses."
    assert "The file of courses “courses.csv” was sent." in admin.press("/admin/people/log").text
    assert (
        answer_of(admin.press(f"{IMPORT}/skills")) == "Send a file of your organisation’s skills."
    )


def test_a_course_is_added_without_a_cell_that_cannot_be_used(admin: Visit) -> None:
    page = upload(admin, "courses", b"id,title,duration_minutes\nF1,Costs,soon\n")
    assert answer_of(page) == "“courses.csv” would add 1 course. Nothing is written yet."
    assert "courses.csv line 2: Not usable, so left out: duration_minutes." in page.text


def test_each_sample_can_be_sent_as_it_is(admin: Visit) -> None:
    for what, answered in (
        ("courses", "“courses.csv” would add 2 courses. Nothing is written yet."),
        ("skills", "“skills.csv” would add 2 skills. Nothing is written yet."),
    ):
        sample = admin.press(f"{IMPORT}/{what}/sample")
        page = upload(admin, what, sample.data)
        assert answer_of(page) == answered
        assert "cannot be used" not in page.text
        assert "1 notice" not in page.text


def test_what_changes_is_told_in_words(admin: Visit, small: Small) -> None:
    page = upload(admin, "skills", b"name,durable,description\nSQL,yes,Asking data\nR,,\n")
    told_first = "“skills.csv” would add 1 skill and change 1 skill. Nothing is written yet."
    assert answer_of(page) == told_first
    assert table(page, "Table of changes")[0] == "Line 2 SQL changes Description, Durable"
    page = upload(admin, "courses", b"id,title,category,skills\nmoodle_id:2,SQL,Tools,SQL:3;R\n")
    changed = "Line 2 SQL changes Category, Category in the source, Skills, Title"
    assert table(page, "Table of changes") == [changed]


def test_reasons_and_notices_are_told_in_the_readers_language(
    installation: Installation,
) -> None:
    german = visit(installation, "admin", "50", locale="de")
    text = b"id,title,prerequisites,url\nF1,SQL,F9,\nF2,,,\n,R,,\nF1,SQL,,\n"
    page = upload(german, "courses", text)
    said = " ".join(table(page, "Tabelle der unbrauchbaren Zeilen"))
    assert "ist leer" in said
    assert "steht schon in Zeile 2" in said
    assert "Die Voraussetzung 'F9' ist hier kein Kurs." in unescape(page.text)
    (first, *_) = sheet(german.press(f"{IMPORT}/courses/bad", file=hidden(page, "file")))
    assert "ist leer" in first["reason"]


def test_a_file_that_is_none_says_why(admin: Visit) -> None:
    page = upload(admin, "courses", b"id,name\nX1,Excel\n")
    assert page.status_code == 400
    assert "lacks the column title" in told(page)
    assert code_of(admin.press(f"{IMPORT}/courses/take", file="x")) == "bad-request"


def test_every_column_has_its_words() -> None:
    for what, layout in (("courses", layouts.COURSES), ("skills", taxonomy.SKILLS)):
        assert set(filewords.COLUMNS[what]) == {*layout.required, *layout.optional}
        assert filewords.NEEDED[what] == set(layout.required)
