"""The admin's page of settings: saved by section, refused in words, put back, previewed, logged."""

from __future__ import annotations

import re

import pytest

from lti_plugin.services import scales
from lti_plugin.store import sites
from tests.support.admin_pages import plain, sheet
from tests.support.api import Program, problem
from tests.support.installation import Installation, Visit, visit
from tests.support.reading import answer_of

SETTINGS = "/admin/settings"


def typed(page: str, key: str) -> str:
    """Return what the field of a setting holds."""
    found = re.search(rf'name="{key}"[^>]* value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_section_is_saved_and_put_back(installation: Installation, admin: Visit) -> None:
    page = admin.press(SETTINGS)
    assert answer_of(page) == "Every setting is as usual."
    assert typed(page.text, "engine_share") == "35"
    kept = admin.press(f"{SETTINGS}/keep", section="ranking", engine_share="50", leader="2,5")
    assert answer_of(kept) == "2 settings are not as usual."
    assert (typed(kept.text, "engine_share"), typed(kept.text, "leader")) == ("50", "2.5")
    assert "Usually: 35. Not as usual." in plain(kept.text)
    log = plain(admin.press("/admin/people/log").text)
    assert "Settings were changed: How courses are ranked." in log
    back = admin.press(f"{SETTINGS}/reset", section="ranking")
    assert answer_of(back) == "Every setting is as usual."


@pytest.mark.parametrize(
    ("section", "key", "text", "said"),
    [
        ("ranking", "engine_share", "95", "has to be a number from 0 to 90."),
        ("ranking", "engine_share", "much", "has to be a number from 0 to 90."),
        ("ranking", "leader", "nan", "has to be a number from 1 to 5."),
        ("ranking", "popularity", "more", "Choose one that is offered."),
        ("time", "slot_start", "25:00", "Choose one that is offered."),
        ("evidence", "error_self", "0", "has to be a number from 0.1 to 1.5."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_in_the_form(
    admin: Visit, section: str, key: str, text: str, said: str
) -> None:
    page = admin.press(f"{SETTINGS}/keep", section=section, **{key: text})
    assert page.status_code == 400
    assert said in plain(page.text)
    if key != "popularity":
        assert typed(page.text, key) == text
    assert answer_of(page) == "Every setting is as usual."


@pytest.mark.parametrize("section", ["", "training", "scales", "nothing"])
def test_a_section_that_is_not_here_is_refused(admin: Visit, section: str) -> None:
    assert admin.press(f"{SETTINGS}/keep", section=section).status_code == 400
    assert admin.press(f"{SETTINGS}/reset", section=section).status_code == 400


def test_the_preview_shows_three_lists_without_names_and_keeps_nothing(
    installation: Installation, admin: Visit
) -> None:
    installation.fill()
    page = admin.press(f"{SETTINGS}/preview", stale_loss="20", department="Data")
    text = plain(page.text)
    assert page.text.count('aria-label="Lists of person') == 3
    assert "Analyst, Data, 0 finished courses" in text
    assert not re.search(r"Person \d", text)
    assert typed(page.text, "stale_loss") == "20"
    assert answer_of(page) == "Every setting is as usual."
    places = sheet(admin.press(f"{SETTINGS}/preview/csv", stale_loss="20", department="Data"))
    first = places[0]
    assert {row["person"] for row in places} == {"1", "2", "3"}
    assert (first["role"], first["department"], first["place"]) == ("Analyst", "Data", "1")
    assert first["now"] in text
    assert first["then"] in text
    assert admin.press(f"{SETTINGS}/preview/csv", leader="0").status_code == 400
    nobody = admin.press(f"{SETTINGS}/preview", department="Elsewhere")
    assert "Nobody fits." in nobody.text
    assert admin.press(f"{SETTINGS}/preview", leader="0").status_code == 400


def test_words_of_scales_are_given_levels(installation: Installation, admin: Visit) -> None:
    assert "No rating with a scale has been read yet." in admin.press(SETTINGS).text
    with installation.database.writing() as session:
        site = sites.get(session, installation.site.id)
        site.fields = {**site.fields, scales.SCALES: {"Star": {"Good": 3.0, "Bad": 1.0}}}
    page = admin.press(f"{SETTINGS}/scale", scale="Star", word=["Good", "Bad"], level=["3,5", "1"])
    assert "The next update from Moodle counts by it." in page.text
    assert installation.site.fields[scales.SCALES] == {"Star": {"Good": 3.5, "Bad": 1.0}}
    log = admin.press("/admin/people/log", action=scales.CHANGED)
    assert answer_of(log) == "1 change, the newest first."
    for odd in ("6", "high", "nan"):
        page = admin.press(f"{SETTINGS}/scale", scale="Star", word="Good", level=odd)
        assert page.status_code == 400
        assert "A level is a number from 0 to 5." in page.text


def test_the_api_sets_previews_and_puts_back(installation: Installation, admin: Visit) -> None:
    installation.fill()
    asking = Program(admin)
    told = {each["key"]: each for each in asking.get("/settings")["settings"]}
    assert (told["engine_share"]["value"], told["engine_share"]["high"]) == (0.35, 0.9)
    assert told["slot_day"]["options"][4] == told["slot_day"]["usual"] == "fri"
    wanted = {"values": {"engine_share": 0.5, "slot_day": "mon"}}
    found = asking.ask("PATCH", "/settings", wanted).json
    assert found is not None
    assert {e["key"] for e in found["settings"] if e["value"] != e["usual"]} == {*wanted["values"]}
    seen = asking.ask("POST", "/settings/preview", {"values": {"leader": 3}}).json
    assert seen is not None
    assert len(seen["people"]) == 3
    assert asking.ask("DELETE", "/settings/time").status_code == 200
    found = asking.get("/settings")
    assert [e["key"] for e in found["settings"] if e["value"] != e["usual"]] == ["engine_share"]
    assert problem(asking.ask("DELETE", "/settings/nothing"))[0] == 404
    for odd in ({"engine_share": 2}, {"token": 1}, {"slot_minutes": 60.5}):
        assert problem(asking.ask("PATCH", "/settings", {"values": odd}))[0] == 422


def test_only_admins_set_anything(installation: Installation) -> None:
    installation.fill()
    learner = visit(installation)
    assert learner.press(SETTINGS).status_code == 401
    asking = Program(learner)
    assert problem(asking.ask("GET", "/settings"))[0] == 403
    assert problem(asking.ask("PATCH", "/settings", {"values": {"leader": 2}}))[0] == 403
    assert problem(asking.ask("DELETE", "/settings/ranking"))[0] == 403
    assert problem(asking.ask("POST", "/settings/preview", {}))[0] == 403


def test_pages_speak_the_sites_language_where_nobody_asks_for_one(
    installation: Installation, admin: Visit
) -> None:
    admin.press(f"{SETTINGS}/keep", section="language", language="de")
    assert visit(installation, "admin", "50", locale="xx").page.text.count('lang="de"') == 1
    assert 'lang="en"' in admin.press(SETTINGS).text  # whose launch asked for English
