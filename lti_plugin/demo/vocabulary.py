"""The names that LTI gives to claims, roles and scopes, as far as the look-alike speaks them."""

from __future__ import annotations

SPEC = "https://purl.imsglobal.org/spec/"
LTI = f"{SPEC}lti/claim/"
AGS = f"{SPEC}lti-ags/"
NRPS = f"{SPEC}lti-nrps/"
DEEP_LINKING = f"{SPEC}lti-dl/claim/"
OUTCOME = f"{SPEC}lti-bo/claim/basicoutcome"
TOOL_CONFIGURATION = f"{SPEC}lti-tool-configuration"
PLATFORM_CONFIGURATION = f"{SPEC}lti-platform-configuration"

ROLES = "http://purl.imsglobal.org/vocab/lis/v2/"
LEARNER, INSTRUCTOR = f"{ROLES}membership#Learner", f"{ROLES}membership#Instructor"
ADMINISTRATOR = (f"{ROLES}institution/person#Administrator", f"{ROLES}system/person#Administrator")

RESOURCE_LINK_MESSAGE = "LtiResourceLinkRequest"
DEEP_LINKING_MESSAGE = "LtiDeepLinkingRequest"
RESOURCE_LINK_ITEM = "ltiResourceLink"

OUTCOME_SCOPE = f"{SPEC}lti-bo/scope/basicoutcome"
LINE_ITEM_SCOPE = f"{AGS}scope/lineitem"
LINE_ITEM_READING_SCOPE = f"{AGS}scope/lineitem.readonly"
RESULT_SCOPE = f"{AGS}scope/result.readonly"
SCORE_SCOPE = f"{AGS}scope/score"
MEMBERSHIP_SCOPE = f"{NRPS}scope/contextmembership.readonly"
SETTINGS_SCOPE = f"{SPEC}lti-ts/scope/toolsetting"
GRADE_SCOPES = (LINE_ITEM_SCOPE, LINE_ITEM_READING_SCOPE, RESULT_SCOPE, SCORE_SCOPE)
SCOPES = (
    OUTCOME_SCOPE,
    LINE_ITEM_READING_SCOPE,
    RESULT_SCOPE,
    SCORE_SCOPE,
    LINE_ITEM_SCOPE,
    MEMBERSHIP_SCOPE,
    SETTINGS_SCOPE,
    "openid",
)
