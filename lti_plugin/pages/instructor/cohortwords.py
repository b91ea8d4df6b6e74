"""Cohorts in the reader's words: who, why this group, what it brings, when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import format_date, format_decimal, format_time, ngettext
from flask_babel import gettext as _

from lti_plugin.pages import pathwords, wording
from lti_plugin.services.classes import Class
from lti_plugin.services.cohorts import Card, Cohorts


def answer(found: Class, cohorts: Cohorts) -> str:
    """Return the sentence that the page of a course opens with."""
    if cohorts.here:
        ready = cohorts.ready or _inside(cohorts.here)
        first = max(ready, key=lambda each: (ready[each], -each.toordinal()))
        return ngettext(
            "%(num)d person is ready for this course in %(month)s.",
            "%(num)d people are ready for this course in %(month)s.",
            ready[first],
            month=month(first),
        )
    if cohorts.following:
        best = max(cohorts.following, key=lambda each: each.size)
        return ngettext(
            "%(num)d finisher of this course is ready for “%(next)s” in %(month)s.",
            "%(num)d finishers of this course are ready for “%(next)s” in %(month)s.",
            best.size,
            next=best.course.title,
            month=month(best.cohort.month),
        )
    return _finished(found)


def _inside(cards: Sequence[Card]) -> Counter[date]:
    """Return how many are in the cohorts, by month: they may be older than who is ready."""
    months: Counter[date] = Counter()
    for each in cards:
        months[each.cohort.month] += each.size
    return months


def _finished(found: Class) -> str:
    title = found.course.title
    if not found.next_courses:
        return ngettext(
            "%(num)d person has finished “%(title)s” so far.",
            "%(num)d people have finished “%(title)s” so far.",
            found.ever,
            title=title,
        )
    course, count = found.next_courses[0]
    return ngettext(
        "%(num)d person who finished “%(title)s” has “%(next)s” among the next three courses.",
        "%(num)d people who finished “%(title)s” have “%(next)s” among their next three courses.",
        count,
        title=title,
        next=course.title,
    )


def month(day: date) -> str:
    """Return a month with its year, as it stands within a sentence."""
    return str(format_date(day, "MMMM y"))


def card(each: Card) -> dict[str, Any]:
    """Return what is shown of a cohort."""
    row = each.cohort
    return {
        "id": row.id,
        "title": each.course.title,
        "url": each.course.url,
        "heading": ngettext(
            "%(num)d person, %(month)s",
            "%(num)d people, %(month)s",
            each.size,
            month=month(row.month),
        ),
        "size": people(each.size),
        "month": month(row.month),
        "skill": each.skill,
        "why": why(each),
        "effect": effect(each),
        "when": when(each),
        "free": free(each),
        "departments": ngettext(
            "from %(num)d department", "from %(num)d departments", row.departments
        ),
    }


def people(number: int) -> str:
    """Return a number of people."""
    return str(ngettext("%(num)d person", "%(num)d people", number))


def why(each: Card) -> str:
    """Return why these people are a group, in one sentence with its numbers."""
    row = each.cohort
    values = {
        "people": people(each.size),
        "skill": each.skill,
        "level": _level(row.level),
        "required": _level(row.required),
        "month": month(row.month),
    }
    if each.after is not None:
        return _(
            "%(people)s who finished “%(after)s”: on average at level %(level)s in %(skill)s where "
            "their roles ask for %(required)s, with this course on their path in %(month)s.",
            after=each.after.title,
            **values,
        )
    return _(
        "%(people)s who may begin now: on average at level %(level)s in %(skill)s where their "
        "roles ask for %(required)s, with this course on their path in %(month)s.",
        **values,
    )


def _level(value: float) -> str:
    """Return a mean level as a number with its word."""
    number = format_decimal(value, "0.0")
    return _("%(number)s (%(word)s)", number=number, word=wording.level(value))


def effect(each: Card) -> str:
    """Return what happens to the coverage of their roles if the course runs."""
    before = each.cohort.coverage
    return _(
        "If it runs, they cover %(after)s of what their roles ask for, on average, instead of "
        "%(before)s.",
        before=wording.percent(100 * before),
        after=wording.percent(100 * min(1.0, before + each.cohort.gain)),
    )


def when(each: Card) -> str:
    """Return at which time of the week, how often, and from when to when."""
    found = sessions(each)
    if not found:
        return _("It takes too long for an hour or two a week; choose dates of your own.")
    first, last = found[0], found[-1]
    if len(found) == 1:
        return _(
            "Once, on %(day)s from %(first)s to %(last)s.",
            day=first["day"],
            first=first["from"],
            last=first["until"],
        )
    return _(
        "%(num)d times: %(weekday)s from %(begin)s to %(end)s, the first on %(first)s, the last on "
        "%(last)s.",
        num=len(found),
        weekday=pathwords.weekdays()[first["weekday"]],
        begin=first["from"],
        end=first["until"],
        first=first["day"],
        last=last["day"],
    )


def free(each: Card) -> str:
    """Return how many keep that time free."""
    row = each.cohort
    if not row.asked:
        return _("Nobody of them has said when they learn, so this is the usual time.")
    return ngettext(
        "%(free)d of the %(num)d person who told a learning time is free then.",
        "%(free)d of the %(num)d people who told their learning times are free then.",
        row.asked,
        free=row.free,
    )


def sessions(each: Card) -> list[dict[str, Any]]:
    """Return the proposed sessions where the site is."""
    zone = ZoneInfo(g.visit.timezone)
    return [_session(start.astimezone(zone), end.astimezone(zone)) for start, end in each.sessions]


def message(each: Card) -> str:
    """Return a message to the people of a cohort, for a teacher to copy and to change."""
    told = [
        _("%(day)s, %(first)s to %(last)s", day=one["day"], first=one["from"], last=one["until"])
        for one in sessions(each)
    ]
    lines = [
        _("Hello,"),
        _(
            "you are invited to “%(course)s” in %(month)s, together with others who want to get "
            "further in %(skill)s now.",
            course=each.course.title,
            month=month(each.cohort.month),
            skill=each.skill,
        ),
        "\n".join([_("The proposed dates:"), *told]) if told else "",
        _("The course: %(address)s", address=each.course.url) if each.course.url else "",
        _("Please tell me if you cannot come."),
    ]
    return "\n\n".join(line for line in lines if line)


def _session(start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "weekday": start.weekday(),
        "day": wording.day(start.date()),
        "from": format_time(start.time(), "short", rebase=False),
        "until": format_time(end.time(), "short", rebase=False),
        "start": start,
        "end": end,
    }
