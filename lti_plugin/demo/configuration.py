"""The OpenID configuration: what the look-alike tells a tool that wants to register."""

from __future__ import annotations

from typing import Any

from lti_plugin.demo import vocabulary
from lti_plugin.demo.answers.shapes import RELEASE
from lti_plugin.demo.site import DemoSite
from lti_plugin.demo.variables import VARIABLES


def configuration(site: DemoSite) -> dict[str, Any]:
    """Return the configuration in Moodle's shape."""
    return {
        "issuer": site.issuer,
        "token_endpoint": site.token_url,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": site.jwks_url,
        "authorization_endpoint": site.auth_url,
        "registration_endpoint": site.registration_url,
        "scopes_supported": list(vocabulary.SCOPES),
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        vocabulary.PLATFORM_CONFIGURATION: {
            "product_family_code": "moodle",
            "version": RELEASE,
            "messages_supported": [
                {"type": vocabulary.RESOURCE_LINK_MESSAGE},
                {"type": vocabulary.DEEP_LINKING_MESSAGE, "placements": ["ContentArea"]},
            ],
            "variables": list(VARIABLES),
        },
    }
