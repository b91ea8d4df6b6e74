"""Files with nonsense in single cells: the pass goes on, and what comes out is sane."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.files import FilesConnector, layouts
from connectors.files.table import Layout
from connectors.records import Completion, Course, Feature, Learner
from tests.connectors.absurd import NUMBERS, TEXTS, misfits

CELLS = st.one_of(TEXTS, NUMBERS.map(str)).map(
    lambda text: text.encode(errors="surrogatepass").decode(errors="replace")
)
LAST = {
    layouts.COURSES: {"id": "last", "title": "Last"},
    layouts.LEARNERS: {"id": "last"},
    layouts.COMPLETIONS: {"learner_id": "last", "course_id": "last"},
    layouts.COURSE_FEATURES: {"course_id": "last", "feature": "last"},
    layouts.LEARNER_FEATURES: {"learner_id": "last", "feature": "last"},
}
PARTS: list[tuple[Layout, str, type]] = [
    (layouts.COURSES, "courses", Course),
    (layouts.LEARNERS, "learners", Learner),
    (layouts.COMPLETIONS, "participation", Completion),
    (layouts.COURSE_FEATURES, "course_features", Feature),
    (layouts.LEARNER_FEATURES, "learner_features", Feature),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose files each example writes anew."""
    return tmp_path_factory.mktemp("absurd")


@pytest.mark.parametrize(("layout", "part", "kind"), PARTS)
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_row_with_absurd_cells_never_ends_the_pass(
    folder: Path, layout: Layout, part: str, kind: type, data: st.DataObject
) -> None:
    columns = [*layout.required, *layout.optional]
    some = st.fixed_dictionaries(
        {name: st.just("1") for name in layout.required},
        optional=dict.fromkeys(layout.optional, CELLS),
    )
    every = st.fixed_dictionaries(dict.fromkeys(columns, CELLS))
    odd = data.draw(some | every)
    with (folder / layout.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows([odd, LAST[layout]])
    connector = FilesConnector(folder)
    found: list[Any] = list(getattr(connector, part)())
    if layout is layouts.COURSES:
        found = [*connector.categories(), *found]
    assert [fault for record in found for fault in misfits(record)] == []
    assert isinstance(found[-1], kind)
