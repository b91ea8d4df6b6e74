"""An installation with a platform whose services answer here, and a course that names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joserfc.jwk import KeySet

from lti_plugin.lti.endpoints import GRADES, ROSTER
from lti_plugin.services.placements import ITEM, PATH, ROLE, VIEW
from tests.connectors.servers import HOST
from tests.support.installation import ROLES, Installation, Visit
from tests.support.platform import LTI, TOOL, Platform
from tests.support.services import Services, Told, services_at_work
from tests.support.tool import Browser

MEMBERS = "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"
ITEMS = "/mod/lti/services.php/2/lineitems"
THIS_MACHINE = "127.0.0.1"


class Served:
    """An installation and the services of its one platform."""

    def __init__(self, folder: Path, services: Services) -> None:
        services.address = services.address.replace(HOST, THIS_MACHINE)
        self.services = services
        self.installation = Installation(
            folder, Platform(issuer=services.address), allowed_hosts=THIS_MACHINE
        )
        published = self.installation.app.test_client().get("/lti/jwks.json", base_url=TOOL)
        services.keys = KeySet.import_key_set(published.json)

    def tell_members(self, *answers: Told | Any) -> None:
        """Let the roster answer with these in turn."""
        self.services.tell("GET", MEMBERS, *answers)

    def open(
        self,
        who: str = "instructor",
        person: str = "50",
        *,
        role: str | None = None,
        members: bool = True,
        items: bool = True,
        item: int | None = None,
        locale: str = "en",
        context: str | None = None,
    ) -> Visit:
        """Launch from the course, from a path to ``role``, and open the page that comes."""
        browser = Browser(self.installation, self.installation.platforms[0])
        address = self.services.address
        grades = {"scope": []} | ({"lineitems": f"{address}{ITEMS}?type_id=1"} if items else {})
        if item is not None:
            grades["lineitem"] = self.column(item)
        placed = {VIEW: PATH, ROLE: role, ITEM: "69084a4b-e540-46fc-aa64-671ca19e66d6"}
        claims = {
            LTI + "roles": [ROLES[who]],
            LTI + "launch_presentation": {"locale": locale},
            LTI + "custom": placed if role else {},
            ROSTER: {"context_memberships_url": address + MEMBERS} if members else {},
            GRADES: grades,
        }
        if context is not None:
            claims[LTI + "context"] = {"id": context, "title": "A course"}
        answer = browser.send(browser.begin(login_hint=person), **claims)
        return Visit(self.installation, browser.get(answer.headers["Location"]), browser)

    def column(self, number: int) -> str:
        """Return the address of a grade column."""
        return f"{self.services.address}{ITEMS}/{number}/lineitem?type_id=1"


def member(number: int, role: str = "Learner", **changes: object) -> dict[str, object]:
    """Return a member as Moodle lists one."""
    given = {"given_name": f"Given{number}", "family_name": f"Family{number}"}
    return {"user_id": str(number), "roles": [role], "status": "Active", **given, **changes}


def page_of(*members: object, following: str | None = None) -> Told:
    """Return one page of a roster; ``following`` is the address of the next one."""
    link = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Told(200, {"id": "x", "context": {"id": "2"}, "members": list(members)}, link)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Let the services answer while the context lasts."""
    with services_at_work() as services:
        made = Served(folder, services)
        yield made
        made.installation.close()
