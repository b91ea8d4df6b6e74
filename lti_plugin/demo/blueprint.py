"""The way in: opens the demo's folder and mounts the look-alike under ``/demo-moodle``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Blueprint

from lti_plugin.demo.activities import Activities
from lti_plugin.demo.courses import Courses
from lti_plugin.demo.folder import DemoFolder, open_folder
from lti_plugin.demo.gradebook import Gradebook
from lti_plugin.demo.ledger import Ledger
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.organisation import Organisation, build_organisation
from lti_plugin.demo.pages import Desk
from lti_plugin.demo.platform import Platform
from lti_plugin.demo.registrar import Registrar
from lti_plugin.demo.rooms import Rooms
from lti_plugin.demo.selection import Selection
from lti_plugin.demo.services import Services
from lti_plugin.demo.site import DemoSite
from lti_plugin.demo.tools import Tools, ready_made
from lti_plugin.demo.webservice import WebService
from lti_plugin.errors import FingerpostError

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
    )


def create_blueprint(moodle: LookAlike) -> Blueprint:
    """Return the look-alike's pages and services, to be registered with an application once."""
    desk = Desk(moodle)
    rooms, platform = Rooms(moodle, desk), Platform(moodle, desk)
    registrar, selection = Registrar(moodle, desk), Selection(moodle, desk, platform)
    services, webservice = Services(moodle), WebService(moodle)
    blueprint = Blueprint("demo_moodle", __name__, url_prefix=moodle.site.mount)
    roster = "/mod/lti/services.php/CourseSection/<course_id>/bindings/<tool_id>/memberships"
    for address, view, methods in (
        ("/", rooms.home, ["GET"]),
        ("/course/view.php", rooms.course, ["GET"]),
        ("/course/complete.php", rooms.complete, ["POST"]),
        ("/mod/lti/view.php", rooms.activity, ["GET"]),
        ("/backup/copy.php", rooms.copy, ["POST"]),
        ("/course/modedit.php", selection.add, ["GET"]),
        ("/mod/lti/contentitem.php", selection.choose, ["GET"]),
        ("/mod/lti/contentitem_return.php", selection.take, ["POST"]),
        ("/mod/lti/return.php", rooms.back, ["GET"]),
        ("/mod/lti/launch.php", platform.launch, ["GET"]),
        ("/mod/lti/auth.php", platform.authenticate, ["GET", "POST"]),
        ("/mod/lti/certs.php", platform.certificates, ["GET"]),
        ("/mod/lti/openid-configuration.php", registrar.configuration, ["GET"]),
        ("/mod/lti/openid-registration.php", registrar.register, ["GET", "POST"]),
        ("/mod/lti/startltiadvregistration.php", registrar.start, ["GET"]),
        ("/mod/lti/toolconfigure.php", registrar.manage, ["GET"]),
        ("/mod/lti/toolconfigure.php", registrar.activate, ["POST"]),
        ("/mod/lti/token.php", services.token, ["POST"]),
        (roster, services.memberships, ["GET"]),
        ("/webservice/rest/server.php", webservice.answer, ["POST"]),
    ):
        blueprint.add_url_rule(address, view.__name__, view, methods=methods)
    blueprint.register_error_handler(FingerpostError, desk.refuse)
    blueprint.after_request(desk.keep)
    return blueprint
