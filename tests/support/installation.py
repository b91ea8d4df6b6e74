"""The whole application behind the tests' own platform, with a small site in it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.app import create_app
from lti_plugin.edge.visits import COOKIE
from lti_plugin.extensions import db
from lti_plugin.lti import message, visits
from lti_plugin.pages import landing, lti
from lti_plugin.store.database import Database
from lti_plugin.store.lti import Registration
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.platform import ADMINISTRATOR, INSTRUCTOR, LEARNER, LTI, TOOL, Platform
from tests.support.tool import Browser, Tool, data_of

ROLES = {"learner": LEARNER, "instructor": INSTRUCTOR, "admin": ADMINISTRATOR}
FETCH = "fetch"
ACTIVITY = 127


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


class Arrived(Visit):
    """A visit whose first page is opened once somebody looks at it."""

    def __init__(
        self, installation: Installation, browser: Browser, address: str, token: str
    ) -> None:
        self.installation = installation
        self.browser = browser
        self.token = token
        self._address = address

    @cached_property
    def page(self) -> TestResponse:
        """The page that the launch leads to."""
        page = self.browser.get(self._address)
        assert page.status_code == 200, page.text
        return page


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
    """Come from a course as this person, and open the page that the launch leads to."""
    mine = arrive(installation, who, person, course=course, platform=platform, locale=locale)
    return Visit(installation, mine.page, mine.browser)


def arrive(
    installation: Installation,
    who: str = "learner",
    person: str = "102",
    *,
    course: str = "2",
    platform: int = 0,
    locale: str = "en",
) -> Arrived:
    """Come from a course as this person, and leave the page unread until somebody asks for it.

    The visit is opened as a launch opens it, without the messages that lead to one: what becomes
    of those is looked at in tests/functional/lti, and here they would take most of the time.
    """
    browser = Browser(installation, installation.platforms[platform])
    claims = browser.platform.claims(
        {"login_hint": person, "nonce": ""},
        **{
            LTI + "roles": [ROLES[who]],
            LTI + "context": {"id": course, "title": "SQL: Foundations"},
            LTI + "launch_presentation": {"locale": locale},
        },
    )
    told = message.read(claims, browser.platform.issuer, ACTIVITY)
    with installation.app.test_request_context("/lti/launch", base_url=TOOL):
        opened, secret = lti._arrive(*_registered(browser.platform), told)
        page = landing.page_of(opened.audience, opened.claims)
        short = opened.id.hex[: visits.SHORT]
        address = url_for(page, v=short)
        token = visits.PageTokens(
            installation.app.config["SECRET_KEY"], installation.settings
        ).make(opened.id)
    browser.keep(COOKIE + short, secret)
    return Arrived(installation, browser, address, token)


def _registered(platform: Platform) -> tuple[UUID, UUID]:
    """Return our ids of a platform's site and of its registration."""
    named = Site.issuer == platform.issuer, Registration.client_id == platform.client_id
    query = select(Site.id, Registration.id).join(Registration, Registration.site_id == Site.id)
    site_id, registration_id = db.session.execute(query.where(*named)).one()
    return site_id, registration_id
