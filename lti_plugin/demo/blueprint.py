"""The way in: opens the demo's folder and mounts the look-alike under ``/demo-moodle``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint

from lti_plugin.demo.activities import Activities
from lti_plugin.demo.courses import Courses
from lti_plugin.demo.folder import DemoFolder, open_folder
from lti_plugin.demo.gatherings import Gatherings
from lti_plugin.demo.gradebook import Gradebook
from lti_plugin.demo.grader import Grader
from lti_plugin.demo.ledger import Ledger
from lti_plugin.demo.lineitems import LineItems
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.organisation import Organisation, build_organisation
from lti_plugin.demo.pages import Desk
from lti_plugin.demo.platform import Platform
from lti_plugin.demo.registrar import Registrar
from lti_plugin.demo.rooms import Rooms
from lti_plugin.demo.scores import Scores
from lti_plugin.demo.selection import Selection
from lti_plugin.demo.servicecalls import ServiceError, refuse
from lti_plugin.demo.services import Services
from lti_plugin.demo.site import DemoSite
from lti_plugin.demo.tools import Tools, ready_made
from lti_plugin.demo.webservice import WebService
from lti_plugin.errors import FingerpostError

Route = tuple[str, Callable[..., Any], str]

MOUNT = "/demo-moodle"


def open_demo(
    folder: Path, *, platform_origin: str, tool_url: str, today: date, reset: bool = False
) -> LookAlike:
    """Return the look-alike whose state lies in ``folder``, making it where there is none.

    ``platform_origin`` and ``tool_url`` are origins such as ``http://127.0.0.1:8000`` and
    ``http://localhost:8000``. ``today`` counts only for a fresh folder: later starts keep the
    first day, so that no date of the history moves. ``reset`` forgets clicks, key and token.

    Raises
    ------
    BadInput
        When the folder holds a file that cannot be read.
    """
    kept = open_folder(folder, today, reset=reset)
    return assemble(
        organisation=build_organisation(kept.first_day),
        folder=kept,
        platform_url=f"{platform_origin}{MOUNT}",
        tool_url=tool_url,
    )


def assemble(
    *, organisation: Organisation, folder: DemoFolder, platform_url: str, tool_url: str
) -> LookAlike:
    """Return the look-alike of ``organisation`` with the clicks that ``folder`` remembers."""
    site = DemoSite(
        platform_url=platform_url,
        tool_url=tool_url,
        client_id=folder.client_id,
        token=folder.token,
        time_zone=organisation.time_zone,
        name=organisation.name,
    )
    ledger = Ledger(organisation.participations)
    shelf = Courses(folder, organisation, ledger)
    for click in folder.clicks():
        ledger.mark_done(click.person_id, click.course_id, click.at)
    return LookAlike(
        site=site,
        organisation=organisation,
        folder=folder,
        ledger=ledger,
        shelf=shelf,
        tools=Tools(folder, ready_made(site)),
        activities=Activities(folder),
        gradebook=Gradebook(folder),
        gatherings=Gatherings(folder, ledger),
    )


def create_blueprint(moodle: LookAlike) -> Blueprint:
    """Return the look-alike's pages and services, to be registered with an application once."""
    desk = Desk(moodle)
    blueprint = Blueprint("demo_moodle", __name__, url_prefix=moodle.site.mount)
    for address, view, method in (*_pages(moodle, desk), *_protocol(moodle, desk)):
        blueprint.add_url_rule(address, view.__name__, view, methods=[method])
    blueprint.register_error_handler(FingerpostError, desk.refuse)
    blueprint.register_error_handler(ServiceError, refuse)
    blueprint.after_request(desk.keep)
    return blueprint


def _pages(moodle: LookAlike, desk: Desk) -> Iterator[Route]:
    rooms, grader, registrar = Rooms(moodle, desk), Grader(moodle, desk), Registrar(moodle, desk)
    selection = Selection(moodle, desk, Platform(moodle, desk))
    yield "/", rooms.home, "GET"
    yield "/course/view.php", rooms.course, "GET"
    yield "/course/complete.php", rooms.complete, "POST"
    yield "/backup/copy.php", rooms.copy, "POST"
    yield "/grade/report/grader/index.php", grader.grades, "GET"
    yield "/mod/lti/view.php", rooms.activity, "GET"
    yield "/mod/lti/return.php", rooms.back, "GET"
    yield "/course/modedit.php", selection.add, "GET"
    yield "/mod/lti/contentitem.php", selection.choose, "GET"
    yield "/mod/lti/contentitem_return.php", selection.take, "POST"
    yield "/mod/lti/toolconfigure.php", registrar.manage, "GET"
    yield "/mod/lti/toolconfigure.php", registrar.activate, "POST"
    yield "/mod/lti/startltiadvregistration.php", registrar.start, "GET"
    yield "/mod/lti/openid-configuration.php", registrar.configuration, "GET"
    yield "/mod/lti/openid-registration.php", registrar.register, "GET"
    yield "/mod/lti/openid-registration.php", registrar.register, "POST"


def _protocol(moodle: LookAlike, desk: Desk) -> Iterator[Route]:
    platform, services, line_items = Platform(moodle, desk), Services(moodle), LineItems(moodle)
    scores, webservice = Scores(moodle, line_items), WebService(moodle)
    start = "/mod/lti/services.php"
    columns = f"{start}/<course_id>/lineitems"
    column = f"{columns}/<item_id>/lineitem"
    roster = f"{start}/CourseSection/<course_id>/bindings/<tool_id>/memberships"
    yield "/mod/lti/launch.php", platform.launch, "GET"
    yield "/mod/lti/auth.php", platform.authenticate, "GET"
    yield "/mod/lti/auth.php", platform.authenticate, "POST"
    yield "/mod/lti/certs.php", platform.certificates, "GET"
    yield "/mod/lti/token.php", services.token, "POST"
    yield roster, services.memberships, "GET"
    yield columns, line_items.listed, "GET"
    yield columns, line_items.made, "POST"
    yield column, line_items.shown, "GET"
    yield column, line_items.replaced, "PUT"
    yield column, line_items.deleted, "DELETE"
    yield f"{column}/scores", scores.taken, "POST"
    yield f"{column}/results", scores.results, "GET"
    yield "/webservice/rest/server.php", webservice.answer, "POST"
