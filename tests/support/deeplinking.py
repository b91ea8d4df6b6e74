"""A teacher who places something: Moodle's request, the page that opens, and the signed answer."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from lti_plugin.lti.deep_linking import DEEP_LINKING
from tests.support.installation import ROLES, Installation, Visit
from tests.support.platform import LTI, MISSING, changed
from tests.support.tool import Browser, data_of, fields_of

SETTINGS = DEEP_LINKING + "deep_linking_settings"
ITEMS = DEEP_LINKING + "content_items"
RETURN = "https://moodle.test/mod/lti/contentitem_return.php?course=2&id=1&sesskey=AAOr02tJKJ"
SEND = "/teach/place/send"


def asked(who: str = "instructor", settings: object = None, **changes: Any) -> dict[str, Any]:
    """Return the changed claims of a request as Moodle sends it, its settings among them."""
    given: dict[str, Any] = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_multiple": True,
        "auto_create": False,
        "deep_link_return_url": RETURN,
        "title": "Activity",
        "text": "",
    }
    return {
        LTI + "message_type": "LtiDeepLinkingRequest",
        LTI + "resource_link": MISSING,
        LTI + "roles": [ROLES[who]],
        LTI + "launch_presentation": {"locale": "en"},
        SETTINGS: changed(given, changes) if settings is None else settings,
    }


# Moodle's hint names no activity here: there is none yet.
HINT = {"lti_message_hint": '{"launchid": "ltilaunch_LtiDeepLinkingRequest_251147790"}'}


def launched(browser: Browser, claims: dict[str, Any]) -> TestResponse:
    """Send a request as somebody not seen before and return the answer to it."""
    return browser.send(browser.begin(**HINT), **claims)


def proved(browser: Browser, claims: dict[str, Any]) -> TestResponse:
    """Send a request where the browser keeps no cookie, and prove the login by its storage."""
    page = browser.post("/lti/login", browser.platform.initiation(**HINT))
    secret = data_of(page, "secret")
    browser.forget()
    waiting = browser.send(fields_of(page), **claims)
    assert waiting.status_code == 401
    ticket = fields_of(waiting)["ticket"]
    browser.forget()
    return browser.post("/lti/confirm", {"ticket": ticket, "secret": secret})


def picker(installation: Installation, who: str = "instructor", **changes: Any) -> Visit:
    """Return the page on which somebody chooses what to place."""
    browser = Browser(installation, installation.platforms[0])
    answer = launched(browser, asked(who, **changes))
    return Visit(installation, browser.get(answer.headers["Location"]), browser)


def address_of(page: TestResponse) -> str:
    """Return where the page posts the answer."""
    found = re.search(r'<form id="placed" method="post" action="([^"]*)"', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def told(browser: Browser, page: TestResponse) -> dict[str, Any]:
    """Return the claims of the answer on a page, verified with the tool's published keys."""
    keys = KeySet.import_key_set(browser.get("/lti/jwks.json").json)
    token = jwt.decode(fields_of(page)["JWT"], keys, algorithms=["RS256"])
    assert token.header["kid"] in {key.kid for key in keys.keys}
    return dict(token.claims)


def placed(chooser: Visit, **fields: object) -> list[dict[str, Any]]:
    """Choose and return the items that Moodle is told to place."""
    page = chooser.press(SEND, **fields)
    assert page.status_code == 200, page.text
    items: list[dict[str, Any]] = told(chooser.browser, page)[ITEMS]
    return items
