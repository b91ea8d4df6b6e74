"""The words of the page about people: roles, what they are here, what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER, SITE_ADMIN
from lti_plugin.services import (
    achievements,
    awarding,
    build_or_buy,
    catalogue_rules,
    choices,
    editing,
    equivalents,
    objectives,
    outside,
    picks,
    popularity,
    privacy,
    requests,
    revoking,
    standing,
)
from lti_plugin.services.changes import Change

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
AUDIENCES: Mapping[str, Any] = {
    LEARNER: lazy("learner"),
    INSTRUCTOR: lazy("instructor"),
    ADMIN: lazy("L&D admin"),
}
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
    requests.ASKED["erase"]: lazy("%(person)s asked to be erased."),
    requests.ASKED["contest"]: lazy("%(person)s wrote that something held about them is wrong."),
    requests.WITHDRAWN: lazy("%(person)s took a request back."),
    requests.SETTLED: lazy("A request of %(person)s was answered."),
    objectives.ADDED: lazy("The objective “%(objective)s” was added."),
    objectives.CHANGED: lazy("The objective “%(objective)s” was changed."),
    objectives.REMOVED: lazy("The objective “%(objective)s” was removed."),
    objectives.AGREED: lazy("The objective “%(objective)s” was agreed to."),
    popularity.CHANGED: lazy("How much popular courses count was changed."),
    achievements.CREATED: lazy("The achievement “%(achievement)s” was described."),
    achievements.CHANGED: lazy("The achievement “%(achievement)s” was changed."),
    achievements.ACTIVATED: lazy("The achievement “%(achievement)s” was activated."),
    achievements.RENEWED: lazy("A new version of the achievement “%(achievement)s” was begun."),
    achievements.BACKFILLED: lazy("“%(achievement)s” was awarded for the past."),
    achievements.RETIRED: lazy("The achievement “%(achievement)s” was retired."),
    awarding.AWARDED: lazy("%(person)s was awarded the badge “%(achievement)s”: %(reason)s"),
    revoking.REVOKED: lazy("A badge of %(person)s was revoked: %(reason)s"),
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
    build_or_buy.ENTERED: lazy("What hiring for a role takes was entered."),
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
    return str(ACTORS.get(change.actor or "", change.actor))


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
        **{name: change.details.get(name, "–") for name in ("course", "courses", "other", "skill")},
    }
    return str(text) % values


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
