"""The service account as a file that Moodle reads under "Upload users", with its role.

The names of the columns are those of Moodle's own upload.
"""

from __future__ import annotations

from lti_plugin.services.role_preset import SHORT_NAME
from lti_plugin.store.sites import Site

HEAD = ("username", "auth", "firstname", "lastname", "email", "lang", "timezone", "sysrole1")
# Nobody can have an address of this ending (RFC 2606), and Moodle sends nothing there.
EMAIL = f"{SHORT_NAME}@fingerpost.invalid"


def preset(site: Site) -> tuple[str, ...]:
    """Return the account's row: its language is that of the report's headers and dates."""
    return (
        SHORT_NAME,
        "webservice",
        "Fingerpost",
        "web services",
        EMAIL,
        "en",
        site.timezone,
        SHORT_NAME,
    )
