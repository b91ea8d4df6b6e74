"""Schemas of what a training returns: entered figures, and what they come to."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from lti_plugin.api.schemas.common import (
    Answer,
    Number,
    a_text,
    told,
)
from lti_plugin.services.returns import LONGEST_NAME, LONGEST_SOURCE, MOST
from recommender.skills.returns import BENEFIT, COST, CREDITED, FIGURES, PEOPLE

FIGURE = (
    "One of: `people`, `fees`, `hours` and `hour_cost` of each, `other_cost` of all; `hires` and "
    "`leavers` fewer, `cost_per_hire` and `cost_per_leaver`; `hours_saved` of each a month, for so "
    "many `months`; `credited`, the share that the training is credited with, 0 to 1."
)


def an_end(text: str) -> fields.Field[float]:
    """Return a field for an end of a range; null for as far as is usual."""
    return told(Number, text, load_default=None, allow_none=True, validate=Range(0, MOST))


class Figure(Schema):
    """A figure as it is entered."""

    figure = told(fields.String, FIGURE, "fees", required=True, validate=OneOf(FIGURES))
    base = told(Number, "The likely value.", 500, required=True, validate=Range(0, MOST))
    low = an_end("The least; null: a fifth less. People and months are what they are.")
    high = an_end("The most; null: a fifth more.")
    source = a_text("Where it comes from.", LONGEST_SOURCE, 1, required=True)


class ReturnSaid(Schema):
    """The figures of one training, in the place of those before."""

    about = a_text("Which training; may be empty.", LONGEST_NAME, required=True)
    by = a_text("Who stands for the figures.", LONGEST_NAME, 1, required=True)
    figures = fields.List(
        fields.Nested(Figure),
        required=True,
        validate=Length(max=len(FIGURES)),
        metadata={"description": "What is left out counts nothing."},
    )


class KeptFigure(Answer):
    """A figure as it is kept."""

    figure = told(fields.String, FIGURE, "fees")
    base = told(fields.Float, "The likely value.", 500)
    low = told(fields.Float, "The least; null: a fifth less.", 400, allow_none=True)
    high = told(fields.Float, "The most; null: a fifth more.", 600, allow_none=True)
    source = told(fields.String, "Where it comes from.", "Invoice of 2026")


class Ranged(Answer):
    """A result with its least and its most."""

    low = told(fields.Float, "The least.", -0.2)
    base = told(fields.Float, "The likely value.", 0.4)
    high = told(fields.Float, "The most.", 1.3)


class Swing(Answer):
    """What one figure does to the return, the others as they are."""

    figure = told(fields.String, FIGURE, "credited")
    low = told(fields.Float, "The return with its least.", -0.1)
    high = told(fields.Float, "The return with its most.", 0.9)


def a_result(text: str) -> fields.Nested:
    """Return a field for a result; null while a figure is missing."""
    return fields.Nested(Ranged, allow_none=True, metadata={"description": text})


class ReturnOnTraining(Answer):
    """What was entered of a training, and what it returns."""

    about = told(fields.String, "Which training; may be empty.", "SQL for analysts")
    by = told(fields.String, "Who stands for the figures; may be empty.", "Head of L&D")
    figures = fields.List(fields.Nested(KeptFigure), metadata={"description": "As entered."})
    cost = a_result("What it costs, in the site's own currency.")
    benefit = a_result("What all that got better is worth.")
    credited = a_result("The part of that which the training is credited with.")
    roi = a_result("(credited - cost) / cost; 0.5 is half the cost beyond it.")
    even_at = told(
        fields.Float, "The credited share that returns the cost and no more.", 0.6, allow_none=True
    )
    swings = fields.List(
        fields.Nested(Swing), metadata={"description": "What moves the return most first."}
    )
    missing = fields.List(
        fields.String(validate=OneOf((PEOPLE, CREDITED, COST, BENEFIT))),
        metadata={"description": "What has to be entered before anything can be said."},
    )
