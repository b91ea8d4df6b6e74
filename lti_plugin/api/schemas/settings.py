"""Schemas of a site's settings: what may be set, what is set, and what that would do to lists."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import (
    Answer,
    Number,
    Whole,
    a_text,
    told,
)
from lti_plugin.services.site_settings import RANKING, SECTIONS, SETTINGS, Setting

MEANINGS = {
    "language": "What badges and pages are written in where nobody asks for another language.",
    "engine_share": "The most that others' history counts beside a gap, as a part of the score.",
    "popularity": "How much it may count that a course is popular, where no gap is to be closed.",
    "variety": "How much a course loses that is like one above it, as a multiple of the usual.",
    "mode_bonus": "What a course gains whose way of learning suits, as a part of the score.",
    "stale_loss": "What a course loses whose review is out of date, as a part of the score.",
    "leader": "How much more a durable skill weighs for who leads others.",
    "months_in_use": "In how many months evidence loses half its weight for what the role needs.",
    "months": "In how many months other evidence loses half its weight.",
    "slot_day": "The weekday of the learning time that is proposed.",
    "slot_start": "When it begins, in minutes after midnight.",
    "slot_minutes": "How long it is, in minutes.",
    "review_days": "For how many days a course's review counts.",
    "train_day": "The weekday of the training.",
    "train_hour": "Its hour, in the site's time zone, where a weekday is set.",
}


def _field(setting: Setting) -> fields.Field[Any]:
    error = f"The usual error of this kind of evidence ({setting.key}), in levels."
    metadata = {"description": MEANINGS.get(setting.key, error)}
    if setting.options:
        return fields.String(metadata=metadata, validate=OneOf(setting.options))
    kind = Whole if setting.whole else Number
    return kind(metadata=metadata, validate=Range(setting.low, setting.high))


def _values(name: str, section: str | None = None) -> type[Schema]:
    """Return a schema with a field for each setting; what is left out stays as it is."""
    wanted = [each for each in SETTINGS.values() if section in {None, each.section}]
    found: type[Schema] = Schema.from_dict({each.key: _field(each) for each in wanted}, name=name)
    return found


SettingValues = _values("SettingValues")
RankingValues = _values("RankingValues", RANKING)


class SettingsSaid(Schema):
    """Settings to set."""

    values = fields.Nested(
        SettingValues,
        required=True,
        metadata={"description": "By their keys; what is left out stays as it is."},
    )


class WantedPreview(Schema):
    """What to preview, and for whom."""

    values = fields.Nested(
        RankingValues,
        load_default=dict,
        metadata={"description": "Settings of the ranking by their keys."},
    )
    department = a_text(
        "Only people of this department.",
        255,
        example="Data",
        load_default="",
    )
    role = a_text(
        "Only people with this role.",
        255,
        example="Data Analyst",
        load_default="",
    )


class OneSetting(Answer):
    """A setting."""

    key = told(fields.String, "Its name, which never changes.", "engine_share")
    section = told(fields.String, "Where it belongs.", RANKING, validate=OneOf(SECTIONS))
    value = told(fields.Raw, "Its value: a number or a word.", 0.35)
    usual = told(fields.Raw, "Its default.", 0.35)
    low = told(fields.Float, "The least; null for a word.", 0.0, allow_none=True)
    high = told(fields.Float, "The most; null for a word.", 0.9, allow_none=True)
    options = fields.List(
        fields.String(), metadata={"description": "The words that it may be; none for a number."}
    )


class Settings(Answer):
    """A site's settings."""

    settings = fields.List(
        fields.Nested(OneSetting), metadata={"description": "Section by section."}
    )


class MovedCourse(Answer):
    """A course on the new list."""

    course = told(fields.String, "Its title.", "SQL: Foundations")
    rank = told(fields.Integer, "Its place.", 1, validate=Range(1))
    before = told(fields.Integer, "The place it has now; null for none.", 2, allow_none=True)


class ComparedLists(Answer):
    """One person's list now and then, without their name."""

    role = told(fields.String, "Their role.", "Data Analyst", allow_none=True)
    department = told(fields.String, "Their department.", "Data", allow_none=True)
    finished = told(fields.Integer, "How many courses they have finished.", 12)
    before = fields.List(fields.String(), metadata={"description": "The titles now."})
    after = fields.List(fields.Nested(MovedCourse), metadata={"description": "The list then."})


class Preview(Answer):
    """What other settings would do to lists."""

    people = fields.List(
        fields.Nested(ComparedLists),
        metadata={"description": "At most three, with few, some and many finished courses."},
    )
