"""What L&D admins say of the catalogue: changes, pins, rules, items outside Moodle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, g

from lti_plugin.api import reader
from lti_plugin.api.catalogue import pin, whole
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import catalogue as answers
from lti_plugin.api.schemas import curation as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import catalogue_rules, editing, equivalents, outside, picks, tokens
from lti_plugin.services.catalogue_rules import Rules
from lti_plugin.services.editing import Batch, Wish
from lti_plugin.services.picks import Said
from lti_plugin.store import courses
from lti_plugin.store import picks as rows
from lti_plugin.store.courses import Course
from lti_plugin.store.picks import CATEGORY, CatalogueRule

resource = Resource("curation", "What L&D admins say of the catalogue.")
COURSE = "/catalogue/<uuid:course_id>"
# All of it changes the catalogue, and a program may where its token has that scope.
changes = partial(resource.answers, person=False, scope=tokens.WRITE_CATALOGUE)
SENT = (400, 403, 404, 415, 422)
PRESSED = (400, 403, 404)
OF_A_SKILL = frozenset({"courses", "add_skill", "outcome", "entry", "remove_skill"})


@changes("PATCH", COURSE, answers.WholeCourse, body=schemas.CourseChange, also=(*SENT, 409))
def change_course(said: dict[str, Any], course_id: UUID) -> dict[str, Any]:
    """Change a course; no update changes it back. 409 where somebody was quicker."""
    reader.admins_only()
    version = said.pop("version")
    with visits.writing() as session:
        place = session, g.visit.site_id, course_id
        if "mode" in said and courses.get(*place).ours:
            outside.check_mode(said["mode"])
        course = editing.change(*place, Wish(said), visits.actor(), version)
        return whole(session, course)


@changes("POST", "/catalogue", answers.WholeCourse, body=schemas.ItemSaid, status=201, also=SENT)
def add_item(said: dict[str, Any]) -> dict[str, Any]:
    """Put something into the catalogue that is done outside Moodle."""
    reader.admins_only()
    with visits.writing() as session:
        course = outside.add(session, g.visit.site_id, said, Wish(), visits.actor())
        return whole(session, course)


@changes("DELETE", COURSE, answers.WholeCourse, also=PRESSED)
def retire_item(course_id: UUID) -> dict[str, Any]:
    """Retire something outside Moodle; what people have done stays."""
    return _act(outside.retire, course_id)


@changes("POST", f"{COURSE}/offer", answers.WholeCourse, also=PRESSED)
def offer_item(course_id: UUID) -> dict[str, Any]:
    """Offer something outside Moodle again that was retired."""
    return _act(outside.offer_again, course_id)


@changes(
    "PUT",
    f"{COURSE}/skills/<uuid:skill_id>",
    answers.WholeCourse,
    body=schemas.SkillLevels,
    also=SENT,
)
def teach_skill(said: dict[str, Any], course_id: UUID, skill_id: UUID) -> dict[str, Any]:
    """Let a course teach a skill between these levels; that accepts a suggestion too."""
    return _taught(course_id, skill_id, (said.get("outcome"), said.get("entry")))


@changes("DELETE", f"{COURSE}/skills/<uuid:skill_id>", answers.WholeCourse, also=PRESSED)
def take_skill_off(course_id: UUID, skill_id: UUID) -> dict[str, Any]:
    """Take a skill off a course, or refuse it: neither source nor suggestion brings it back."""

    def act(session: Any, site_id: UUID, own_id: UUID, actor: str) -> Course:
        editing.change(session, site_id, own_id, Wish(taught={skill_id: None}), actor)
        return editing.refuse(session, site_id, own_id, skill_id, actor)

    return _act(act, course_id)


@changes("PUT", f"{COURSE}/prerequisites", answers.WholeCourse, body=schemas.SomeCourses, also=SENT)
def require_courses(said: dict[str, Any], course_id: UUID) -> dict[str, Any]:
    """Let these be the courses to finish before another."""
    needed = set(said["courses"])

    def act(session: Any, site_id: UUID, own_id: UUID, actor: str) -> Course:
        return editing.require(session, site_id, own_id, needed, actor)

    return _act(act, course_id)


@changes(
    "POST", f"{COURSE}/equivalents", answers.WholeCourse, body=schemas.AnotherCourse, also=SENT
)
def join_courses(said: dict[str, Any], course_id: UUID) -> dict[str, Any]:
    """Let two courses, and all that count for either, count for each other."""

    def act(session: Any, site_id: UUID, own_id: UUID, actor: str) -> Course:
        return equivalents.join(session, site_id, own_id, said["course_id"], actor)

    return _act(act, course_id)


@changes("DELETE", f"{COURSE}/equivalents", answers.WholeCourse, also=PRESSED)
def part_course(course_id: UUID) -> dict[str, Any]:
    """Let a course count for itself alone."""
    return _act(equivalents.part, course_id)


@changes("POST", f"{COURSE}/source", answers.WholeCourse, body=schemas.SourceWord, also=SENT)
def settle_source(said: dict[str, Any], course_id: UUID) -> dict[str, Any]:
    """Take what the source says of a field, or keep ours beside it."""
    settle = editing.take_source if said["take"] else editing.keep_ours

    def act(session: Any, site_id: UUID, own_id: UUID, actor: str) -> Course:
        return settle(session, site_id, own_id, said["field"], actor)

    return _act(act, course_id)


@changes("POST", f"{COURSE}/pins", answers.Pin, body=schemas.PinSaid, status=201, also=SENT)
def add_pin(said: dict[str, Any], course_id: UUID) -> dict[str, Any]:
    """Put a course first for an audience, or hide it from one; lists follow at once."""
    reader.admins_only()
    with visits.writing() as session:
        row = picks.add(session, g.visit.site_id, course_id, Said(**said), visits.actor())
        return pin(row, len(rows.people_of(session, row.site_id).get(row.id, ())))


@changes("DELETE", "/catalogue/pins/<uuid:pin_id>", None, status=204, also=(403, 404))
def remove_pin(pin_id: UUID) -> Response:
    """Take a pin or a hide back."""
    reader.admins_only()
    with visits.writing() as session:
        picks.remove(session, g.visit.site_id, pin_id, visits.actor())
    return Response(status=204)


@changes("POST", "/catalogue/changes", schemas.Batch, body=schemas.ManyChanges, also=SENT)
def change_many(said: dict[str, Any]) -> Batch:
    """Change many courses in the same way."""
    reader.admins_only()
    values = {name: value for name, value in said.items() if name not in OF_A_SKILL}
    taught: dict[UUID, Sequence[float | None] | None] = {}
    if "remove_skill" in said:
        taught[said["remove_skill"]] = None
    if "add_skill" in said:
        taught[said["add_skill"]] = (said.get("outcome"), said.get("entry"))
    with visits.writing() as session:
        place = session, g.visit.site_id, said["courses"]
        return editing.many(*place, Wish(values, taught), visits.actor())


@changes("POST", "/catalogue/changes/<uuid:batch_id>/undo", schemas.Batch, also=PRESSED)
def undo_changes(batch_id: UUID) -> Batch:
    """Take back what was changed at once, where nobody has changed it again since."""
    reader.admins_only()
    with visits.writing() as session:
        return editing.undo(session, g.visit.site_id, batch_id, visits.actor())


@resource.answers(
    "GET", "/catalogue/rules", schemas.Rules, also=(403,), person=False, scope=tokens.READ_CATALOGUE
)
def list_rules() -> dict[str, Any]:
    """List the rules of the catalogue."""
    reader.admins_only()
    found = catalogue_rules.of_site(db.session, g.visit.site_id)
    return {"items": [_rule(row, found) for row in found.rows.values()]}


@changes("POST", "/catalogue/rules", schemas.Rule, body=schemas.RuleSaid, status=201, also=SENT)
def put_rule(said: dict[str, Any]) -> dict[str, Any]:
    """Keep a rule, in place of the one about the same; it holds for later courses as well."""
    reader.admins_only()
    with visits.writing() as session:
        row, _moved = catalogue_rules.put(
            session,
            g.visit.site_id,
            said["kind"],
            said["value"],
            excluded=said["excluded"],
            actor=visits.actor(),
        )
        return _rule(row, catalogue_rules.of_site(session, g.visit.site_id))


@changes("DELETE", "/catalogue/rules/<uuid:rule_id>", None, status=204, also=(403, 404))
def remove_rule(rule_id: UUID) -> Response:
    """Forget a rule."""
    reader.admins_only()
    with visits.writing() as session:
        catalogue_rules.remove(session, g.visit.site_id, rule_id, visits.actor())
    return Response(status=204)


def _taught(
    course_id: UUID, skill_id: UUID, levels: tuple[float | None, float | None]
) -> dict[str, Any]:
    def act(session: Any, site_id: UUID, own_id: UUID, actor: str) -> Course:
        return editing.change(session, site_id, own_id, Wish(taught={skill_id: levels}), actor)

    return _act(act, course_id)


def _act(act: Any, course_id: UUID) -> dict[str, Any]:
    """Let an admin do something to a course; return all about it then."""
    reader.admins_only()
    with visits.writing() as session:
        return whole(session, act(session, g.visit.site_id, course_id, visits.actor()))


def _rule(row: CatalogueRule, found: Rules) -> dict[str, Any]:
    name = found.folders.label(row.value) if row.kind == CATEGORY else row.value
    return {
        "id": row.id,
        "kind": row.kind,
        "value": row.value,
        "name": name,
        "excluded": row.excluded,
    }
