"""The launch: login, launch, the browser's proof where it keeps no cookies, and our public keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask.sansio.blueprints import BlueprintSetupState
from flask_limiter.util import get_remote_address
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from lti_plugin.edge import headers, senders, visits, ways_back
from lti_plugin.errors import FingerpostError
from lti_plugin.extensions import db, limiter
from lti_plugin.keys import lti_jwks, published_lti_jwks
from lti_plugin.lti import addresses, onetime, parameters
from lti_plugin.lti import launch as protocol
from lti_plugin.lti import login as logins
from lti_plugin.lti import visits as visit_protocol
from lti_plugin.lti.launch import Login
from lti_plugin.lti.message import Launch
from lti_plugin.lti.refusals import forbidden, malformed, untrusted
from lti_plugin.lti.roles import LEARNER
from lti_plugin.pages import entrance, places, problems
from lti_plugin.services import activities, arrivals, platform_keys, standing
from lti_plugin.store import erasure, sites
from lti_plugin.store import lti as rows
from lti_plugin.store import visits as visit_rows
from lti_plugin.store.base import now
from lti_plugin.store.visits import Visit

blueprint = Blueprint("lti", __name__, url_prefix="/lti")
blueprint.add_app_template_global(visits.page_token)
blueprint.add_app_template_global(places.own_address)
blueprint.app_url_defaults(places.name_visit)


@blueprint.record
def _bind(state: BlueprintSetupState) -> None:
    """Give the application its way to platforms' keys, unless it already has one."""
    fetch = platform_keys.fetcher(state.app.config["FINGERPOST"])
    state.app.extensions.setdefault("platform_keys", fetch)


COOKIE = "__Host-lti-"
LOGINS_OF_A_PERSON = "30 per minute"
LOGINS_OF_A_SITE = "3000 per minute"
KEYS_CACHED = 3600


def _sent() -> MultiDict[str, str]:
    """Return what a login is read from; what stands elsewhere in the request counts for nothing."""
    return request.form if request.method == "POST" else request.args


def _asked(name: str) -> str:
    """Return a key for a limit from what a login says; a hash, since it may be of any length."""
    return onetime.digest(_sent().get(name, "")).hex()


def _failed(response: Response) -> bool:
    return response.status_code in {400, 401, 403} and "handshake" not in g


def _site() -> str:
    """Anybody may name any site and person here, so what they ask counts for their address."""
    return f"{get_remote_address()}:{_asked('iss')}"


def _person() -> str:
    return f"{_site()}:{_asked('login_hint')}"


by_address = limiter.limit(
    lambda: visits.FAILURES, key_func=get_remote_address, deduct_when=_failed
)
by_person = limiter.limit(LOGINS_OF_A_PERSON, key_func=_person)
by_site = limiter.limit(lambda: LOGINS_OF_A_SITE, key_func=_site)


