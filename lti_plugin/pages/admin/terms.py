"""The words of the page about people: roles, what they are here, what was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.lti.roles import SITE_ADMIN
from lti_plugin.pages import wording
from lti_plugin.pages.admin import peoplewords, settingwords
from lti_plugin.services import (
    achievements,
    awarding,
    badge_columns,
    build_or_buy,
    catalogue_import,
    catalogue_rules,
    choices,
    connecting,
    corrections,
    drafts,
    earlier_models,
    editing,
    equivalents,
    field_maps,
    inbox,
    making,
    objectives,
    outside,
    people_card,
    picks,
    popularity,
    privacy,
    ratings,
    report_columns,
    requests,
    returns,
    revoking,
    role_editing,
    role_removal,
    scales,
    scenarios,
    staff_import,
    standing,
    steering,
    tokens,
    triggers,
    work,
)
from lti_plugin.services.changes import PROGRAM, Change
from lti_plugin.store.catalogue_files import COURSES, SKILLS

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
AUDIENCES = wording.AUDIENCES
# The roles that platforms send, in the order of the form.
ROLES: Mapping[str, Any] = {
    SITE_ADMIN: lazy("Site administrator"),
    _VOCABULARY + "institution/person#Administrator": lazy("Administrator of the institution"),
    _VOCABULARY + "membership#Administrator": lazy("Administrator of the course"),
    _VOCABULARY + "membership#Instructor": lazy("Teacher or manager of the course"),
    _VOCABULARY + "membership/Instructor#TeachingAssistant": lazy(
        "Teaching assistant, non-editing teacher"
    ),
    _VOCABULARY + "membership#ContentDeveloper": lazy("Content developer"),
    _VOCABULARY + "membership#Mentor": lazy("Mentor"),
    _VOCABULARY + "membership#Learner": lazy("Learner"),
}
ACTORS: Mapping[str, Any] = {
    standing.COMMAND_LINE: lazy("command line"),
    standing.FIRST: lazy("first site administrator"),
    "launch": lazy("a launch"),
    "registration": lazy("a registration"),
    "demo": lazy("the demo"),
    "undo": lazy("the award of badges"),
}
ACTIONS: Mapping[str, Any] = {
    standing.MADE: lazy("%(person)s became an L&D admin."),
    standing.TAKEN: lazy("%(person)s was taken off the L&D admins, whatever a launch says."),
    standing.LEFT: lazy("%(person)s was left to what their launches say."),
    standing.RULES: lazy("The rules for roles were changed: %(rules)s."),
    "invitation made": lazy("An invitation for Moodle was made."),
    "tool registered": lazy("Moodle registered Fingerpost."),
    "tool registered again": lazy("Moodle registered Fingerpost again."),
    "tool registered by hand": lazy("The ids of a registration were entered by hand."),
    "launches on": lazy("The launches of a registration were let in."),
    "launches off": lazy("The launches of a registration were kept out."),
    "placed": lazy("Something was placed in a course."),
    "person erased": lazy("A person was erased."),
    choices.OUT: lazy("%(person)s opted out of something under “My data”."),
    choices.IN: lazy("%(person)s took back an opting out."),
    privacy.EXPORTED: lazy("%(person)s downloaded what is held about them."),
    inbox.ASKED["erase"]: lazy("%(person)s asked to be erased."),
    inbox.ASKED["contest"]: lazy("%(person)s wrote that something held about them is wrong."),
    inbox.ASKED["export"]: lazy("%(person)s asked for all that is held about them."),
    inbox.ASKED["cohort"]: lazy("%(person)s asked for a group or cohort."),
    inbox.ASKED["course_feedback"]: lazy("%(person)s wrote that something is wrong with a course."),
    making.ASKED_FOR: lazy("The group “%(name)s” was asked of Moodle for %(people)s people."),
    making.MADE: lazy("The group “%(name)s” was made in Moodle: %(people)s in, %(refused)s not."),
    making.NOT_MADE: lazy("The group “%(name)s” could not be made in Moodle."),
    requests.WITHDRAWN: lazy("%(person)s took a request back."),
    requests.SETTLED: lazy("A request of %(person)s was answered."),
    requests.ACCEPTED: lazy("A request of %(person)s was accepted."),
    requests.REFUSED: lazy("A request of %(person)s was refused."),
    objectives.ADDED: lazy("The objective “%(objective)s” was added."),
    objectives.CHANGED: lazy("The objective “%(objective)s” was changed."),
    objectives.REMOVED: lazy("The objective “%(objective)s” was removed."),
    objectives.AGREED: lazy("The objective “%(objective)s” was agreed to."),
    role_editing.ADDED: lazy("The role “%(role)s” was added."),
    role_editing.CHANGED: lazy("The role “%(role)s” was changed%(lines)s."),
    role_removal.REMOVED: lazy("The role “%(role)s” was removed."),
    role_removal.RESTORED: lazy("The role “%(role)s” was brought back."),
    drafts.DRAFTED: lazy("The role “%(role)s” was drafted from a taxonomy."),
    "role profile signed": lazy("The profile of “%(role)s” was signed by %(by)s."),
    "role outlook signed": lazy("The outlook of “%(role)s” was signed by %(by)s."),
    triggers.ADDED: lazy("A trigger was entered for “%(role)s”."),
    triggers.CHANGED: lazy("A trigger for “%(role)s” was changed."),
    triggers.CLOSED: lazy("A trigger for “%(role)s” was closed."),
    triggers.REOPENED: lazy("A trigger for “%(role)s” was opened again."),
    scenarios.ADDED: lazy("The scenario “%(scenario)s” was kept."),
    scenarios.CHANGED: lazy("The scenario “%(scenario)s” was changed."),
    scenarios.REMOVED: lazy("The scenario “%(scenario)s” was removed."),
    popularity.CHANGED: lazy("How much popular courses count was changed."),
    steering.CHANGED: lazy("Settings were changed: %(settings)s."),
    earlier_models.CHANGED: lazy("Another model was put in use."),
    scales.CHANGED: lazy("A word of a scale was given another level: %(word)s."),
    achievements.CREATED: lazy("The badge “%(achievement)s” was described."),
    achievements.CHANGED: lazy("The badge “%(achievement)s” was changed."),
    achievements.ACTIVATED: lazy("The badge “%(achievement)s” was activated."),
    achievements.RENEWED: lazy("A new version of the badge “%(achievement)s” was begun."),
    achievements.BACKFILLED: lazy("“%(achievement)s” was awarded for the past."),
    achievements.RETIRED: lazy("The badge “%(achievement)s” was retired."),
    awarding.AWARDED: lazy("%(person)s was awarded the badge “%(achievement)s”: %(reason)s"),
    revoking.REVOKED: lazy("A badge of %(person)s was revoked: %(reason)s"),
    corrections.CORRECTED: lazy("The record of %(person)s was corrected: %(fields)s."),
    corrections.RELEASED: lazy("The record of %(person)s was left to the source: %(fields)s."),
    people_card.GIVEN_OUT: lazy("The record of %(person)s was given out."),
    catalogue_import.SENT_IN[COURSES]: lazy("The file of courses “%(file)s” was sent."),
    catalogue_import.SENT_IN[SKILLS]: lazy("The file of skills “%(file)s” was sent."),
    catalogue_import.TAKEN_OVER[COURSES]: lazy("The file of courses “%(file)s” was taken over."),
    catalogue_import.TAKEN_OVER[SKILLS]: lazy("The file of skills “%(file)s” was taken over."),
    staff_import.SENT_IN: lazy("The file of people “%(file)s” was sent."),
    staff_import.TAKEN_OVER: lazy("The file of people “%(file)s” was taken over."),
    tokens.MADE: lazy("The API token “%(token)s” was made."),
    tokens.REVOKED: lazy("The API token “%(token)s” was revoked."),
    "assignment asked for": lazy("%(person)s asked for an assignment at work."),
    "assignment withdrawn": lazy("%(person)s took an assignment at work back."),
    "assignment approved": lazy("An assignment of %(person)s was approved."),
    "assignment declined": lazy("An assignment of %(person)s was declined."),
    "assignment confirmed": lazy("An assignment of %(person)s was confirmed."),
    "budget set": lazy("A budget of %(person)s was set."),
    "budget removed": lazy("A budget of %(person)s was removed."),
    "more budget asked for": lazy("%(person)s asked for more budget."),
    "more budget granted": lazy("More budget was granted to %(person)s."),
    "more budget declined": lazy("More budget was declined to %(person)s."),
    "portfolio accepted": lazy("A piece of work was accepted."),
    "portfolio returned": lazy("A piece of work was returned."),
    ratings.RATED: lazy("A skill of %(person)s was rated by their manager."),
    badge_columns.SWITCHED_ON: lazy("“%(achievement)s” got a grade column in its course."),
    badge_columns.SWITCHED_OFF: lazy(
        "Nothing more is sent to the grade column of “%(achievement)s”."
    ),
    editing.CHANGED: lazy("The course “%(course)s” was changed."),
    editing.MANY: lazy("Courses were changed at once: %(courses)s."),
    editing.UNDONE: lazy("A change of courses was taken back: %(courses)s."),
    editing.TAKEN: lazy("The course “%(course)s” follows its source again in something."),
    editing.KEPT: lazy("Something of the course “%(course)s” was kept beside a changed source."),
    editing.REFUSED: lazy("The skill “%(skill)s” was refused for the course “%(course)s”."),
    equivalents.JOINED: lazy("The courses “%(course)s” and “%(other)s” count for each other."),
    equivalents.PARTED: lazy("The course “%(course)s” is equivalent to no other one any more."),
    outside.ADDED: lazy("“%(course)s” was put into the catalogue; it is outside Moodle."),
    outside.RETIRED: lazy("“%(course)s” was retired."),
    outside.RETURNED: lazy("“%(course)s” is offered again."),
    picks.PINNED: lazy("The course “%(course)s” was put first for some or all."),
    picks.HIDDEN: lazy("The course “%(course)s” was hidden from some or all."),
    picks.UNPINNED: lazy("The course “%(course)s” is no longer put first for an audience."),
    picks.SHOWN: lazy("The course “%(course)s” is no longer hidden from an audience."),
    catalogue_rules.ADDED: lazy("A rule of the catalogue was set; courses moved: %(courses)s."),
    catalogue_rules.REMOVED: lazy(
        "A rule of the catalogue was taken back; courses moved: %(courses)s."
    ),
    returns.ENTERED: lazy("The figures for the return on training were entered."),
    build_or_buy.ENTERED: lazy("What hiring for a role takes was entered."),
    connecting.CHANGED: lazy("The address or token of the web services was changed."),
    report_columns.NAMED: lazy("Which column of the report is which was said."),
    connecting.CHOSE: lazy("How completions are read was chosen."),
    field_maps.MAPPED: lazy("Which custom fields carry what was changed."),
    work.CANCELLED_BY: lazy("A job was cancelled."),
    work.CONFIRMED_BY: lazy("What Moodle no longer lists was confirmed to be gone."),
    "admin link used": lazy("A one-time link into the admin pages was used."),
    "platform id changed": lazy("The platform has another id: a restored or copied Moodle."),
}


def role(uri: str) -> str:
    """Return what a role is called, or its address."""
    return str(ROLES.get(uri, uri))


def actor(change: Change) -> str:
    """Return who changed something."""
    if change.by_person:
        return change.actor or _("somebody who is not here any more")
    name = change.actor or ""
    if name.startswith(PROGRAM):
        return _("the program “%(name)s”", name=name.removeprefix(PROGRAM))
    return str(ACTORS.get(name, name))


def name(action: str) -> str:
    """Return what a kind of change is called by itself, without whom it was about."""
    return str(ACTIONS.get(action, action)) % defaultdict(lambda: "…")


def sentence(change: Change) -> str:
    """Return what was changed; what this page has no words for stays as the log calls it."""
    text = ACTIONS.get(change.action)
    if text is None:
        return change.action
    values = {
        "person": change.person or _("Somebody who is not here any more"),
        "rules": _rules(change.details),
        "objective": change.details.get("objective", ""),
        "achievement": change.details.get("achievement", ""),
        "reason": change.details.get("reason", "–"),
        "role": change.details.get("role", ""),
        "file": change.details.get("file", ""),
        "token": change.details.get("token", ""),
        "fields": _fields(change.details.get("fields")),
        "settings": "; ".join(map(settingwords.section, change.details.get("sections", ()))),
        "word": change.details.get("word", ""),
        "scenario": change.details.get("scenario", ""),
        "by": change.details.get("by", "–"),
        "lines": _lines(change.details),
        **{name: change.details.get(name, "–") for name in ("course", "courses", "other", "skill")},
    }
    return str(text) % values


def _fields(names: object) -> str:
    known = names if isinstance(names, list) else []
    return ", ".join(str(peoplewords.FIELDS.get(each, each)) for each in known)


def _lines(details: Mapping[str, Any]) -> str:
    """Return which lines of a profile have gone and come."""
    lines = details.get("lines")
    if not isinstance(lines, dict):
        return ""
    gone, come = lines.get("gone", []), lines.get("come", [])
    told = [f"− {each}" for each in gone] + [f"+ {each}" for each in come]
    return ": " + "; ".join(told)


def _rules(details: Mapping[str, Any]) -> str:
    before, now = details.get("before"), details.get("now")
    if not isinstance(before, dict) or not isinstance(now, dict):
        return ""
    changed = [uri for uri in {**before, **now} if before.get(uri) != now.get(uri)]
    return "; ".join(
        f"{role(uri)}: {_audience(before.get(uri))} → {_audience(now.get(uri))}" for uri in changed
    )


def _audience(name: str | None) -> str:
    return _("as usual") if name is None else str(AUDIENCES.get(name, name))
