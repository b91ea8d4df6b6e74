"""What each table is called on "My data", why it is held and who can see it."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy

from lti_plugin.pages.learner.held_badges import BADGES
from lti_plugin.pages.learner.held_cohorts import COHORTS
from lti_plugin.pages.learner.holding import DECIDERS, OPERATORS, SHOWN, Group, Kind

GROUPS = (
    Group(
        "who",
        lazy("Who you are"),
        (
            Kind(
                "people",
                lazy("Your record"),
                lazy("To know who opens Fingerpost, and which role your list is for."),
                lazy(
                    "You, those who run Fingerpost here, L&D admins, who do not see what you aim "
                    "at, and your manager: name and role."
                ),
                ("name",),
            ),
            Kind(
                "person_ids",
                lazy("Your ids in other systems"),
                lazy("So that what Moodle or a file says of you is not kept as somebody else’s."),
                lazy("You, L&D admins, and those who run Fingerpost here."),
                ("kind", "value"),
            ),
            Kind(
                "corrections",
                lazy("What your L&D team corrected in your record"),
                lazy("So that no update from Moodle or a file overwrites it."),
                lazy("You, L&D admins, and those who run Fingerpost here."),
                ("field", "value"),
            ),
            Kind(
                "role_overrides",
                lazy("Whether you are an L&D admin"),
                lazy("Somebody decided it here, whatever Moodle says."),
                lazy("You, L&D admins, and those who run Fingerpost here."),
                ("admin",),
            ),
        ),
    ),
    Group(
        "courses",
        lazy("Courses and completions"),
        (
            Kind(
                "enrolments",
                lazy("Courses that you are in"),
                lazy("So that a course that you are taking is not recommended to you."),
                lazy(
                    "You, and those who run Fingerpost here. Teachers see how many take part, and "
                    "in their own course who has not moved on for weeks."
                ),
                ("course_id",),
            ),
            Kind(
                "completions",
                lazy("Courses that you finished"),
                lazy(
                    "They show what you have learned. Unless you opt out, what many people "
                    "finished also ranks the courses of others."
                ),
                lazy(
                    "You, and those who run Fingerpost here. Teachers see how many finished, and "
                    "in their own course who did."
                ),
                ("course_id",),
            ),
        ),
    ),
    Group(
        "skills",
        lazy("Evidence of your skills"),
        (
            Kind(
                "evidence",
                lazy("What speaks for your skills, apart from finished courses"),
                lazy("To compare what you can do with what a role asks for."),
                lazy(
                    "You, whoever gave it, and those who run Fingerpost here. Your manager sees "
                    "the share of your role that it adds up to, without your own ratings. Teachers "
                    "of a course that you are in see your levels in its skills; your own ratings "
                    "count there only if you agreed. L&D admins see how many people have a skill, "
                    "and your level in it; your own ratings count there only if you agreed to that."
                ),
                ("skill_id", "level"),
            ),
            Kind(
                "portfolio_items",
                lazy("Your pieces of work"),
                lazy("To show what you can do, once somebody has reviewed it."),
                lazy(
                    "You, who reviews it, whom you give a link, and those who run Fingerpost here."
                ),
                ("title", "state"),
            ),
            Kind(
                "portfolio_claims",
                lazy("What your pieces of work show"),
                lazy("To compare what you claim with what a reviewer saw."),
                lazy(
                    "You, who reviews it, whom you give a link, and those who run Fingerpost here."
                ),
                ("skill_id", "claimed"),
            ),
            Kind(
                "portfolio_files",
                lazy("Files of your pieces of work"),
                lazy("To show the work itself; what you download here holds the files as well."),
                SHOWN,
                ("name",),
            ),
            Kind(
                "portfolio_shares",
                lazy("Links to your portfolio"),
                lazy("So that whom you gave a link sees the pieces that you chose."),
                OPERATORS,
                ("created_at",),
            ),
        ),
    ),
    BADGES,
    Group(
        "suggested",
        lazy("What was suggested to you, and what you answered"),
        (
            Kind(
                "decisions",
                lazy("Ways that were suggested to you"),
                lazy("So that you can see what each suggestion rested on, and answer it."),
                OPERATORS,
                ("kind", "towards"),
            ),
            Kind(
                "feedback",
                lazy("Courses that you put aside"),
                lazy("So that they stay off your list."),
                OPERATORS,
                ("course_id", "kind"),
            ),
        ),
    ),
    Group(
        "shown",
        lazy("What you were shown"),
        (
            Kind(
                "shown",
                lazy("Courses that you were shown"),
                lazy("To find out whether recommendations are of use. It goes after 400 days."),
                OPERATORS,
                ("course_id",),
            ),
            Kind(
                "scored",
                lazy("Your ranked list"),
                lazy("To count which courses come next for a class."),
                lazy(
                    "You, and those who run Fingerpost here. Teachers see a course only where it "
                    "comes next for five people or more, and no names."
                ),
                ("course_id",),
            ),
            Kind(
                "picked_people",
                lazy("Lists of people that you are on"),
                lazy("To put a course first for those on the list, or to keep it from them."),
                lazy("You, and those who run Fingerpost here. L&D admins see how many are on it."),
                ("pick_id",),
            ),
        ),
    ),
    COHORTS,
    Group(
        "aims",
        lazy("Your aims and learning times"),
        (
            Kind(
                "aims",
                lazy("The role that you aim at"),
                lazy("To recommend what leads there."),
                OPERATORS,
                ("role_id",),
            ),
            Kind(
                "learning_times",
                lazy("When you learn"),
                lazy("To plan a path that fits into your week."),
                OPERATORS,
                ("hours",),
            ),
        ),
    ),
    Group(
        "paths",
        lazy("Paths, and grades sent to Moodle"),
        (
            Kind(
                "paths",
                lazy("Paths that you started"),
                lazy("To count how far you are."),
                lazy(
                    "You, those who run Fingerpost here, and the teachers of a course that the "
                    "path was placed in. Your manager sees how many hours are left."
                ),
                ("role",),
            ),
            Kind(
                "path_grades",
                lazy("Progress in a gradebook"),
                lazy("To send your progress to Moodle, and not to send it twice."),
                lazy("You, those who run Fingerpost here, and in Moodle whoever sees your grades."),
                ("path_id", "resource_link_id"),
            ),
        ),
    ),
    Group(
        "work",
        lazy("Assignments at work, and budgets"),
        (
            Kind(
                "assignments",
                lazy("Assignments that you asked for"),
                lazy("So that they can be approved, stand on your path and be confirmed."),
                DECIDERS,
                ("title", "state"),
            ),
            Kind(
                "budget_lines",
                lazy("Your budgets, and those of your team"),
                lazy("So that no plan takes more time or money than there is."),
                DECIDERS,
                ("starts_on", "ends_on"),
            ),
            Kind(
                "budget_requests",
                lazy("More budget that you asked for"),
                lazy("So that it is answered."),
                DECIDERS,
                ("asked_at",),
            ),
        ),
    ),
    Group(
        "visits",
        lazy("Visits and changes"),
        (
            Kind(
                "visits",
                lazy("Your visits"),
                lazy(
                    "So that a page that you have open stays yours. They go a day after they end."
                ),
                OPERATORS,
                ("context_title", "audience"),
            ),
            Kind(
                "audit_entries",
                lazy("The log of changes"),
                lazy(
                    "To show who changed what. It stays if you are erased, but names nobody then."
                ),
                lazy("You, L&D admins, and those who run Fingerpost here."),
                ("action",),
            ),
        ),
    ),
    Group(
        "wishes",
        lazy("What you chose and asked for here"),
        (
            Kind(
                "choices",
                lazy("What you opted out of"),
                lazy("So that it is respected."),
                OPERATORS,
                ("kind",),
            ),
            Kind(
                "requests",
                lazy("What you asked for"),
                lazy("So that it is answered."),
                lazy("You, your L&D team, and those who run Fingerpost here."),
                ("kind",),
            ),
        ),
    ),
)
KINDS = {kind.table: kind for group in GROUPS for kind in group.kinds}
