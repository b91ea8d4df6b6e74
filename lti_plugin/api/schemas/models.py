"""Schemas of trainings: on what, with which result, and how good every method was."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import ID, Answer, a_share, told
from lti_plugin.services.popularity import SHARES
from lti_plugin.store.sites import LESS

STEP = "How much it may count that a course is popular, where no gap is to be closed."


def a_figure(text: str) -> fields.Float:
    """Return a field for a figure of 0 to 1 that may not have been measured."""
    return a_share(f"{text} Null where it was not measured.", unknown=True)


class Weigh(Schema):
    """How much popular courses are to count."""

    setting = told(fields.String, STEP, LESS, required=True, validate=OneOf(list(SHARES)))


class Popularity(Answer):
    """How much popular courses count."""

    setting = told(fields.String, STEP, LESS, validate=OneOf(list(SHARES)))
    share = a_share("What it leaves of what was learned about popular courses.")


class Difference(Answer):
    """A mean difference with its 95 % interval, by a paired bootstrap."""

    low = told(fields.Float, "The lower end.", -0.041)
    mean = told(fields.Float, "The mean.", -0.032)
    high = told(fields.Float, "The upper end.", -0.024)


class MethodRow(Answer):
    """What one method reaches."""

    method = told(
        fields.String,
        "One of popularity, recent_popularity, item_knn, ease, als, lightfm, gap_only, fusion; "
        "more may come.",
        "fusion",
        attribute="name",
    )
    ndcg = a_figure("NDCG@10.")
    recall = a_figure("Recall@10.")
    mrr = a_figure("The mean of 1 / the place of the first course that was taken.")
    coverage = a_figure("How much of the catalogue is shown to anybody.")
    popularity = a_figure("The mean percentile by popularity of what is shown.")
    cold_ndcg = a_figure("NDCG@10 among courses that nobody had finished before.")
    difference = fields.Nested(
        Difference,
        allow_none=True,
        metadata={"description": "Its NDCG@10 less the fusion's; null where there is none."},
    )


class ExposureRow(Answer):
    """What the fusion shows to the people of a group."""

    kind = told(fields.String, "What the group is by.", "department")
    group = told(fields.String, "Its name.", "Support")
    people = told(fields.Integer, "How many of them were tested; at least 5.", 31)
    ndcg = a_figure("NDCG@10.")
    popularity = a_figure("The mean percentile by popularity of what they are shown.")
    coverage = a_figure("How much of the catalogue is shown to any of them.")


class Evaluation(Answer):
    """Every method on the same part of the history."""

    way = told(fields.String, "How that part was cut: time, launch, random or last.", "time")
    people = told(fields.Integer, "How many people were tested.", 412, validate=Range(0))
    floor = told(
        fields.String,
        "The better one of the methods that need no model.",
        "popularity",
        allow_none=True,
    )
    beats_floor = told(
        fields.Boolean,
        "Whether the model may be used: the floor is not surely better.",
        True,
        allow_none=True,
    )
    rows = fields.List(fields.Nested(MethodRow), metadata={"description": "One a method."})
    exposure = fields.List(fields.Nested(ExposureRow), metadata={"description": "By group."})


class Weight(Answer):
    """A part of a model."""

    part = told(fields.String, "Its name.", "lightfm")
    weight = a_share("Its weight for courses with a history; all of them make 1.")
    new_courses_weight = a_share(
        "Its weight for courses that nobody has finished yet; all of them make 1. The same where a "
        "training has none of its own for these."
    )


class Note(Answer):
    """Something to say about a training, to be put into words in any language."""

    key = told(fields.String, "What it is, such as too_little or below_floor.", "below_floor")
    values = fields.Dict(
        keys=fields.String(),
        metadata={
            "description": "What belongs into the words.",
            "examples": [{"floor": "popularity", "own": 0.09, "other": 0.1, "people": 412}],
        },
    )


class Training(Answer):
    """One training."""

    PLAIN: ClassVar = (
        "id",
        "version",
        "basis",
        "people",
        "courses",
        "completions",
        "seconds",
        "promoted",
        "note",
        "created_at",
    )

    id = told(fields.UUID, "Its id.", ID)
    version = told(fields.String, "Of the model; null where none was made.", allow_none=True)
    basis = told(
        fields.String,
        "Whether the ranking learned from everybody's history or goes by features alone.",
        "history",
        validate=OneOf(["history", "features"]),
    )
    people = told(fields.Integer, "Whose history was learned from.", 500)
    courses = told(fields.Integer, "How many courses there were.", 40)
    completions = told(fields.Integer, "How many completions there were.", 9000)
    seconds = told(fields.Float, "How long it took.", 12.5, allow_none=True)
    promoted = told(fields.Boolean, "Whether it was put in use.", True)
    note = told(fields.String, "Why it was not, or what else there is to say.", allow_none=True)
    created_at = told(fields.AwareDateTime, "When it ended.", "2026-11-26T20:00:00+00:00")
    weights = fields.List(
        fields.Nested(Weight), metadata={"description": "What ranks, the heaviest part first."}
    )
    notes = fields.List(
        fields.Nested(Note), metadata={"description": "The same as the note, in parts."}
    )
    usable = told(
        fields.Boolean, "Whether its model is kept, not in use, and can be put in use.", False
    )
    evaluation = fields.Nested(
        Evaluation,
        allow_none=True,
        metadata={"description": "What was compared; null where nothing was."},
    )


class Models(Answer):
    """What ranks the courses of a site."""

    current = told(
        fields.UUID, "The training that ranks; null before the first.", ID, allow_none=True
    )
    popularity = fields.Nested(Popularity, metadata={"description": "An L&D admin's setting."})
    trainings = fields.List(
        fields.Nested(Training), metadata={"description": "The last ones, newest first."}
    )
