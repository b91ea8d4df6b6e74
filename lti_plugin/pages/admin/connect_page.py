"""The guided page on which a site is connected, step by step, with what is done ticked off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g, make_response, render_template
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from connectors.errors import ConnectorError
from connectors.moodle import allowed, checks, writing
from lti_plugin.edge import visits
from lti_plugin.errors import FingerpostError
from lti_plugin.extensions import db
from lti_plugin.lti.registration import KEYS_PATH, LOGIN_PATH, NAME
from lti_plugin.pages import problems, wording
from lti_plugin.pages.admin import checkwords, fieldwords, jobwords
from lti_plugin.services import connecting, work
from lti_plugin.services.connecting import CHECK, FIELDS, REGISTER, SYNC, TOKEN, WAY, Guide
from lti_plugin.services.durations import Estimate
from lti_plugin.store import access
from lti_plugin.store import lti as rows
from lti_plugin.store.access import REGISTER as OPEN_INVITATIONS
from lti_plugin.store.base import now

WHOLE, STATE = "admin/connect.html", "admin/connect_sync.html"
KEPT = 20  # jobs of the history on the page; the file has all
# As Moodle's form names its fields, with what belongs into each; {tool} is our own address.
IN_MOODLE = (
    (lazy("Tool name"), NAME),
    (lazy("Tool URL"), "{tool}/lti/launch"),
    (lazy("LTI version"), "LTI 1.3"),
    (lazy("Public key type"), lazy("Keyset URL")),
    (lazy("Public keyset"), "{tool}" + KEYS_PATH),
    (lazy("Initiate login URL"), "{tool}" + LOGIN_PATH),
    (lazy("Redirection URI(s)"), "{tool}/lti/launch"),
    (
        lazy("Tool configuration usage"),
        lazy("Show in activity chooser and as a preconfigured tool"),
    ),
    (lazy("Default launch container"), lazy("Embed, without blocks")),
    (lazy("Supports Deep Linking (Content-Item Message)"), lazy("ticked")),
    (lazy("Content selection URL"), "{tool}/lti/launch"),
    (
        lazy("IMS LTI Assignment and Grade Services"),
        lazy("Use this service for grade sync and column management"),
    ),
    (
        lazy("IMS LTI Names and Role Provisioning"),
        lazy("Use this service to retrieve members’ information as per privacy settings"),
    ),
    (lazy("Share launcher’s name with tool"), lazy("Always")),
    (lazy("Share launcher’s email with tool"), lazy("Always")),
    (lazy("Accept grades from the tool"), lazy("Delegate to teacher")),
)
TITLES: Mapping[str, Any] = {
    REGISTER: lazy("Register the tool in Moodle"),
    TOKEN: lazy("Give the web-service address and token"),
    CHECK: lazy("See what works"),
    WAY: lazy("Choose how completions are read"),
    FIELDS: lazy("Say which custom fields carry what"),
    SYNC: lazy("Read from Moodle"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says about what was just done in one of its steps, or why it was not."""

    step: str
    text: str
    wrong: bool = False


def refused(step: str, error: FingerpostError | ConnectorError, **typed: str) -> Response:
    """Say on the page itself why nothing was changed; what was typed stays, a token does not."""
    text = f"{problems.worded(error.message)} {problems.worded(error.hint)}".strip()
    response = page(Said(step, text, wrong=True), typed=typed)
    response.status_code = error.status if isinstance(error, FingerpostError) else 400
    return response


def page(
    said: Said | None = None,
    *,
    invitation: str = "",
    client_id: str = "",
    typed: Mapping[str, str] | None = None,
    template: str = WHOLE,
) -> Response:
    """Return the page, or the part of it that changes while a job runs."""
    guide = connecting.of_site(db.session, g.visit.site_id)
    whole = _registration(guide, invitation, client_id) | _steps(guide, typed or {})
    return make_response(
        render_template(
            template,
            site=guide.site,
            said=said,
            answer=_answer(guide),
            guide=guide,
            steps=_told(guide, said),
            part=template == STATE,
            **(whole if template == WHOLE else {}),
            **_work(),
        )
    )


