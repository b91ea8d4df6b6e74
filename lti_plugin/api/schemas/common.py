"""What the schemas have in common: how fields are told, levels, pages of lists, problems."""

from __future__ import annotations

from typing import Any, TypeVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import Length, Range, Regexp

from recommender.skills.levels import HIGHEST, LOWEST

ID = "0b8f5c1e-4c0e-4f43-9d0a-6a1f2a4f7c11"
MOST = 200
FARTHEST = 1_000_000
LONGEST_SEARCH = 200
NO_NUL = Regexp(r"^[^\x00]*$", error="This is no text.")  # PostgreSQL keeps none
F = TypeVar("F", bound=fields.Field[Any])


class Answer(Schema):
    """Something that the API gives: every field is always there, null where there is nothing."""

    class Meta:
        """How it is described: further fields may come with time."""

        unknown = EXCLUDE

    def on_bind_field(self, _name: str, field_obj: fields.Field[Any]) -> None:
        """Let the description promise the field."""
        field_obj.required = True


class Number(fields.Float):
    """A number in JSON, and no text that looks like one."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class Whole(fields.Integer):
    """A whole number in JSON, which may be written as 6.0, and no text that looks like one."""

    def _validated(self, value: Any) -> int:
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if not plain or value != value // 1:
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


def above_nothing(field: F) -> F:
    """Let the description say that 0 itself is too little; of a range it tells the ends alone."""
    field.metadata = {**field.metadata, "exclusiveMinimum": 0}
    return field


def told(kind: type[F], text: str, example: object = None, **rest: Any) -> F:
    """Return a field with what it means and an example."""
    metadata: dict[str, Any] = {"description": text}
    if example is not None:
        metadata["examples"] = [example]
    return kind(metadata=metadata | rest.pop("more", {}), **rest)


def a_flag(text: str) -> fields.Boolean:
    """Return a field for a yes or no in an address, in the one form that JSON has for it."""
    return told(fields.Boolean, text, False, load_default=False, truthy={"true"}, falsy={"false"})


def a_level(text: str, *, unknown: bool = False) -> Number:
    """Return a field for a level; ``unknown`` lets it be null."""
    return told(
        Number,
        f"{text} On the scale of levels: 0 none, 1 aware, 2 basic, 3 independent, 4 advanced, "
        "5 expert.",
        2.5,
        validate=Range(LOWEST, HIGHEST),
        allow_none=unknown,
    )


def a_share(text: str, *, unknown: bool = False) -> fields.Float:
    """Return a field for a part of a whole; ``unknown`` lets it be null."""
    return told(
        fields.Float, f"{text} A share, 0 to 1.", 0.62, validate=Range(0, 1), allow_none=unknown
    )


def storable(text: str) -> None:
    """Refuse halves of characters, which JSON can write and no database keeps."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError("This is no text.") from None


def a_text(
    text: str, longest: int, least: int = 0, example: object = None, **rest: Any
) -> fields.String:
    """Return a field for a text that a table can hold."""
    valid = [Length(least, longest), NO_NUL, storable]
    return told(fields.String, text, example, validate=valid, **rest)


class Ref(Answer):
    """Something by its id and its name."""

    id = told(fields.UUID, "Our own id.", ID)
    name = told(fields.String, "Its name on this site.", "SQL")


class Part(Schema):
    """Which part of a list is wanted."""

    limit = told(fields.Integer, "How many to give.", 50, load_default=50, validate=Range(1, MOST))
    offset = told(
        fields.Integer, "How many to pass over.", 0, load_default=0, validate=Range(0, FARTHEST)
    )


class Search(Part):
    """Which part of a list that can be searched is wanted."""

    q = a_text(
        "Text that the name, or another name of the same, has to hold; upper and lower case alike.",
        LONGEST_SEARCH,
        example="sql",
        load_default="",
    )


class AboutSomebody(Schema):
    """Whom a question is about."""

    person_id = told(
        fields.UUID,
        "For L&D admins: somebody else of the site. What they say of themselves and what they aim "
        "at is left out. Without it the answer is about whoever asks.",
        load_default=lambda: None,  # a plain None would let null be sent
    )


class Problem(Answer):
    """Why a request was refused (RFC 9457)."""

    type = told(fields.String, "The code as a URN.", "urn:fingerpost:not-found")
    title = told(
        fields.String, "What happened, in the reader's language.", "There is no such role here."
    )
    detail = told(fields.String, "The hint: what to do next; may be empty.", "")
    status = told(fields.Integer, "The status of the answer.", 404)
    instance = told(fields.String, "The reference under which the log has it.", "5f1c2e7a90b4")
    code = told(fields.String, "What happened, as a word that never changes.", "not-found")


class FieldsProblem(Problem):
    """Why a body or a query was refused."""

    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={
            "description": "What is wrong with each field, by its name; lists count from 0.",
            "examples": [{"ratings.0.level": ["Must be at most 5."]}],
        },
    )
