"""Who issues badges here: the documents with the keys, the status lists, the issuer itself."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, make_response, render_template, request

from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.pages.public import answers
from lti_plugin.services import issuers, revoking
from lti_plugin.store import badges, sites
from lti_plugin.store.sites import Site

blueprint = Blueprint("issuers", __name__)
KEYS_KEPT, LIST_KEPT = 300, 60


@blueprint.get("/s/<slug>/did.json")
def keys(slug: str) -> Response:
    """Answer with the keys that a site's badges are signed with."""
    found = issuers.document(db.session, _base_url(), _site(slug))
    return answers.document(found, seconds=KEYS_KEPT)


@blueprint.get("/.well-known/did.json")
def root() -> Response:
    """Answer with the same of the first site, under the name of the host alone."""
    site = sites.first(db.session)
    if site is None:
        raise _nothing()
    found = issuers.root_document(db.session, _base_url(), site)
    return answers.document(found, seconds=KEYS_KEPT)


@blueprint.get("/status/<int:number>")
def status(number: int) -> Response:
    """Answer with a status list, signed; nothing is written down about who asks."""
    g.unlogged = True
    listed = badges.list_numbered(db.session, number) if number < 2**31 else None
    if listed is None:
        raise _nothing()
    mark = revoking.mark_of_list(db.session, listed)
    if request.if_none_match.contains(mark):
        response = Response(status=304)
    else:
        found = revoking.published_list(
            db.session, current_app.extensions["vault"], _base_url(), listed
        )
        response = answers.document(found, answers.CREDENTIAL)
    response.set_etag(mark)
    return answers.opened(response, LIST_KEPT)


@blueprint.get("/issuers/<slug>")
def show(slug: str) -> Response:
    """Tell who this issuer is, to a person or to a program."""
    site = _site(slug)
    if answers.wants_document():
        found = issuers.profile(_base_url(), site)
        return answers.either(answers.document(found, answers.LINKED, KEYS_KEPT))
    page = render_template(
        "public/issuer.html",
        site=site,
        did=issuers.name_of(_base_url(), site),
        keys=f"{_base_url()}/s/{site.slug}/did.json",
    )
    return answers.either(make_response(page))


def _site(slug: str) -> Site:
    site = sites.by_slug(db.session, slug)
    if site is None:
        raise _nothing()
    return site


def _base_url() -> str:
    return str(current_app.config["FINGERPOST"].base_url)


def _nothing() -> NotFound:
    return NotFound("There is nothing at this address.")
