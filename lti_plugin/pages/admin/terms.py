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
    choices,
    corrections,
    earlier_models,
    inbox,
    making,
    objectives,
    people_card,
    popularity,
    privacy,
    ratings,
    requests,
    revoking,
    scales,
    staff_import,
    standing,
    steering,
    tokens,
)
from lti_plugin.services.changes import PROGRAM, Change

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
    popularity.CHANGED: lazy("How much popular courses count was changed."),
    steering.CHANGED: lazy("Settings were changed: %(settings)s."),
    earlier_models.CHANGED: lazy("Another model was put in use."),
    scales.CHANGED: lazy("A word of a scale was given another level: %(word)s."),
    achievements.CREATED: lazy("The achievement “%(achievement)s” was described."),
    achievements.CHANGED: lazy("The achievement “%(achievement)s” was changed."),
    achievements.ACTIVATED: lazy("The achievement “%(achievement)s” was activated."),
    achievements.RENEWED: lazy("A new version of the achievement “%(achievement)s” was begun."),
    achievements.BACKFILLED: lazy("“%(achievement)s” was awarded for the past."),
    achievements.RETIRED: lazy("The achievement “%(achievement)s” was retired."),
    awarding.AWARDED: lazy("%(person)s was awarded the badge “%(achievement)s”: %(reason)s"),
    revoking.REVOKED: lazy("A badge of %(person)s was revoked: %(reason)s"),
    corrections.CORRECTED: lazy("The record of %(person)s was corrected: %(fields)s."),
    corrections.RELEASED: lazy("The record of %(person)s was left to the source: %(fields)s."),
    people_card.GIVEN_OUT: lazy("The record of %(person)s was given out."),
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
    "role profile signed": lazy("What the role “%(role)s” asks for was signed."),
    "role outlook signed": lazy("The outlook of the role “%(role)s” was signed."),
    "role trigger added": lazy("An event was entered for the role “%(role)s”."),
    "scale changed": lazy("The level of a word of a scale was changed."),
    badge_columns.SWITCHED_ON: lazy("“%(achievement)s” got a grade column in its course."),
    badge_columns.SWITCHED_OFF: lazy(
        "Nothing more is sent to the grade column of “%(achievement)s”."
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
    }
    return str(text) % values


def _fields(names: object) -> str:
    known = names if isinstance(names, list) else []
    return ", ".join(str(peoplewords.FIELDS.get(each, each)) for each in known)


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
