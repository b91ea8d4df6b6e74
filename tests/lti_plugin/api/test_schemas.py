"""What the API takes: no text that a database cannot keep comes past a schema."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from marshmallow import Schema, fields

from lti_plugin.api import schemas
from lti_plugin.api.schemas.catalogue_import import CatalogueFileSaid
from lti_plugin.api.schemas.common import Answer
from lti_plugin.api.schemas.people_import import PeopleFileSaid

HALF, NUL = "\ud800", "a\x00b"
# Each row of a file is refused on its own, with its reason.
BY_ROW = CatalogueFileSaid | PeopleFileSaid


def said() -> Iterator[type[Schema]]:
    """Give every schema of what is sent to us."""
    for module in pkgutil.iter_modules(schemas.__path__):
        loaded = importlib.import_module(f"{schemas.__name__}.{module.name}")
        kinds = (each for each in vars(loaded).values() if isinstance(each, type))
        given = (each for each in kinds if issubclass(each, Schema) and each is not Schema)
        yield from (each for each in given if not issubclass(each, Answer | BY_ROW))


@pytest.mark.parametrize("schema", sorted(set(said()), key=lambda each: each.__qualname__))
@pytest.mark.parametrize("text", [HALF, NUL])
def test_text_that_no_table_holds_is_refused(schema: type[Schema], text: str) -> None:
    texts = [name for name, each in schema().fields.items() if type(each) is fields.String]
    lists = [
        name
        for name, each in schema().fields.items()
        if isinstance(each, fields.List) and type(each.inner) is fields.String
    ]
    sent = dict.fromkeys(texts, text) | {name: [text] for name in lists}
    assert sent.keys() <= schema().validate(sent).keys()
