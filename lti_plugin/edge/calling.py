"""The way from a request to the services of the platform that its visit came from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.lti.access import Client
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.services import platforms
from lti_plugin.store import sites
from lti_plugin.store.lti import Registration


@contextmanager
def calling(registration: Registration | None = None) -> Iterator[ServiceCaller]:
    """Give the way to the services of this visit's platform, with no transaction open.

    They are asked as the client of the visit, or of another ``registration`` of the same site.
    """
    as_whom = registration or g.visit.registration
    client = Client.of(sites.get(db.session, g.visit.site_id), as_whom)
    settings = current_app.config["FINGERPOST"]
    with platforms.waiting(client.site_id), platforms.outgoing(settings) as http:
        with visits.writing() as session:
            caller = platforms.caller(
                session,
                current_app.extensions["vault"],
                client,
                current_app.extensions["access_tokens"],
                http,
            )
        yield caller
