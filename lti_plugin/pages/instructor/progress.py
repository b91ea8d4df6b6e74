"""The class against the skills of its course, and how everybody gets on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.extensions import db
from lti_plugin.pages import activity, problems, sheets, wording
from lti_plugin.pages.instructor import progresswords, roster
from lti_plugin.services import class_progress, class_skills, freshness
from lti_plugin.services.class_progress import FINISHED, STALLED, WEEKS, Pace
from lti_plugin.services.class_skills import ClassSkills
from lti_plugin.services.rosters import Seat
from lti_plugin.store.base import now

blueprint = Blueprint("progress", __name__, url_prefix="/teach/progress")
Found = TypeVar("Found")
A_PAGE = 25
MOST_NAMED = 100


@dataclass(frozen=True)
class _Seen:
    """A course's class; ``seats`` None: Moodle tells no list, so that only counts are shown."""

    seats: list[Seat] | None
    named: bool
    problem: Any
    skills: ClassSkills
    paces: Mapping[UUID, Pace]


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.TEACHING)
def show() -> Response:
    """Show levels against the course, person by person where Moodle shows names, else in counts."""
    try:
        return _page(_weeks())
    except BadInput as error:
        db.session.rollback()
        response = _page(WEEKS, wrong=problems.told(error))
        response.status_code = error.status
        return response


@blueprint.post("/csv")
@visits.require(*visits.TEACHING)
def export() -> Response:
    """Give the heat map out as a table: people where they may be named, else counts."""
    seen = _seen(WEEKS)
    if not seen.named:
        head = ("skill", "entry", "outcome", "below", "begins", "reached", "not_assessed")
        rows: Iterable[list[Any]] = (
            [
                lesson.name,
                lesson.entry,
                lesson.outcome,
                each.below,
                each.begins,
                each.reached,
                each.unknown,
            ]
            for lesson, each in zip(seen.skills.lessons, seen.skills.counts, strict=True)
        )
        return sheets.download("class.csv", head, rows)
    names = [lesson.name for lesson in seen.skills.lessons]
    return sheets.download("class.csv", ("name", "state", "progress", *names), _rows(seen))


def _rows(seen: _Seen) -> Iterable[list[Any]]:
    for seat in _named(seen):
        pace, cells = _of(seat, seen.paces), _of(seat, seen.skills.cells) or ()
        state = [pace.state, pace.progress] if pace else ["", None]
        yield [seat.name, *state, *(each.level for each in cells)]


def _weeks() -> int:
    given = request.values.get("weeks")
    if not given:
        return WEEKS
    try:
        return int(given)
    except ValueError:
        raise BadInput("Choose from 1 to 52 weeks.") from None


def _seen(weeks: int) -> _Seen:
    people = roster.read()
    here = activity.course_itself(db.session)
    if here is None:
        raise NotFound(_("This course has not been read from Moodle yet."))
    ids = (
        class_progress.members_of(db.session, here)
        if people.seats is None
        else [seat.person_id for seat in people.seats if seat.person_id is not None]
    )
    return _Seen(
        people.seats,
        people.named,
        people.problem,
        class_skills.of_people(db.session, here, ids, now().date()),
        class_progress.of_people(db.session, here, ids, weeks),
    )


def _named(seen: _Seen) -> list[Seat]:
    return [seat for seat in seen.seats or () if seat.name]


def _of(seat: Seat, found: Mapping[UUID, Found]) -> Found | None:
    """Return what is known of a learner, if they are known."""
    return None if seat.person_id is None else found.get(seat.person_id)


def _page(weeks: int, wrong: str = "") -> Response:
    here = activity.course_itself(db.session)
    title = here.title if here is not None else g.visit.context_title
    seen = _seen(weeks) if here is not None else None
    return make_response(
        render_template(
            "instructor/progress.html",
            title=title,
            seen=seen,
            answer=progresswords.answer(seen.skills, len(seen.paces)) if seen else "",
            wrong=wrong,
            weeks=weeks,
            freshness=freshness.of_site(db.session, g.visit.site_id),
            **(_told(seen) if seen else {}),
        )
    )


def _told(seen: _Seen) -> dict[str, Any]:
    named, number = _named(seen), _number(len(_named(seen)))
    states = [each.state for each in seen.paces.values()]
    some = named[A_PAGE * (number - 1) : A_PAGE * number]
    return {
        "learners": len(seen.paces) if seen.seats is None else len(seen.seats),
        "unknown": sum(seat.person_id is None for seat in seen.seats or ()),
        "finished": states.count(FINISHED),
        "stalled": states.count(STALLED),
        "behind": [progresswords.behind(*each) for each in seen.skills.behind],
        "lessons": [progresswords.lesson(each) for each in seen.skills.lessons],
        "counts": [
            progresswords.count(*each)
            for each in zip(seen.skills.lessons, seen.skills.counts, strict=True)
        ],
        "rows": [
            {
                "name": seat.name,
                "pace": progresswords.pace(_of(seat, seen.paces)),
                "cells": [progresswords.cell(each) for each in _of(seat, seen.skills.cells) or ()],
            }
            for seat in some
        ],
        "who_finished": _who(seen, named, FINISHED),
        "who_stalls": _who(seen, named, STALLED),
        "most": MOST_NAMED,
        "page": number,
        "pages": max(1, -(-len(named) // A_PAGE)),
    }


def _who(seen: _Seen, named: list[Seat], state: str) -> list[dict[str, str]]:
    """Return who may be named of those in a state, with the day, as many as a page holds."""
    found = [
        (seat.name, pace)
        for seat in named
        if seat.person_id is not None
        and (pace := seen.paces.get(seat.person_id)) is not None
        and pace.state == state
    ]
    return [
        {"name": name, "day": wording.day(pace.at) if pace.at else _("day not known")}
        for name, pace in found[:MOST_NAMED]
    ]


def _number(people: int) -> int:
    """Return the page that is asked for, within those that there are."""
    given = request.values.get("page", "1")
    number = int(given) if given.isdecimal() and len(given) < 7 else 1
    return min(max(1, number), max(1, -(-people // A_PAGE)))
