"""What the look-alike says about a launch: the claims of its id_token, in Moodle's shape."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from typing import Any

from joserfc import jwt

from lti_plugin.demo import addresses
from lti_plugin.demo.activities import Activity
from lti_plugin.demo.answers.courses import id_number
from lti_plugin.demo.answers.shapes import VERSION
from lti_plugin.demo.entities import Course, Person
from lti_plugin.demo.launches import Launch
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.variables import custom_parameters
from lti_plugin.demo.visits import Visit
from lti_plugin.demo.vocabulary import (
    AGS,
    DEEP_LINKING,
    GRADE_SCOPES,
    LTI,
    MEMBERSHIP_SCOPE,
    NRPS,
    OUTCOME,
    RESOURCE_LINK_ITEM,
    SETTINGS_SCOPE,
)

LIFETIME = 60

Claims = dict[str, Any]


def sign(moodle: LookAlike, claims: Claims) -> str:
    """Return ``claims`` as a token signed with the platform's key."""
    key = moodle.folder.key
    return jwt.encode({"typ": "JWT", "alg": "RS256", "kid": key.kid}, claims, key)


def launch_claims(
    moodle: LookAlike, visit: Visit, person: Person, launch: Launch, nonce: str
) -> Claims:
    """Return the claims of a launch, of the kind that it needs; they hold for a minute."""
    now, course = int(time.time()), launch.course
    claims = {
        "nonce": nonce,
        "iat": now,
        "exp": now + LIFETIME,
        "iss": moodle.site.issuer,
        "aud": launch.tool.client_id,
        f"{LTI}deployment_id": launch.tool.deployment_id,
        f"{LTI}target_link_uri": launch.target,
        "sub": str(person.id),
        f"{LTI}lis": {
            "person_sourcedid": person.id_number,
            "course_section_sourcedid": id_number(course),
        },
        f"{LTI}roles": moodle.roles(person, course),
        f"{LTI}context": context(course) | {"type": ["CourseSection"]},
        f"{LTI}message_type": launch.message_type,
        f"{LTI}launch_presentation": {"locale": person.language},
        f"{LTI}tool_platform": _platform(moodle),
        f"{LTI}version": "1.3.0",
        f"{LTI}custom": _custom(moodle, person, launch),
    }
    claims |= _person(person, launch) | _services(moodle, launch)
    if launch.activity is None:
        return claims | _choice(moodle, visit, launch)
    return claims | _activity(moodle, visit, person, launch, launch.activity)


def context(course: Course) -> Claims:
    """Return how launches and services name a course."""
    return {"id": str(course.id), "label": course.code, "title": course.title}


def _person(person: Person, launch: Launch) -> Claims:
    claims: Claims = {f"{LTI}ext": {"lms": "moodle-2"}}
    if launch.tool.shares_names:
        claims |= {
            "given_name": person.first_name,
            "family_name": person.last_name,
            "name": person.name,
            f"{LTI}ext": {"user_username": person.username, "lms": "moodle-2"},
        }
    return claims | ({"email": person.email} if launch.tool.shares_email else {})


def _activity(
    moodle: LookAlike, visit: Visit, person: Person, launch: Launch, activity: Activity
) -> Claims:
    """Return what is said only when an activity is opened."""
    place = f"course={launch.course.id}&launch_container=2&instanceid={activity.id}"
    back = f"{moodle.site.platform_url}/mod/lti/return.php?{place}&sesskey={visit.session_key}"
    claims: Claims = {
        f"{LTI}resource_link": {
            "title": activity.title,
            "description": activity.description,
            "id": str(activity.id),
        },
        f"{LTI}launch_presentation": {
            "locale": person.language,
            "document_target": "iframe",
            "return_url": back,
        },
    }
    graded = moodle.gradebook.coupled(launch.course.id, activity.id)
    if graded and launch.tool.accepts_grades:
        claims[OUTCOME] = _outcome(moodle, person, activity)
    return claims


def _choice(moodle: LookAlike, visit: Visit, launch: Launch) -> Claims:
    """Return what is said only when content for a course is chosen."""
    back = f"course={launch.course.id}&id={launch.tool.id}&sesskey={visit.session_key}"
    settings = {
        "accept_types": [RESOURCE_LINK_ITEM],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_copy_advice": False,
        "accept_multiple": True,
        "accept_unsigned": False,
        "auto_create": False,
        "can_confirm": False,
        "deep_link_return_url": f"{moodle.site.choice_url}?{back}",
        "title": launch.tool.name,
        "text": "",
    }
    return {f"{DEEP_LINKING}deep_linking_settings": settings}


def _outcome(moodle: LookAlike, person: Person, activity: Activity) -> Claims:
    data = {
        "instanceid": str(activity.id),
        "userid": str(person.id),
        "typeid": str(activity.tool_id),
        "launchid": secrets.randbelow(2**31),
    }
    text = json.dumps(data, separators=(",", ":"))
    digest = hmac.new(moodle.site.token.encode(), text.encode(), hashlib.sha256).hexdigest()
    sourced = json.dumps({"data": data, "hash": digest}, separators=(",", ":"))
    service = f"{moodle.site.platform_url}/mod/lti/service.php"
    return {"lis_result_sourcedid": sourced, "lis_outcome_service_url": service}


def _platform(moodle: LookAlike) -> Claims:
    guid = hashlib.sha256(moodle.site.client_id.encode()).hexdigest()[:32]
    return {
        "product_family_code": "moodle",
        "version": VERSION,
        "guid": guid,
        "name": moodle.organisation.short_name,
        "description": moodle.organisation.name,
    }


def _custom(moodle: LookAlike, person: Person, launch: Launch) -> Claims:
    custom: Claims = dict(custom_parameters(moodle, launch, person))
    course_id, tool = launch.course.id, launch.tool
    if MEMBERSHIP_SCOPE in tool.scopes:
        custom["context_memberships_url"] = addresses.memberships(moodle.site, course_id, tool.id)
    if SETTINGS_SCOPE in tool.scopes:
        link = launch.activity is not None
        custom |= addresses.settings(moodle.site, course_id, tool.id, link=link)
    return custom


def _services(moodle: LookAlike, launch: Launch) -> Claims:
    """Return the services that the tool may call: those about people once it has an activity."""
    tool, course_id = launch.tool, launch.course.id
    claims: Claims = {}
    if tool.accepts_grades:
        claims[f"{AGS}claim/endpoint"] = _grades(moodle, launch)
    there = any(a.tool_id == tool.id for a in moodle.activities.of_course(course_id))
    if there and MEMBERSHIP_SCOPE in tool.scopes:
        claims[f"{NRPS}claim/namesroleservice"] = {
            "context_memberships_url": addresses.memberships(moodle.site, course_id, tool.id),
            "service_versions": ["1.0", "2.0"],
        }
    return claims


def _grades(moodle: LookAlike, launch: Launch) -> Claims:
    tool, course_id = launch.tool, launch.course.id
    whose = f"?type_id={tool.id}"
    found: Claims = {
        "scope": [scope for scope in GRADE_SCOPES if scope in tool.scopes],
        "lineitems": addresses.line_items(moodle.site, course_id) + whose,
    }
    if launch.activity is not None:
        items = moodle.gradebook.coupled(course_id, launch.activity.id)
        if len(items) == 1:  # with several Moodle does not say which
            found["lineitem"] = addresses.line_item(moodle.site, course_id, items[0].id) + whose
    return found
