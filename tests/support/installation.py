"""The whole application behind the tests' own platform, with a small site in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.app import create_app
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.platform import ADMINISTRATOR, INSTRUCTOR, LEARNER, LTI, Platform
from tests.support.tool import Browser, Tool, data_of

ROLES = {"learner": LEARNER, "instructor": INSTRUCTOR, "admin": ADMINISTRATOR}
FETCH = "fetch"


class Installation(Tool):
    """An installation with its real pages; the first platform's site is ``site``."""

    def __init__(self, folder: Path, *platforms: Platform, **overrides: Any) -> None:
        super().__init__(folder, *(platforms or (Platform(),)), **overrides)

    def _made(self) -> Flask:
        app = create_app(self.settings, check_database=False)
        app.extensions["platform_keys"] = self._fetch
        return app

    @property
    def site(self) -> Site:
        """The site of the first platform."""
        return site_of(self.database, self.platforms[0].issuer)

    def fill(self, finishers: int = 6) -> Small:
        """Give the first site a few courses and people."""
        return small_site(self.database, self.site, finishers)


class Visit:
    """One visitor's open page: reads it, and posts as its buttons do."""

    def __init__(self, installation: Installation, page: TestResponse, browser: Browser) -> None:
        assert page.status_code == 200, page.text
        self.installation = installation
        self.browser = browser
        self.page = page
        self.token = data_of(page, "page-token") if "data-page-token" in page.text else ""

    def press(self, path: str, **fields: object) -> TestResponse:
        """Post a form as the browser does where no script runs."""
        return self.browser.post(path, {"page_token": self.token, **fields})

    def fetch(self, path: str, **fields: object) -> TestResponse:
        """Post a form as the page's script does."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "X-Requested-With": FETCH,
            "Accept": "text/html",
        }
        return self.browser.post(path, fields, headers=headers)


def site_of(database: Database, issuer: str) -> Site:
    """Return the site of a platform."""
    with database.reading() as session:
        return session.scalars(select(Site).where(Site.issuer == issuer)).one()


def visit(
    installation: Installation,
    who: str = "learner",
    person: str = "102",
    *,
    course: str = "2",
    platform: int = 0,
    locale: str = "en",
) -> Visit:
    """Launch the tool from a course as this person, and open the page that the launch leads to."""
    browser = Browser(installation, installation.platforms[platform])
    changes = {
        LTI + "roles": [ROLES[who]],
        LTI + "context": {"id": course, "title": "SQL: Foundations"},
        LTI + "launch_presentation": {"locale": locale},
    }
    answer = browser.send(browser.begin(login_hint=person), **changes)
    return Visit(installation, browser.get(answer.headers["Location"]), browser)
