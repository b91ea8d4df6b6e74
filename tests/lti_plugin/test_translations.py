"""Every text of the interface is there in German and in Spanish."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from lti_plugin.errors import FingerpostError
from lti_plugin.lti import refusals
from lti_plugin.settings import LANGUAGES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "lti_plugin"
# What stays as it is: inserted values, and commands between backquotes.
KEPT = re.compile(r"%\(\w+\)[.\d]*\w|`[^`]+`")

each_language = pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text of the interface, found with the same keywords as by `make translations`."""
    path = tmp_path_factory.mktemp("texts") / "messages.pot"
    recipe = re.search(r"pybabel.* extract .*", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert recipe is not None
    keywords = re.findall(r"-k \S+", recipe[0])
    command = ["pybabel", "--quiet", "extract", "-F", str(ROOT / "babel.cfg"), "-o", str(path)]
    CommandLineInterface().run([*command, *" ".join(keywords).split(), str(PACKAGE)])
    return read_po(BytesIO(path.read_bytes()))


def _file(language: str, kind: str) -> BytesIO:
    path = PACKAGE / "translations" / language / "LC_MESSAGES" / f"messages.{kind}"
    return BytesIO(path.read_bytes())


def _catalogue(language: str) -> Catalog:
    return read_po(_file(language, "po"), locale=language)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _forms(text: str | Sequence[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@each_language
def test_a_catalogue_holds_the_texts_of_the_code_and_no_others(
    texts: Catalog, language: str
) -> None:
    catalogue = _catalogue(language)
    wanted = {str(message.id) for message in _messages(texts)}
    held = {str(message.id) for message in _messages(catalogue)}
    assert len(wanted) > 100
    assert (wanted - held, held - wanted) == (set(), set()), "`make translations` adds and removes"
    assert not catalogue.obsolete


@each_language
def test_every_text_is_translated_in_every_plural_form(language: str) -> None:
    catalogue = _catalogue(language)
    assert not catalogue.fuzzy
    for message in _messages(catalogue):
        assert not message.fuzzy, message.id
        forms = _forms(message.string)
        assert len(forms) == (catalogue.num_plurals if message.pluralizable else 1), message.id
        assert all(form.strip() for form in forms), message.id


@each_language
def test_a_translation_keeps_inserted_values_commands_and_full_stops(language: str) -> None:
    for message in _messages(_catalogue(language)):
        english = _forms(message.id)[-1]
        for form in _forms(message.string):
            assert sorted(KEPT.findall(form)) == sorted(KEPT.findall(english)), form
            assert form.endswith(".") == english.endswith("."), form


@each_language
def test_the_compiled_catalogue_is_made_from_the_readable_one(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, _catalogue(language))
    compiled.seek(0)
    fresh, committed = read_mo(compiled), read_mo(_file(language, "mo"))
    assert {str(message.id): message.string for message in _messages(committed)} == {
        str(message.id): message.string for message in _messages(fresh)
    }
    assert (committed.num_plurals, committed.plural_expr) == (fresh.num_plurals, fresh.plural_expr)


@pytest.mark.parametrize(
    "error",
    [
        refusals.malformed("code"),
        refusals.untrusted("code"),
        refusals.forbidden("code"),
        refusals.ended("code", "Moodle did not let you through."),
    ],
    ids=str,
)
def test_what_a_launch_is_refused_with_is_among_the_texts(
    texts: Catalog, error: FingerpostError
) -> None:
    assert error.message in texts
    assert error.hint in texts


def test_no_text_hides_in_a_formatted_string() -> None:
    """What extracts the texts does not look into these, so nobody would translate them."""
    hidden = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in {"_", "lazy", "ngettext"}
    ]
    assert hidden == []
