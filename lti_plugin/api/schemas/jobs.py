"""Schemas of a site's jobs in the background."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import (
    ID,
    MOST,
    Answer,
    Part,
    told,
)
from lti_plugin.services.work import STARTED
from lti_plugin.store.jobs import CANCELLED, DONE, FAILED, QUEUED, RUNNING, SYNC

STATES = (QUEUED, RUNNING, DONE, FAILED, CANCELLED)
TIME = "2026-11-26T20:00:00+00:00"


class WantedJobs(Part):
    """Which part of the history is wanted."""

    limit = told(fields.Integer, "How many to give.", 20, load_default=20, validate=Range(1, MOST))


class JobSaid(Schema):
    """A job that is asked for."""

    kind = told(
        fields.String,
        "An update from Moodle, or a training.",
        SYNC,
        required=True,
        validate=OneOf(STARTED),
    )
    full = told(
        fields.Boolean,
        "Of an update: begin from the start, even where the last one was broken off.",
        load_default=False,
        truthy={True},
        falsy={False},
    )
    confirm_gone = told(
        fields.Boolean,
        "Of an update: mark as gone what Moodle no longer lists, however much it is.",
        load_default=False,
        truthy={True},
        falsy={False},
    )


class JobNotice(Answer):
    """One thing that a job tells of its run."""

    code = told(
        fields.String, "What kind of thing; it never changes, more may come.", "row_left_out"
    )
    place = told(fields.String, "The row or file that it is about; may be empty.", "person 12")
    text = told(fields.String, "What it is, in English.", "The date “soon” is not understood.")


class Job(Answer):
    """A job of the site."""

    id = told(fields.UUID, "Its id.", ID)
    kind = told(fields.String, "What it does; more may come.", SYNC)
    status = told(fields.String, "How it is.", DONE, validate=OneOf(STATES))
    stage = told(fields.String, "What it is at, or was at last; may be empty.", "people")
    done = told(fields.Integer, "Rows of that stage so far.", 500)
    share = told(
        fields.Float,
        "How much of it is done, 0 to 1; null where nobody can tell.",
        0.4,
        allow_none=True,
    )
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "What it did.", "examples": [{"courses_added": 12}]},
    )
    notices = fields.List(
        fields.Nested(JobNotice), metadata={"description": "What it left out and why, and more."}
    )
    error = told(fields.String, "Why it failed and what to do. In English.", allow_none=True)
    waiting = told(fields.Boolean, "Whether no worker seems to run.", False)
    to_confirm = told(fields.Integer, "Rows that Moodle no longer lists, to be confirmed.", 0)
    created_at = told(fields.AwareDateTime, "When it was asked for.", TIME)
    started_at = told(fields.AwareDateTime, "When it began.", TIME, allow_none=True)
    finished_at = told(fields.AwareDateTime, "When it ended.", TIME, allow_none=True)
    seconds = told(fields.Float, "How long it has run, or ran.", 95.0, allow_none=True)


class Jobs(Answer):
    """A part of the history."""

    total = told(fields.Integer, "How many jobs are kept.", 40)
    items = fields.List(fields.Nested(Job), metadata={"description": "The newest first."})
