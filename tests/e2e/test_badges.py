"""The pages about badges in every width and theme: no barrier, no sideways scrolling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.lti.failures import Gone
from lti_plugin.services.gradebook import NOT_GRADED
from lti_plugin.store.badge_columns import BadgeColumn, BadgeGrade
from lti_plugin.store.lti import Registration
from tests.support.achievements import held
from tests.support.badged import achievement, ask, award, png, revoke, with_address
from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.installation import Installation, visit
from tests.support.looking import OPEN_ALL, alone_in_both_themes
from tests.support.tool import TOOL

pytestmark = [pytest.mark.browser, pytest.mark.full]

LONG = (
    "Advanced data analysis and reporting for people who have never opened a spreadsheet before "
    "and Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"
)
Pages = dict[str, Callable[[], TestResponse]]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that issues."""
    made = Installation(tmp_path_factory.mktemp("badges") / "installation")
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages(installation: Installation) -> Pages:
    """What is looked at: the answers of the application, by name."""
    small = installation.fill()
    me = small.people["102"]
    with_address(installation, me, "me@example.org")
    picture = png(512)
    kind = achievement(installation, picture, expires_after_days=3650)
    valid = award(installation, kind, me, published=True, named=True)
    gone = award(installation, achievement(installation, picture, name=LONG), me, published=True)
    revoke(installation, gone, "The exam was handed in by somebody else.")
    ended = achievement(installation, picture, name="First aid", expires_after_days=30)
    award(installation, ended, me)
    achievement(installation, picture, name="Statistics for everybody")
    copy = ask(installation, f"/badges/{valid}.json").data
    add_column(installation, kind)

    def verified(given: bytes) -> TestResponse:
        data = {"file": (BytesIO(given), "badge.json")}
        return installation.app.test_client().post("/verify", base_url=TOOL, data=data)

    return {
        "wallet": lambda: visit(installation, person="102").press("/learn/badges"),
        "wallet-de": lambda: visit(installation, person="102", locale="de").press("/learn/badges"),
        "wallet-code": lambda: visit(installation, person="102").press("/learn/badges/code"),
        "wallet-app": lambda: visit(installation, person="102").press(
            "/learn/badges/offer", badge=valid
        ),
        "badge-column": lambda: visit(installation, "admin", person="9").press(
            f"/admin/badges/{kind}"
        ),
        "wallet-empty": lambda: visit(installation, person="103").press("/learn/badges"),
        "badge": lambda: ask(installation, f"/badges/{valid}"),
        "badge-revoked": lambda: ask(installation, f"/badges/{gone}"),
        "card": lambda: ask(installation, f"/badges/{valid}/card"),
        "achievement": lambda: ask(installation, f"/achievements/{kind}"),
        "issuer": lambda: ask(installation, f"/issuers/{installation.site.slug}"),
        "verify": lambda: ask(installation, "/verify"),
        "verify-valid": lambda: verified(copy),
        "verify-changed": lambda: verified(copy.replace(b"SQL in", b"SQL at")),
    }


def add_column(installation: Installation, kind: UUID) -> None:
    """Give a badge a grade column that Moodle does not take just now, and one grade less."""
    site, database = installation.site, installation.database
    with database.writing() as session:
        registration = session.scalars(select(Registration)).first()
        assert registration is not None
        place = {"site_id": site.id, "registration_id": registration.id, "deployment_id": "1"}
        column = BadgeColumn(**place, achievement_id=kind, line_item_url="x", is_on=True)
        column.problem = Gone.said
        session.add(column)
        session.flush()
        (_, holder), *_ = held(session, kind)
        row = {"column_id": column.id, "person_id": holder.person_id, "problem": NOT_GRADED}
        session.add(BadgeGrade(site_id=site.id, **row))


NAMES = (
    "wallet",
    "wallet-de",
    "wallet-code",
    "wallet-app",
    "badge-column",
    "wallet-empty",
    "badge",
    "badge-revoked",
    "card",
    "achievement",
    "issuer",
    "verify",
    "verify-valid",
    "verify-changed",
)


@pytest.fixture
def served(installation: Installation, pages: Pages) -> Callable[[Page, str], None]:
    """Give what shows one of them in a browser, whose requests the application answers."""

    def show(page: Page, name: str) -> None:
        client = installation.app.test_client()

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(TOOL)
            found = pages[name]() if path == "/looked-at" else client.get(path, base_url=TOOL)
            headers = {key: value for key, value in found.headers if key != "Content-Length"}
            with found:
                route.fulfill(status=found.status_code, headers=headers, body=found.data)

        page.route(f"{TOOL}/**", answer)
        page.goto(f"{TOOL}/looked-at")

    return show


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_read_in_every_width_and_theme(
    browser: Browser, served: Callable[[Page, str], None], width: int
) -> None:
    for name in NAMES:
        with profiled(browser, width) as context:
            page = context.new_page()
            served(page, name)
            expect(page.locator("h1")).to_be_visible()
            page.evaluate(OPEN_ALL)
            alone_in_both_themes(page, f"badges-{name}-{width}")
