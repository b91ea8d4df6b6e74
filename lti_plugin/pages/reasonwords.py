"""Puts the reasons of a recommendation into the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import wording
from recommender.engine.explanation import Reason

REASONS: Mapping[str, Any] = {
    "reason.department_went_on": lazy(
        "People in %(department)s who finished “%(course)s” went on to this."
    ),
    "reason.role_went_on": lazy(
        "People who work as %(role)s and finished “%(course)s” went on to this."
    ),
    "reason.similar_course": lazy(
        "People who finished “%(course)s” finish this one more often than others do."
    ),
    "reason.like_course": lazy("It is close to “%(course)s”, which you finished."),
    "reason.history": lazy("It fits what you have finished so far."),
    "reason.skill": lazy("It takes %(skill)s further, which you have been learning."),
    "reason.category": lazy("You have been learning in %(category)s."),
    "reason.tag": lazy("You have been learning about %(tag)s."),
    "reason.topic": lazy("It has a topic in common with what you finished: %(topic)s."),
    "reason.role_words": lazy("It has words in common with your role, %(role)s."),
    "reason.role_course": lazy(
        "People who work as %(role)s finish this course more often than others do."
    ),
    "reason.role_skill": lazy("People who work as %(role)s build %(skill)s."),
    "reason.role_category": lazy("People who work as %(role)s learn in %(category)s."),
    "reason.target_role_words": lazy(
        "It has words in common with the role you aim at, %(target_role)s."
    ),
    "reason.target_role_course": lazy(
        "People who aim at %(target_role)s, as you do, finish this course more often than others "
        "do."
    ),
    "reason.target_role_skill": lazy(
        "People who aim at %(target_role)s, as you do, build %(skill)s."
    ),
    "reason.target_role_category": lazy(
        "People who aim at %(target_role)s, as you do, learn in %(category)s."
    ),
    "reason.department_words": lazy("It has words in common with your department, %(department)s."),
    "reason.department_course": lazy(
        "People in %(department)s finish this course more often than others do."
    ),
    "reason.department_skill": lazy("People in %(department)s build %(skill)s."),
    "reason.department_category": lazy("People in %(department)s learn in %(category)s."),
    "reason.profile": lazy("It suits what is on record about your work."),
    "reason.popular": lazy("More people than usual finish this course."),
    "reason.entry_level": lazy("It is a good place to start."),
    "reason.next_level": lazy("It is one step above what you have finished."),
    "reason.gap": lazy(
        "%(role)s asks for %(skill)s at the level “%(required)s”. You are at “%(from)s”; "
        "this leads to “%(to)s”."
    ),
    "reason.gap_assumed": lazy(
        "%(role)s asks for %(skill)s at the level “%(required)s”. Yours is not assessed yet; "
        "this leads to “%(to)s”."
    ),
    "reason.leader": lazy(
        "You lead others, so %(skill)s counts more (a setting of your L&D team). You are at "
        "“%(from)s”; this leads to “%(to)s”."
    ),
    "reason.objective": lazy(
        "Your organisation counts %(skill)s %(weight)s times as much as usual, for the objective "
        "“%(objective)s”."
    ),
    "reason.stale": lazy(
        "Its last review is more than a year old, or what it teaches has changed since; so it "
        "ranks lower."
    ),
    "reason.mode": lazy("Its way of learning suits where you are going."),
    "reason.picked": lazy("Your L&D team picked it."),
    "reason.no_signal": lazy("It is open to you; there is nothing yet to name for or against it."),
}
LEVELS_OF_A_REASON = frozenset({"from", "to", "required"})


def reason(key: str, values: Mapping[str, str]) -> str:
    """Return a reason as a sentence; levels in it are said in words."""
    said = {
        name: wording.level(float(value)) if name in LEVELS_OF_A_REASON else value
        for name, value in values.items()
    }
    if "weight" in said:
        said["weight"] = format_decimal(float(said["weight"]), "0.##")
    return str(REASONS[key]) % said


def telling(reasons: Sequence[Reason], told: Sequence[Reason] = ()) -> Reason:
    """Return the reason to put on a card: the strongest that names something, else the strongest.

    Of those that name something, one that no earlier card has told comes first while it counts
    for at least half as much.
    """
    named = [each for each in reasons if each.values] or list(reasons[:1])
    said = [(each.key, each.values) for each in told]
    fresh = [each for each in named if (each.key, each.values) not in said]
    return fresh[0] if fresh and fresh[0].amount >= named[0].amount / 2 else named[0]
