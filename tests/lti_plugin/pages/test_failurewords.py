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
from tests.support.installation import Installation

ROOT = Path(__file__).parents[3]
# What an update and a training go through: the reading of Moodle, the jobs, the engine.
PLACES = (
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
    for place in PLACES:
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


def test_what_nobody_knows_stays_as_it_is(installation: Installation) -> None:
    with installation.app.test_request_context(), force_locale("de"):
        assert failurewords.told("Something else entirely") == "Something else entirely"
        assert failurewords.told(None) == ""


def test_no_sentence_is_there_twice() -> None:
    assert len(set(REASONS)) == len(REASONS)
    assert len(set(HINTS)) == len(HINTS)
