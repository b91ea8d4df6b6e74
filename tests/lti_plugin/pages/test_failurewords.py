"""Every sentence with which a job can fail is told in the reader's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

from connectors import errors
from connectors.moodle import rights
from lti_plugin.jobs import plans
from lti_plugin.pages import failurewords
from lti_plugin.pages.failures import HINTS, REASONS
from lti_plugin.pages.rowreasons import PLACES, ROWS
from tests.support.installation import Installation

ROOT = Path(__file__).parents[3]
# What an update and a training go through: the reading of Moodle, the jobs, the engine.
SOURCES = (
    "connectors/*.py",
    "connectors/moodle/*.py",
    "lti_plugin/jobs/*.py",
    "recommender/engine/*.py",
)
ERRORS = {name for name in dir(errors) if name[0].isupper()} | {
    "JobFailed", "DatasetUnreadable", "ModelUnreadable", "ModelNotWritten", "TrainingFailed",
}  # fmt: skip
HINT = "hint"
# What stands in these places is a text as well.
MADE_ELSEWHERE = {r"lacksX for": "lacks a right for", r"(?<=\.) X$": " Train again to replace it."}


def sentences() -> Iterator[tuple[str, str]]:
    """Yield what is raised anywhere, with X for its values, and whether it says what to do."""
    for place in SOURCES:
        for path in sorted(ROOT.glob(place)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
                    for given in node.args[:1]:
                        yield from ((f"{path.name}", text) for text in _texts(given))
                    for keyword in node.keywords:
                        if keyword.arg == HINT:
                            yield from ((HINT, text) for text in _texts(keyword.value))
    for name in ERRORS & set(dir(errors)):
        yield HINT, getattr(errors, name).__dict__.get(HINT, "Try again later.")
    yield HINT, rights.allow("moodle/course:view", "moodle/course:viewparticipants")


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the text of a literal; what is made elsewhere is looked at there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(each.value) if isinstance(each, ast.Constant) else "X" for each in node.values
        )


FOUND = sorted(set(sentences()))


def test_there_is_much_to_look_at() -> None:
    assert len(FOUND) > 60


@pytest.mark.parametrize(("place", "text"), FOUND, ids=[text[:60] for _place, text in FOUND])
def test_each_has_words_of_its_own(installation: Installation, place: str, text: str) -> None:
    line = f"This is not a web address. {text}" if place == HINT else text
    for made, really in MADE_ELSEWHERE.items():
        line = re.sub(made, really, line)
    with installation.app.test_request_context(), force_locale("de"):
        told = failurewords.told(line)
    assert told != line
    assert not set(told.split(". ")) & set(line.split(". "))


@pytest.mark.parametrize("language", ["de", "es"])
def test_values_stay_and_lists_are_lists(installation: Installation, language: str) -> None:
    error = errors.MissingCapability(
        "The service account lacks the right “View x” for core_course_get_categories: No (View x)",
        hint=rights.allow("moodle/course:view", "moodle/course:viewparticipants"),
    )
    with installation.app.test_request_context(), force_locale(language):
        told = failurewords.told(plans.line_of(error))
    for value in ("View x", "core_course_get_categories", "No (View x)"):
        assert value in told
    assert "moodle/course:view, moodle/course:viewparticipants" in told
    assert "role of the service account" not in told


# Where rows are read: what is told of them, and what continues "The column x ..." there.
READERS = (
    "connectors/*.py",
    "connectors/moodle/*.py",
    "connectors/files/*.py",
    "lti_plugin/services/evidence_import.py",
)
# Which of its arguments is the reason, and what gives it back.
REPORTS = {"Rejected": 1, "Notice": 1, "rejected": 1, "_bad": 1}
RETURNING = {"_unmatched", "_unknown", "_problem"}
# What is wrong with a cell continues a sentence about its column or field.
CELLS = {"cells.py": ("column", "field"), "rows.py": ("column",)}
OF_A_CELL = "The field X X."


def reports() -> Iterator[str]:
    """Yield what is told of rows, with X for its values."""
    for place in READERS:
        for path in sorted(ROOT.glob(place)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and node.name in RETURNING:
                    returned = [each for each in ast.walk(node) if isinstance(each, ast.Return)]
                    for each in returned:
                        yield from filter(None, _texts(each.value or ast.Constant(None)))
                if isinstance(node, ast.Call):
                    yield from _reported(node, path.name)


def _reported(node: ast.Call, file: str) -> Iterator[str]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if len(node.args) > REPORTS.get(name, 9):
        yield from (each for each in _texts(node.args[REPORTS[name]]) if each != OF_A_CELL)
    if name == "ValueError" and file in CELLS:
        for text in _texts(node.args[0]):
            if text[:1].isupper():
                yield from [text] if text != "The column X X." else []
            else:
                yield from (f"The {what} X {text}." for what in CELLS[file])


@pytest.mark.parametrize("text", sorted(set(reports())))
def test_what_is_told_of_a_row_has_words_of_its_own(installation: Installation, text: str) -> None:
    line = re.sub(r"(?<=\. )X$", rights.allow("moodle/course:view"), text)
    with installation.app.test_request_context(), force_locale("de"):
        told = failurewords.told(line)
    assert not set(told.split(". ")) & set(line.split(". "))


@pytest.mark.parametrize("place", PLACES)
def test_where_a_row_stands_is_told_in_the_readers_language(
    installation: Installation, place: str
) -> None:
    where = re.sub(r"%\(\w+\)s", "7", place)
    with installation.app.test_request_context(), force_locale("de"):
        told = failurewords.place(where)
        assert failurewords.place("learners.csv") == "learners.csv"
    assert told != where
    assert told.count("7") == where.count("7")


def test_a_sentence_within_a_sentence_is_told_too(installation: Installation) -> None:
    line = "They are left out: This Moodle has no function x. Moodle 4.5 or later is needed."
    with installation.app.test_request_context(), force_locale("de"):
        told = failurewords.told(line)
    for words in ("left out", "has no function", "is needed"):
        assert words not in told


def test_what_nobody_knows_stays_as_it_is(installation: Installation) -> None:
    with installation.app.test_request_context(), force_locale("de"):
        assert failurewords.told("Something else entirely") == "Something else entirely"
        assert failurewords.told(None) == ""


def test_no_sentence_is_there_twice() -> None:
    assert len(set(REASONS)) == len(REASONS)
    assert len(set(HINTS)) == len(HINTS)
    assert len({*ROWS, *REASONS}) == len(ROWS) + len(REASONS)