def _told(guide: Guide, said: Said | None) -> dict[str, dict[str, Any]]:
    """Return each step's number, title and state; what is next, or was just used, is open."""
    open_ = said.step if said else guide.next or SYNC
    return {
        step: {
            "name": step,
            "number": number,
            "title": str(title),
            "done": guide.done[step],
            "open": step == open_,
        }
        for number, (step, title) in enumerate(TITLES.items(), start=1)
    }


def _answer(guide: Guide) -> str:
    name = guide.site.name
    if not guide.done[REGISTER]:
        return _("%(site)s does not know Fingerpost yet.", site=name)
    known = _("%(site)s knows Fingerpost.", site=name)
    if guide.next is None:
        when = wording.when(guide.site.synced_at)
        return _("%(site)s is connected, and was read %(when)s.", site=name, when=when)
    coming = _("Next: %(step)s.", step=str(TITLES[guide.next]))
    return f"{known} {coming}"


def _registration(guide: Guide, invitation: str, client_id: str) -> dict[str, Any]:
    tool, site_id = current_app.config["FINGERPOST"].base_url, guide.site.id
    known = rows.registrations(db.session, site_id)
    return {
        "registrations": [
            {"row": row, "deployments": sorted(rows.deployments(db.session, row))} for row in known
        ],
        "own": g.visit.registration.id if g.visit.registration else None,
        "open": access.open_links(db.session, site_id, OPEN_INVITATIONS, now()),
        "invitation": invitation,
        "fields": [(label, str(value).replace("{tool}", tool)) for label, value in IN_MOODLE],
        "client_id": client_id,
    }


def _steps(guide: Guide, typed: Mapping[str, str]) -> dict[str, Any]:
    site, checkup = guide.site, guide.checkup
    return {
        "rights": allowed.RIGHTS,
        "functions": checks.FUNCTIONS,
        "writing_rights": writing.WRITING_RIGHTS,
        "writing_functions": writing.WRITING,
        "typed": {
            "address": typed.get("address", site.webservice_url or site.issuer),
            "timezone": typed.get("timezone", site.timezone),
            "report": typed.get("report", site.report_id or ""),
            "ratings": typed.get("ratings", site.ratings_report_id or ""),
        },
        "way": typed.get("way", guide.way or connecting.BY_REPORT),
        "checks": checkwords.groups(checkup.found.checks) if checkup else [],
        "headline": checkwords.headline(checkup) if checkup else "",
        "mapping": fieldwords.groups(site, checkup) if checkup else [],
        "columns": fieldwords.columns(site, checkup) if checkup and site.report_id else None,
        "durations": _durations(guide),
    }


def _durations(guide: Guide) -> dict[str, str]:
    """Return what the page says of how long either way takes."""
    found = guide.estimates
    if found is None or found.by_person is None:
        return {}
    return {
        "report": _estimate(found.by_report),
        "person": _estimate(found.by_person),
    }


def _estimate(found: Estimate | None) -> str:
    if found is None:
        return _("one question for each thousand enrolments; a few minutes for most sites")
    took = jobwords.time(found.seconds)
    return ngettext(
        "about %(time)s, with %(calls)s question",
        "about %(time)s, with %(calls)s questions",
        found.calls,
        time=took,
        calls=format_decimal(found.calls),
    )


def _work() -> dict[str, Any]:
    site_id = g.visit.site_id
    history = work.history(db.session, site_id, KEPT)
    latest = work.latest_update(db.session, site_id)
    return {
        "jobs": [jobwords.told(each) for each in history],
        "jobs_kept": work.count(db.session, site_id),
        "latest": jobwords.told(latest) if latest else None,
        "goes_on": work.goes_on(latest),
        "busy": any(each.is_open for each in history),
    }


def fetched() -> str:
    """Return which template answers: a page's script swaps the changing part alone."""
    return STATE if visits.is_fetch() else WHOLE