@blueprint.route("/login", methods=["GET", "POST"])
@by_address
@by_person
@by_site
def login() -> Response:
    """Begin a login: remember it, and send the browser on by a form."""
    settings = current_app.config["FINGERPOST"]
    with visits.writing(durable=False) as session:
        begun = logins.begin(session, settings, _sent().to_dict(flat=False))
    ways_back.let_frame(begun.issuer, None)
    headers.allow("form-action", addresses.origin(begun.action) or "'none'")
    response = make_response(render_template("lti/login.html", begun=begun))
    response.set_cookie(
        COOKIE + begun.short,
        begun.cookie,
        max_age=logins.LIFE,
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return response


@blueprint.post("/launch")
@by_address
def launch() -> Response:
    """Receive a launch; whoever is its browser by cookie goes straight to the page."""
    sent = request.form.to_dict(flat=False)
    state = protocol.state_of(sent)
    with visits.writing() as session:
        begun = protocol.take(session, state)
    if begun is None:
        raise untrusted("state")
    ways_back.let_frame(begun.issuer, begun.course_module)
    fetch = current_app.extensions["platform_keys"]
    with _noting(begun.keys.registration_id):
        told = protocol.verify(begun, sent, visits.writing, fetch)
        ways_back.let_frame(begun.issuer, told.course_module, told.return_url)
        cookie = COOKIE + onetime.short(state)
        if not onetime.matches(request.cookies.get(cookie), begun.cookie_hash):
            return _ask_for_proof(begun, told, onetime.short(state))
        visit, secret = _arrive(begun.site_id, begun.keys.registration_id, told)
    response = entrance.lead_in(visit, secret)
    response.delete_cookie(cookie, secure=True, httponly=True, samesite="None", partitioned=True)
    return response


@blueprint.post("/confirm")
@by_address
def confirm() -> Response:
    """Receive the proof that the page before kept in the browser's storage; show the page.

    A stranger's page could post a proof of the stranger's own, and so show their visit as mine:
    the proof tells who began the login only when our own page has brought it.
    """
    given = parameters.read(request.form.to_dict(flat=False), protocol.CONFIRM_LIMITS)
    with visits.writing() as session:
        waiting = protocol.take_waiting(session, given.get("ticket", ""))
    if waiting is not None:
        told = waiting.launch
        ways_back.let_frame(waiting.issuer, told.course_module, told.return_url)
    waiting = protocol.confirm(waiting, None if senders.elsewhere() else given.get("secret"))
    with _noting(waiting.registration_id):
        visit, secret = _arrive(waiting.site_id, waiting.registration_id, waiting.launch)
    return entrance.show(visit.id, secret)


@blueprint.get("/jwks.json")
@limiter.exempt
def jwks() -> Response:
    """Publish the keys with which our own messages are signed; the first to ask has one made."""
    keys = published_lti_jwks(db.session)
    if keys is None:
        with visits.writing() as session:
            keys = lti_jwks(session, current_app.extensions["vault"])
    response = jsonify(keys)
    response.cache_control.public = True
    response.cache_control.max_age = KEYS_CACHED
    return response


@contextmanager
def _noting(registration_id: UUID) -> Iterator[None]:
    """Keep the code of a refusal with the registration, for the admin who looks for the reason."""
    try:
        yield
    except FingerpostError as error:
        with visits.writing() as session:
            rows.note_error(session, registration_id, error.code, now())
        raise


def _ask_for_proof(begun: Login, told: Launch, short: str) -> Response:
    """Answer a launch whose browser is not known yet, and so not trusted: hence the status.

    The page's script has what the login left in the browser's storage, if it was the same browser.
    """
    with visits.writing() as session:
        ticket = protocol.keep_waiting(session, begun, told)
    g.handshake = True
    window = addresses.new_window(begun.issuer, told.course_module)
    page = render_template("lti/confirm.html", ticket=ticket, short=short, new_window=window)
    return make_response(page, 401)


def _arrive(site_id: UUID, registration_id: UUID, told: Launch) -> tuple[Visit, str]:
    """Find or make the person and open their visit; return it and its cookie's secret."""
    key = current_app.extensions["vault"].derive(erasure.TOMBSTONES)
    settings = current_app.config["FINGERPOST"]
    with visits.writing(durable=False) as session:
        person = arrivals.person_of(session, key, site_id, told)
        place = site_id, registration_id, told.deployment_id, person.id
        with session.no_autoflush:  # the person is written once, with their visit
            terms = visit_rows.terms(session, *place)
        if terms is None:
            raise forbidden("deployment")
        audience = standing.audience_of(session, terms.site, terms.override, person.id, told.roles)
        if told.placing and audience == LEARNER:
            raise forbidden("placing", "Only those who teach a course place things in it.")
        arrivals.note_platform(session, terms.deployment, told.guid)
        person.audience, person.visited_at = audience, now()
        with session.no_autoflush:
            arrivals.note_teacher(session, site_id, person.id, told)
            activities.note(session, site_id, registration_id, told)
        visit, secret = visit_protocol.begin(
            session, settings, site_id, registration_id, person.id, told, audience
        )
        if rows.note_launch(terms.registration, visit.seen_at):
            visit_rows.sweep(session, visit.seen_at)  # once a minute is often enough
        session.expunge(visit)
    return visit, secret


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    return problems.answer(malformed("parameter"))


@blueprint.errorhandler(FingerpostError)
def _refused(error: FingerpostError) -> Response:
    """Answer with the page for errors; a platform that is known here may show it in its frame."""
    if "open_again" not in g:
        _let_sender_frame()
    return problems.answer(error)


def _let_sender_frame() -> None:
    """Find the platform in what is sent: it proves nothing, but an error page holds no secret."""
    named = {request.headers.get("Origin", ""), request.values.get("iss", "")}
    senders = {addresses.origin(each) for each in named} - {None}
    db.session.rollback()
    for site in sites.all_sites(db.session):
        if addresses.origin(site.issuer) in senders:
            headers.allow("frame-ancestors", str(addresses.origin(site.issuer)))
