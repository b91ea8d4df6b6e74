"""The columns of what is held about a person, and the values in them, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import groupwords, reasonwords, wording
from lti_plugin.services import holdings

LABELS: Mapping[str, Any] = {
    "about": lazy("About which kind of entry"),
    "about_id": lazy("About which entry"),
    "accepted": lazy("Accepted"),
    "achievement_id": lazy("What it is for"),
    "action": lazy("What"),
    "active": lazy("Active"),
    "actor": lazy("Who"),
    "admin": lazy("L&D admin"),
    "answer": lazy("Answer"),
    "answered_at": lazy("Answered"),
    "approved": lazy("Granted"),
    "asked_at": lazy("Asked"),
    "at": lazy("When"),
    "audience": lazy("Came in as"),
    "awarded_by": lazy("Who awarded it"),
    "badge_id": lazy("Id of the badge"),
    "basis": lazy("Rests on"),
    "by": lazy("Who said it"),
    "changed_at": lazy("Changed"),
    "claimed": lazy("Level that you claim"),
    "claims": lazy("What Moodle told of the visit"),
    "column_id": lazy("Grade column"),
    "completed_at": lazy("Finished"),
    "confirmed_by": lazy("Who confirmed it"),
    "context_id": lazy("Moodle’s id of the course"),
    "context_title": lazy("Course"),
    "course_id": lazy("Course"),
    "coverage": lazy("Covered of your role before it, from 0 to 1"),
    "course_module": lazy("Moodle’s id of the activity"),
    "created_at": lazy("Held since"),
    "created_by": lazy("Who set it"),
    "date_source": lazy("Where the date comes from"),
    "decided_at": lazy("Decided"),
    "decided_by": lazy("Who decided"),
    "department": lazy("Department"),
    "details": lazy("Details"),
    "document": lazy("The signed badge"),
    "done_at": lazy("Done"),
    "email": lazy("E-mail address"),
    "ends_on": lazy("Until"),
    "enrolled_at": lazy("Enrolled"),
    "expires": lazy("Counts until"),
    "hired_on": lazy("Hired on"),
    "first_seen": lazy("Its day is when it was first seen"),
    "ended_at": lazy("Ended"),
    "expected": lazy("What was to become of it"),
    "expires_at": lazy("Ends"),
    "extra": lazy("Further fields from Moodle or a file"),
    "field": lazy("Which field"),
    "finished_at": lazy("Finished"),
    "first_seen_at": lazy("Held since"),
    "gain": lazy("What it would add, from 0 to 1"),
    "given_at": lazy("Agreed on"),
    "gone_at": lazy("No longer listed since"),
    "grade": lazy("Grade"),
    "grounds": lazy("What it rested on"),
    "group_id": lazy("Group in Moodle"),
    "hours": lazy("Hours"),
    "id_number": lazy("ID number in Moodle"),
    "identity": lazy("Whose it is, as a salted hash"),
    "item_id": lazy("Piece of work"),
    "items": lazy("Pieces of work"),
    "key": lazy("Id at its source"),
    "kind": lazy("Kind"),
    "lacks": lazy("What it closes: skill, level that you have, level asked for"),
    "language": lazy("Language"),
    "level": lazy("Level"),
    "line_id": lazy("Budget"),
    "link": lazy("Address"),
    "listed": lazy("Search engines may find it"),
    "locale": lazy("Language"),
    "manager": lazy("Manager"),
    "media_type": lazy("Kind of file"),
    "mode": lazy("Way of learning"),
    "money": lazy("Money"),
    "month": lazy("Month"),
    "moodle_id": lazy("Its number in Moodle"),
    "moved_at": lazy("Progress changed"),
    "name": lazy("Name"),
    "named": lazy("Shown with your name"),
    "note": lazy("Note"),
    "on": lazy("Day"),
    "outcome": lazy("What became of it"),
    "path_id": lazy("Path to the role"),
    "place": lazy("Place on the path, counted from 0"),
    "pick_id": lazy("Course put first for you, or hidden"),
    "problem": lazy("Why Moodle did not take it"),
    "progress": lazy("Progress in percent"),
    "published": lazy("Public"),
    "rank": lazy("Place in the list"),
    "reason": lazy("Reason"),
    "reasons": lazy("Reasons that were given"),
    "resource_link_id": lazy("Activity"),
    "return_url": lazy("The page that you came from"),
    "reviewed_at": lazy("Reviewed"),
    "reviewed_by": lazy("Who reviewed it"),
    "role": lazy("Role"),
    "role_id": lazy("Role"),
    "rule": lazy("Rule"),
    "said": lazy("What Moodle said"),
    "score": lazy("Score"),
    "seen_at": lazy("Last used"),
    "sent": lazy("Percent sent"),
    "sent_at": lazy("Sent"),
    "set_at": lazy("Since"),
    "set_by": lazy("Who set it"),
    "settled_at": lazy("Answered"),
    "settled_by": lazy("Who answered"),
    "shown_at": lazy("Shown"),
    "size": lazy("Size in bytes"),
    "skill_id": lazy("Skill"),
    "skills": lazy("Skills, with the levels that it leads to"),
    "slots": lazy("Times: weekday from 0, minute of the day, minutes"),
    "source": lazy("Where it comes from"),
    "started_at": lazy("Started"),
    "starts_on": lazy("From"),
    "state": lazy("State"),
    "steps": lazy("Courses on the path"),
    "suggested_at": lazy("Suggested"),
    "target_role": lazy("Role that you aim at"),
    "teaches": lazy("You teach there"),
    "text": lazy("Your words"),
    "title": lazy("Title"),
    "towards": lazy("Towards"),
    "undone": lazy("Which one that was taken back"),
    "until": lazy("Until"),
    "url": lazy("Address"),
    "value": lazy("Id"),
    "visited_at": lazy("Last visit"),
    "verdict": lazy("Level that the reviewer saw"),
    "told_of": lazy("Moodle told of it"),
    "version": lazy("Version"),
    "weight": lazy("Weight"),
    "whole_team": lazy("For the whole team"),
    "with_name": lazy("With your name"),
    "withdrawn_at": lazy("Taken back in Moodle"),
}
CODES: Mapping[tuple[str, str], Any] = {
    ("audience", "learner"): wording.AUDIENCES["learner"],
    ("audience", "instructor"): wording.AUDIENCES["instructor"],
    ("audience", "admin"): wording.AUDIENCES["admin"],
    ("answer", "confirmed"): lazy("You confirmed it"),
    ("answer", "disagreed"): lazy("You disagreed"),
    ("basis", "features"): lazy("skills and descriptions"),
    ("basis", "flag"): lazy("Moodle’s own mark"),
    ("basis", "gap"): lazy("what your goals ask for"),
    ("basis", "history"): lazy("what many people finished"),
    ("basis", "progress"): lazy("progress of 100 percent"),
    ("kind", "advance"): lazy("Next level"),
    ("kind", "audit"): lazy("Own ratings for the L&D team"),
    ("kind", "cohort"): lazy("A group or cohort"),
    ("kind", "cohorts"): lazy("Recommended cohorts"),
    ("kind", "contest"): lazy("Something is wrong"),
    ("kind", "course_feedback"): lazy("Something is wrong with a course"),
    ("kind", "email"): lazy("E-mail address"),
    ("kind", "erase"): lazy("Erase everything"),
    ("kind", "export"): lazy("All that is held"),
    ("kind", "file"): lazy("Id in a file"),
    ("kind", "history"): lazy("Learning from finished courses"),
    ("kind", "idnumber"): lazy("ID number"),
    ("kind", "later"): lazy("Later"),
    ("kind", "moodle_id"): lazy("Moodle’s id"),
    ("kind", "none"): lazy("Nothing needed"),
    ("kind", "not_for_me"): lazy("Not for me"),
    ("kind", "reskill"): lazy("Reskill"),
    ("kind", "unknown"): lazy("Not enough information"),
    ("kind", "teachers"): lazy("Own ratings for teachers"),
    ("kind", "upskill"): lazy("Upskill"),
    ("kind", "username"): lazy("User name"),
    ("state", "approved"): lazy("On the path"),
    ("state", "asked"): lazy("Waits for an answer"),
    ("state", "declined"): lazy("Declined"),
    ("state", "done"): lazy("Done"),
    ("field", "active"): lazy("Active"),
    ("field", "department"): lazy("Department"),
    ("field", "hired_on"): lazy("Hired on"),
    ("field", "manager"): lazy("Manager"),
    ("field", "role"): lazy("Role"),
    ("source", "assessment"): lazy("assessment"),
    ("source", "backfill"): lazy("what you had finished before"),
    ("source", "badge"): lazy("badge"),
    ("source", "completion"): lazy("what you finished"),
    ("source", "manager"): lazy("manager"),
    ("source", "peer"): lazy("colleague"),
    ("source", "portfolio"): lazy("reviewed work"),
    ("source", "rating"): lazy("rating in Moodle"),
    ("source", "self"): lazy("yourself"),
    **groupwords.codes(),
}
LEVEL_OF = "level"


def value(column: str, held: Any, names: Mapping[UUID, str]) -> str:
    """Return what a column holds in words; what it refers to by its id is named."""
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    if isinstance(held, datetime):
        return wording.when(held)
    if isinstance(held, date):
        return str(format_date(held))
    if isinstance(held, int | float):
        number = format_decimal(held, "0.##")
        return f"{number} ({wording.level(held)})" if column == LEVEL_OF else number
    if isinstance(held, Mapping):
        return _mapping(column, held, names)
    if isinstance(held, list):
        return "; ".join(value(column, each, names) for each in held)
    own = holdings.as_id(held)
    if own is not None:
        return names.get(own, str(own))
    return str(CODES.get((column, str(held)), held))


def _mapping(column: str, held: Mapping[str, Any], names: Mapping[UUID, str]) -> str:
    """Return a mapping as its pairs, a reason as the sentence that was shown."""
    key = str(held.get("key"))
    if key in reasonwords.REASONS:
        told = {name: value(name, each, names) for name, each in held.items()}
        return reasonwords.reason(key, told)
    return ", ".join(
        f"{name}: {value(column, each, names)}" for name, each in held.items() if each is not None
    )
