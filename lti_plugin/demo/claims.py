"""What the look-alike says about a launch: the claims of its id_token, in Moodle's shape."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from datetime import timedelta
from typing import Any

from joserfc import jwt

from lti_plugin.demo.answers.courses import id_number
from lti_plugin.demo.answers.shapes import VERSION
from lti_plugin.demo.entities import Course, Person
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.site import ACTIVITY_TITLE, TOOL_ID
from lti_plugin.demo.visits import Visit
from lti_plugin.demo.vocabulary import (
    ADMINISTRATOR,
    AGS,
    GRADE_SCOPES,
    INSTRUCTOR,
    LEARNER,
    LTI,
    NRPS,
    OUTCOME,
)

LIFETIME = 60
Claims = dict[str, Any]


def roles(moodle: LookAlike, person: Person, course: Course) -> list[str]:
    """Return the person's roles in the course, sorted as Moodle sorts them."""
    found = [INSTRUCTOR if moodle.teaches(person, course) else LEARNER]
    return sorted(found + list(ADMINISTRATOR if person.site_admin else ()))


def sign(moodle: LookAlike, claims: Claims) -> str:
    """Return ``claims`` as a token signed with the platform's key."""
    key = moodle.folder.key
    return jwt.encode({"typ": "JWT", "alg": "RS256", "kid": key.kid}, claims, key)


def launch_claims(
    moodle: LookAlike, visit: Visit, person: Person, course: Course, nonce: str
) -> Claims:
    """Return the claims of a resource-link launch; they hold for a minute."""
    now, site = int(time.time()), moodle.site
    return {
        "nonce": nonce,
        "iat": now,
        "exp": now + LIFETIME,
        "iss": site.issuer,
        "aud": site.client_id,
        f"{LTI}deployment_id": site.deployment_id,
        f"{LTI}target_link_uri": site.launch_url,
        "sub": str(person.id),
        f"{LTI}lis": {
            "person_sourcedid": person.id_number,
            "course_section_sourcedid": id_number(course),
        },
        f"{LTI}roles": roles(moodle, person, course),
        f"{LTI}context": context(course) | {"type": ["CourseSection"]},
        f"{LTI}message_type": "LtiResourceLinkRequest",
        f"{LTI}resource_link": {
            "title": ACTIVITY_TITLE,
            "description": "",
            "id": str(course.id),
        },
        OUTCOME: _outcome(moodle, person, course),
        "given_name": person.first_name,
        "family_name": person.last_name,
        "name": person.name,
        f"{LTI}ext": {"user_username": person.username, "lms": "moodle-2"},
        "email": person.email,
        f"{LTI}launch_presentation": _presentation(moodle, visit, person, course),
        f"{LTI}tool_platform": _platform(moodle),
        f"{LTI}version": "1.3.0",
        f"{LTI}custom": _custom(moodle, person, course),
        f"{AGS}claim/endpoint": _grades(moodle, course),
        f"{NRPS}claim/namesroleservice": {
            "context_memberships_url": memberships_url(moodle, course),
            "service_versions": ["1.0", "2.0"],
        },
    }


def context(course: Course) -> Claims:
    """Return how launches and services name a course."""
    return {"id": str(course.id), "label": course.code, "title": course.title}


def memberships_url(moodle: LookAlike, course: Course) -> str:
    """Return where the people of the course are listed."""
    return f"{_services(moodle)}/CourseSection/{course.id}/bindings/{TOOL_ID}/memberships"


def _services(moodle: LookAlike) -> str:
    return f"{moodle.site.platform_url}/mod/lti/services.php"


def _outcome(moodle: LookAlike, person: Person, course: Course) -> Claims:
    data = {
        "instanceid": str(course.id),
        "userid": str(person.id),
        "typeid": str(TOOL_ID),
        "launchid": secrets.randbelow(2**31),
    }
    text = json.dumps(data, separators=(",", ":"))
    digest = hmac.new(moodle.site.token.encode(), text.encode(), hashlib.sha256).hexdigest()
    sourced = json.dumps({"data": data, "hash": digest}, separators=(",", ":"))
    service = f"{moodle.site.platform_url}/mod/lti/service.php"
    return {"lis_result_sourcedid": sourced, "lis_outcome_service_url": service}


def _presentation(moodle: LookAlike, visit: Visit, person: Person, course: Course) -> Claims:
    place = f"course={course.id}&launch_container=2&instanceid={course.id}"
    back = f"{moodle.site.platform_url}/mod/lti/return.php?{place}&sesskey={visit.session_key}"
    return {"locale": person.language, "document_target": "iframe", "return_url": back}


def _platform(moodle: LookAlike) -> Claims:
    guid = hashlib.sha256(moodle.site.client_id.encode()).hexdigest()[:32]
    return {
        "product_family_code": "moodle",
        "version": VERSION,
        "guid": guid,
        "name": moodle.organisation.short_name,
        "description": moodle.organisation.name,
    }


def _custom(moodle: LookAlike, person: Person, course: Course) -> Claims:
    starts = moodle.organisation.founded_at + timedelta(days=course.id)
    base = _services(moodle)
    return {
        "username": person.username,
        "person_email": person.email,
        "idnumber": person.id_number,
        "course_idnumber": id_number(course),
        "context_id_history": "",
        "moodle_uid": str(person.id),
        "rl_title": ACTIVITY_TITLE,
        "coursestart": starts.isoformat(),
        "jobrole": "$User.customfield.jobrole",
        "context_memberships_url": memberships_url(moodle, course),
        "system_setting_url": f"{base}/tool/{TOOL_ID}/custom",
        "context_setting_url": f"{base}/CourseSection/{course.id}/bindings/tool/{TOOL_ID}/custom",
        "link_setting_url": f"{base}/links/{{link_id}}/custom",
    }


def _grades(moodle: LookAlike, course: Course) -> Claims:
    items = f"{_services(moodle)}/{course.id}/lineitems"
    return {
        "scope": list(GRADE_SCOPES),
        "lineitems": f"{items}?type_id={TOOL_ID}",
        "lineitem": f"{items}/{course.id}/lineitem?type_id={TOOL_ID}",
    }
