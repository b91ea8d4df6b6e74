"""The services that a launch names for its course: who is in it, and its grade columns."""

from __future__ import annotations

from dataclasses import dataclass

from lti_plugin.lti.addresses import LONGEST, same_origin
from lti_plugin.lti.claims import Claims, part

ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_GRADE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM_SCOPE = _GRADE_SCOPE + "lineitem"
LINE_ITEM_READ_SCOPE = _GRADE_SCOPE + "lineitem.readonly"
RESULT_SCOPE = _GRADE_SCOPE + "result.readonly"
SCORE_SCOPE = _GRADE_SCOPE + "score"
SCOPES = (MEMBERS_SCOPE, LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE, RESULT_SCOPE, SCORE_SCOPE)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Addresses on the platform's own origin; None where the launch named none, or another."""

    memberships: str | None = None
    line_items: str | None = None
    line_item: str | None = None


def read(claims: Claims, issuer: str) -> Endpoints:
    """Return the services of a launch; one that lies elsewhere than the platform is left out."""

    def ours(url: object) -> str | None:
        return str(url) if same_origin(url, issuer) and len(str(url)) <= LONGEST else None

    roster, grades = part(claims, ROSTER), part(claims, GRADES)
    return Endpoints(
        memberships=ours(roster.get("context_memberships_url")),
        line_items=ours(grades.get("lineitems")),
        line_item=ours(grades.get("lineitem")),
    )
