"""The sentences that the inside raises are found wherever they stand."""

from __future__ import annotations

from io import BytesIO

from lti_plugin.translations.sentences import extract

SOURCE = '''"""A docstring is for programmers."""
HINT = "Try again."

class Refused(Exception):
    """So is this one."""

    hint = "Ask somebody."

def check(code: str, told: str = "This is the default.") -> None:
    raise Refused("code", f"There is no {code} here.", hint="Nothing is." if code else "“Ä” is.")
'''


def test_sentences_are_found_wherever_they_stand() -> None:
    found = {
        text: line for line, _name, text, _comments in extract(BytesIO(SOURCE.encode()), [], [])
    }
    assert found == {
        "Try again.": 2,
        "Ask somebody.": 7,
        "This is the default.": 9,
        "Nothing is.": 10,
    }
