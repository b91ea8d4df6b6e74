"""What is held of somebody's badges, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy

from lti_plugin.pages.learner.holding import OPERATORS, Group, Kind

BADGES = Group(
    "badges",
    lazy("Badges"),
    (
        Kind(
            "badge_holders",
            lazy("Your badges"),
            lazy("So that you have them, and that they can be checked."),
            lazy(
                "You, those who run Fingerpost here, and, for those that you make public, "
                "everybody."
            ),
            ("achievement_id",),
        ),
        Kind(
            "badge_grades",
            lazy("Badges in a gradebook"),
            lazy(
                "To send to Moodle that you have the badge of a course, and not to send it twice."
            ),
            lazy("You, those who run Fingerpost here, and in Moodle whoever sees your grades."),
            ("column_id",),
        ),
        Kind(
            "backpack_codes",
            lazy("App codes for your Moodle profile"),
            lazy("So that Moodle can read your public badges; only a hash is kept."),
            OPERATORS,
            ("created_at",),
        ),
    ),
)
