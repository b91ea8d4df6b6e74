"""What a job tells of its run, as keys with values: each reader gets it in their own language.

Beside each stands its English line, for programs, terminals and whoever looks into the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.records import Notice as Noted
from connectors.records import Rejected

AS_TOLD = "as_told"  # a line from before notices had keys
ROW_LEFT_OUT, ROW_NOTED, ROW_DOUBLED = "row_left_out", "row_noted", "ids_are_the_same"
NOTHING_NEW, GOES_ON, TRIED_AGAIN = "nothing_new", "goes_on", "tried_again"
UNMATCHED, NO_SUCH_COURSE, UPGRADED = "unmatched_rows", "no_such_prerequisite", "moodle_upgraded"
RATINGS_UNREAD, DAYS_UNREAD = "ratings_not_read", "days_of_ratings_not_read"
WORD_COUNTS, WORD_UNCLEAR = "word_of_scale", "word_without_level"
BADGE_STOPPED, GRADE_WAITS = "badge_stopped", "grades_wait"
TO_CONFIRM, LACKS, UNREAD = "{}_to_confirm", "{}_right_missing", "{}_not_all_read"
NOT_COMPARED = "model_not_compared"
TRAINING = "training_{}"  # and the key of what is to be said of it


def N_(text: str) -> str:  # noqa: N802  what Babel looks for
    """Mark a text for the translators; it is looked up once its values are known."""
    return text


TEXTS: Mapping[str, str] = {
    AS_TOLD: "%(text)s",
    ROW_LEFT_OUT: "%(text)s",
    ROW_NOTED: "%(text)s",
    ROW_DOUBLED: N_("The ids %(ids)s are the same here; the last one counts."),
    NOTHING_NEW: N_("Nothing has changed since the last time."),
    GOES_ON: N_("This sync goes on where the last one was broken off."),
    TRIED_AGAIN: N_("%(text)s It is tried again in a while."),
    UNMATCHED: N_("%(number)s rows of people or courses not known here were left out."),
    NO_SUCH_COURSE: N_("The prerequisite “%(name)s” is not a course here."),
    UPGRADED: N_(
        "Moodle was %(before)s and is %(now)s now. See on the page “Connect” whether "
        "everything works."
    ),
    RATINGS_UNREAD: N_("Ratings were not read: %(text)s"),
    DAYS_UNREAD: N_("Days of ratings were not read: %(text)s"),
    WORD_COUNTS: N_(
        "“%(word)s” of scale %(scale)s counts as level %(level)s; the page “Settings” changes it."
    ),
    WORD_UNCLEAR: N_("The rating “%(word)s” has no level yet."),
    NOT_COMPARED: N_(
        "The new model was put in use without a comparison with simple methods: this history "
        "does not allow one."
    ),
    BADGE_STOPPED: N_("%(text)s Nobody gets this badge until then."),
    GRADE_WAITS: N_("%(text)s What is missing is sent after the next update."),
    TO_CONFIRM.format("courses"): N_(
        "%(lost)s of %(total)s courses are no longer listed; confirm to mark them gone."
    ),
    TO_CONFIRM.format("people"): N_(
        "%(lost)s of %(total)s people are no longer listed; confirm to mark them gone."
    ),
    TO_CONFIRM.format("enrolments"): N_(
        "%(lost)s of %(total)s enrolments are no longer listed; confirm to mark them gone."
    ),
    TO_CONFIRM.format("completions"): N_(
        "%(lost)s of %(total)s completions are no longer told of; confirm to take them back."
    ),
    TO_CONFIRM.format("ratings"): N_(
        "%(lost)s of %(total)s ratings are no longer listed; confirm to withdraw them."
    ),
    # What Moodle's lists rest on: without these rights they are shorter, and no error says so.
    LACKS.format("courses"): N_(
        "If these courses are in Moodle still, the account lacks moodle/course:viewhiddencourses."
    ),
    LACKS.format("people"): N_(
        "If these people are in Moodle still, the account lacks "
        "moodle/user:viewdetails and moodle/site:viewuseridentity."
    ),
    LACKS.format("enrolments"): N_(
        "If these enrolments are in Moodle still, the account lacks "
        "moodle/course:viewparticipants, or its place in the report's audience."
    ),
    UNREAD.format("courses"): N_(
        "Some courses could not be read, so none was marked gone this time."
    ),
    UNREAD.format("people"): N_(
        "Some people could not be read, so none was marked gone this time."
    ),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell; ``text`` is its English, made of what stands in TEXTS unless given.

    ``values`` are what JSON keeps; ``place`` is the row or file that it is about, where there is
    one.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    given: str = ""

    @property
    def text(self) -> str:
        """Return it in English."""
        return self.given or TEXTS[self.code] % self.values

    @property
    def line(self) -> str:
        """Return its place and its English as one line."""
        return f"{self.place}: {self.text}" if self.place else self.text

    def kept(self) -> dict[str, Any]:
        """Return what a job's row keeps."""
        own = {"code": self.code, "place": self.place, "text": self.text}
        return own | {"values": dict(self.values)}


def reported(rows: Iterable[Rejected]) -> list[Notice]:
    """Return a notice of each row that was left out, or of which something is to be known."""
    return [
        Notice(
            ROW_NOTED if isinstance(each, Noted) else ROW_LEFT_OUT,
            {"text": each.reason},
            each.where,
        )
        for each in rows
    ]


def read(kept: object) -> Notice:
    """Return a notice as a row keeps it; a line from before notices had keys stays as it is."""
    if isinstance(kept, Mapping):
        return Notice(kept["code"], kept["values"], kept["place"], kept["text"])
    place, colon, said = str(kept).partition(": ")
    if not colon:
        place, said = "", str(kept)
    return Notice(AS_TOLD, {"text": said}, place)
