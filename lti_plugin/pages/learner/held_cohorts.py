"""What is held about somebody for cohorts, and what they agreed to, as "My data" tells it."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy

from lti_plugin.pages.learner.holding import OPERATORS, Group, Kind

COHORTS = Group(
    "cohorts",
    lazy("Recommended cohorts"),
    (
        Kind(
            "cohort_steps",
            lazy("Courses that come next for you, as far as teachers may know"),
            lazy(
                "To group people who need the same course at the same time. What you aim at is no "
                "part of it, nor how you rate yourself unless you agreed."
            ),
            lazy("You, and those who run Fingerpost here. Teachers see how many people they are."),
            ("course_id", "month"),
        ),
        Kind(
            "cohort_members",
            lazy("Cohorts that you are in"),
            lazy("So that a course can be run for people who need it at the same time."),
            lazy(
                "You, those who run Fingerpost here, and the teachers of a course that you are "
                "in. Other teachers see how many people are in a cohort, and no names."
            ),
            ("course_id",),
        ),
        Kind(
            "made_members",
            lazy("Groups in Moodle that were made with you in them"),
            lazy("So that whoever makes a group sees what Moodle did for each person."),
            lazy("You, those who run Fingerpost here, and the teacher who makes the group."),
            ("group_id",),
        ),
        Kind(
            "made_groups",
            lazy("Groups in Moodle that you looked at or made"),
            lazy("So that a group is made once, and its result can be looked at again."),
            OPERATORS,
            ("name",),
        ),
        Kind(
            "consents",
            lazy("What you agreed to"),
            lazy("So that only what you agreed to is done."),
            OPERATORS,
            ("kind",),
        ),
    ),
)
