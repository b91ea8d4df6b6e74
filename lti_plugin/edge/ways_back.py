"""The way back from a page that says no: whose frame it is, and where its activity opens again."""

from __future__ import annotations

from flask import g
from sqlalchemy.orm import Session

from lti_plugin.edge import headers
from lti_plugin.lti import addresses
from lti_plugin.store import visits as rows


def let_frame(issuer: str, course_module: int | None, return_url: str | None = None) -> None:
    """Let this platform frame the answer; an error page in it can lead back to the activity."""
    platform = addresses.origin(issuer)
    if platform is not None:
        headers.allow("frame-ancestors", platform)
    g.open_again = addresses.open_again(issuer, course_module, return_url)


def by_name(session: Session, short: str) -> None:
    """Do the same for a page whose address names a visit that the browser cannot prove.

    So it is where cookies are blocked and the reader goes back to the page. The answer tells no
    more than where that platform shows the activity, and this to whoever knows the address; the
    launch's own return address is kept back, since Moodle writes a session key into it.
    """
    found = rows.visit_named(session, short)
    if found is None:
        # Whose frame it is cannot be told; the page holds nothing and does nothing.
        headers.allow("frame-ancestors", "*")
        return
    visit, site = found
    let_frame(site.issuer, visit.course_module)
