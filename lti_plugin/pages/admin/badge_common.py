"""What the admin's pages about badges share: what they may be sent, and where badges are issued."""

from __future__ import annotations

from flask import current_app

from lti_plugin.edge.bodies import roomy
from lti_plugin.services import badge_pictures

# A picture with its form; of what is a little too large the page itself can say so.
received = roomy(lambda: 2 * badge_pictures.LARGEST)


def base_url() -> str:
    """Return the address under which badges are issued."""
    address: str = current_app.config["FINGERPOST"].base_url
    return address
