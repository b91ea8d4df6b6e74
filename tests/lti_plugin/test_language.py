"""Which language a reader gets: the course's own, else the browser's, else the default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lti_plugin.app import create_app
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import problems, wording
from tests.support.platform import INSTRUCTOR, LTI, Platform
from tests.support.tool import Browser, Tool, data_of, fields_of, short_of

NEXT_COURSES = {"de": "Ihre nächsten Kurse", "es": "Tus próximos cursos"}
UNREAD_COURSE = {"de": "noch nicht aus Moodle eingelesen", "es": "todavía no se ha leído de Moodle"}
NOTHING_HERE = {
    "de": "Unter dieser Adresse gibt es nichts.",
    "es": "No hay nada en esta dirección.",
}
UNVERIFIED = {
    "de": "Dieser Aufruf kann nicht geprüft werden.",
    "es": "No se puede verificar este acceso.",
}
OPEN_AGAIN = {
    "de": "Öffnen Sie die Aktivität noch einmal auf Ihrer Kursseite.",
    "es": "Vuelve a abrir la actividad desde la página de tu curso.",
}
SESSION_OVER = {
    "de": "Diese Seite war zu lange geöffnet, oder ihre Sitzung wurde beendet.",
    "es": "Esta página ha estado abierta demasiado tiempo o su sesión se ha cerrado.",
}

each_language = pytest.mark.parametrize("language", ["de", "es"])


@pytest.fixture(scope="module")
def platform() -> Platform:
    """The platform that the tool knows."""
    return Platform()


@pytest.fixture(scope="module")
def tool(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    """The tool with all of its own pages."""
    tool = Tool(tmp_path_factory.mktemp("tool"), platform)
    with tool.app.app_context():
        db.engine.dispose()
    tool.app = create_app(tool.settings, check_database=False)
    tool.app.extensions["platform_keys"] = platform.fetch
    yield tool
    tool.close()


@pytest.fixture
def app(tool: Tool) -> Flask:
    """The tool's application."""
    return tool.app


@pytest.fixture
def browser(tool: Tool, platform: Platform) -> Browser:
    """A browser without any history."""
    return Browser(tool, platform)


def _course_in(language: str) -> dict[str, Any]:
    return {LTI + "launch_presentation": {"locale": language, "document_target": "iframe"}}


def _language_of(page: TestResponse) -> str:
    found = re.search(r'<html lang="([^"]*)"', page.text)
    assert found is not None
    return found[1]


@each_language
def test_a_learner_reads_the_language_of_the_course(browser: Browser, language: str) -> None:
    answer = browser.launch(**_course_in(f"{language}_xx"))
    page = browser.get(answer.headers["Location"], headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert _language_of(page) == language
    assert f"<title>{NEXT_COURSES[language]}</title>" in page.text


@each_language
def test_so_does_one_whose_browser_keeps_no_cookies(browser: Browser, language: str) -> None:
    english = {"Accept-Language": "en"}
    login = browser.post("/lti/login", browser.platform.initiation(), headers=english)
    browser.forget()
    waiting = browser.send(fields_of(login), **_course_in(language))
    proof = fields_of(waiting) | {"secret": data_of(login, "secret")}
    page = browser.post("/lti/confirm", proof, headers=english)
    assert page.status_code == 200
    assert _language_of(page) == language
    assert f"<title>{NEXT_COURSES[language]}</title>" in page.text


@each_language
def test_so_does_an_instructor(browser: Browser, language: str) -> None:
    answer = browser.launch(**_course_in(language), **{LTI + "roles": [INSTRUCTOR]})
    page = browser.get(answer.headers["Location"])
    assert _language_of(page) == language
    assert UNREAD_COURSE[language] in page.text


def test_a_language_that_is_not_there_gives_the_default(browser: Browser) -> None:
    page = browser.get(browser.launch(**_course_in("fi")).headers["Location"])
    assert _language_of(page) == "en"
    assert "<title>Your next courses</title>" in page.text


@each_language
def test_outside_a_course_the_browser_decides(browser: Browser, language: str) -> None:
    page = browser.get("/nowhere", headers={"Accept-Language": f"fi,{language}-AT,en;q=0.5"})
    assert page.status_code == 404
    assert _language_of(page) == language
    assert NOTHING_HERE[language] in page.text


@each_language
def test_a_refused_launch_is_explained_in_the_readers_language(
    browser: Browser, language: str
) -> None:
    asked = {"Accept-Language": language}
    page = browser.post("/lti/launch", {}, headers=asked)
    assert page.status_code == 401
    assert _language_of(page) == language
    assert UNVERIFIED[language] in page.text
    assert OPEN_AGAIN[language] in page.text
    problem = browser.post("/lti/launch", {}, headers=asked | {"Accept": "application/json"}).json
    assert problem is not None
    assert (problem["title"], problem["detail"]) == (UNVERIFIED[language], OPEN_AGAIN[language])


@each_language
def test_the_end_of_a_session_is_told_in_the_readers_language(
    browser: Browser, language: str
) -> None:
    visit = short_of(browser.launch())
    browser.forget()
    page = browser.get(f"/learn/?v={visit}", headers={"Accept-Language": language})
    assert page.status_code == 401
    assert _language_of(page) == language
    assert SESSION_OVER[language] in page.text


def test_an_error_that_no_catalogue_knows_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        page = problems.answer(BadInput("Row 7 is not usable: 100 %.")).get_data(as_text=True)
    assert "Row 7 is not usable: 100 %." in page
    assert "Das hat nicht geklappt" in page
    assert "Project-Id-Version" not in page


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "2.5 hours"), ("de", "2,5 Stunden"), ("es", "2,5 horas")]
)
def test_hours_are_written_as_in_the_readers_language(
    app: Flask, language: str, expected: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert wording.duration(150) == expected
