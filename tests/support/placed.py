"""Activities that were placed as a path to a role: as rows, and as launches from them."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select

from lti_plugin.services import registrations
from lti_plugin.services.placements import ITEM, PATH, ROLE, VIEW
from lti_plugin.store.database import Database
from lti_plugin.store.lti import Registration
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.installation import ROLES, Installation, Visit
from tests.support.platform import LTI, Platform
from tests.support.tool import Browser

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ITEMS = "/mod/lti/services.php/2/lineitems"


def column(number: int = 1, issuer: str = "https://moodle.test") -> str:
    """Return the address of a grade column."""
    return f"{issuer}{ITEMS}/{number}/lineitem?type_id=1"


def activity(
    database: Database,
    site: Site,
    link: str = "1",
    line_item: str | None = None,
    platform: Platform | None = None,
) -> ResourceLink:
    """Return an activity of a site as a launch would have noted it; the site gets a platform."""
    platform = platform or Platform()
    with database.writing() as session:
        registration = session.scalar(
            select(Registration).where(Registration.client_id == platform.client_id)
        )
        if registration is None:
            registration = registrations.register(
                session,
                session.get_one(Site, site.id),
                client_id=platform.client_id,
                deployment_id=platform.deployment_id,
                **platform.urls,
            )
        row = ResourceLink(
            site_id=site.id,
            registration_id=registration.id,
            deployment_id=platform.deployment_id,
            resource_link_id=link,
            line_item_url=line_item,
        )
        session.add(row)
    return row


def finished(database: Database, site: Site, person: UUID, *courses: UUID) -> None:
    """Let somebody have finished these courses."""
    with database.writing() as session:
        for course in courses:
            session.add(Completion(site_id=site.id, person_id=person, course_id=course))


def enrolled(database: Database, site: Site, person: UUID, course: UUID) -> None:
    """Let somebody be in the middle of a course."""
    with database.writing() as session:
        session.add(Enrolment(site_id=site.id, person_id=person, course_id=course))


def open_path(
    installation: Installation,
    role: str | None = "Data Analyst",
    *,
    who: str = "learner",
    person: str = "102",
    link: str = "1",
    line_item: str | None = None,
    course: str = "2",
) -> Visit:
    """Launch an activity that was placed as a path, and open the page of the path."""
    browser = Browser(installation, installation.platforms[0])
    custom = {VIEW: PATH, ROLE: role, ITEM: str(uuid4())} if role else {}
    changes = {
        LTI + "roles": [ROLES[who]],
        LTI + "context": {"id": course, "title": "SQL: Foundations"},
        LTI + "resource_link": {"id": link, "title": "Path"},
        LTI + "launch_presentation": {"locale": "en"},
        LTI + "custom": custom,
        AGS: {"lineitem": line_item} if line_item else {},
    }
    answer = browser.send(browser.begin(login_hint=person), **changes)
    short = answer.headers["Location"].partition("v=")[2]
    return Visit(installation, browser.get(f"/learn/path?v={short}"), browser)
