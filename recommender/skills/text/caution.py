"""When a short or everyday label is really meant: ``C`` not in C-level, ``Go`` not in "Go on"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from recommender.skills.text.ordinary import FUNCTION_WORDS, ORDINARY, VAGUE_OBJECTS
from recommender.skills.text.spelling import key_of, plain_of
from recommender.skills.text.words import Token

_NEAR = 40
_QUOTES_AND_BULLETS = " \t\u00a0\"'“”„«»‘’([{*•·▪◦●–—-#>"
_SENTENCE_ENDS = "\n\r.!?…。！？¿¡"
_LISTED = re.compile(r"\s*(?:[,/&]|(?:and|or|und|oder|y|o)\s)\s*[A-Z]|\s*[(\d]")
_GLUED_BEFORE = re.compile(r"[_\-\u2010\u2011&'’.@°$€£§]$|[A-Z]\s*&\s*$|\d\s*°?$")
_GLUED_AFTER = re.compile(r"[_\-\u2010\u2011&'’+#@°]|\.\w|\s*&\s*[A-Z]\b(?![+#])")
_INITIAL_BEFORE = re.compile(r"(?:^|\n)\s*$|[A-Z][a-z]+\s+$|\b(?:Dr|Mr|Mrs|Ms|Prof|[A-Z])\.\s*$")
_INITIAL_AFTER = re.compile(r"\.\s+(?:[A-Z]\.|[A-Z][a-z])")
_NUMBERING = re.compile(r"[.)]")
_COPYRIGHT = re.compile(r"\)\s*\d{4}")
_COUNTED = re.compile(
    r"\b(?:appendix|block|building|category|class|exhibit|grade|group|hepatitis|klasse|level|"
    r"licen[cs]e|option|part|phase|plan|point|row|schedule|section|series|step|tier|type|unit|"
    r"vitamin|zone)\s+$",
    re.IGNORECASE,
)


class Caution(Enum):
    """What a label of one word needs before it counts."""

    NONE = "none"
    LETTER = "letter"
    """A single letter: a capital that stands for itself."""
    NAME = "name"
    """A name that is also a word: written with a capital that no sentence asked for."""
    ACRONYM = "acronym"
    """Capitals that are also a word or a unit: written in capitals in a line that is not."""
    WHOLE = "whole"
    """An everyday word: only as a whole tag or title."""


def caution_of(written: str, words: Sequence[Token], *, is_name: bool = True) -> Caution:
    """Return what a label needs, from how it is written; ``is_name`` is no mere alternative."""
    if len(words) > 1:
        return _phrase(written, words, is_name)
    word = words[0].text
    plain = plain_of(word)
    everyday = plain in ORDINARY or key_of(word) in ORDINARY
    if plain.isdigit():
        return Caution.WHOLE
    if len(plain) == 1:
        return _lone(word)
    if len(plain) > 2 and not everyday:
        return Caution.NONE
    if not plain.isalpha() and not everyday:
        return Caution.NONE
    return _everyday(word) if word[0].isascii() else Caution.NONE


def _phrase(written: str, words: Sequence[Token], is_name: bool) -> Caution:
    if not written.islower():
        return Caution.NONE
    content = [word.key for word in words if word.key not in FUNCTION_WORDS]
    # As an alternative, "help people" or "keep company" is found where nobody meant a skill.
    vague = len(content) == 2 and content[1] in VAGUE_OBJECTS and not is_name
    return Caution.WHOLE if len(content) < 2 or vague else Caution.NONE


def _lone(character: str) -> Caution:
    # A sign of a script without cases, such as 書, is part of most words that hold it.
    return Caution.LETTER if character.isupper() else Caution.WHOLE


def _everyday(word: str) -> Caution:
    if word.isupper():
        return Caution.ACRONYM
    return Caution.NAME if word[0].isupper() else Caution.WHOLE


def is_meant(caution: Caution, written: str, text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` is the label, from how it stands in its sentence."""
    if caution is Caution.NONE:
        return True
    found = text[start:end]
    if caution is Caution.LETTER:
        return (
            plain_of(found).upper() == written
            and found.isupper()
            and _stands_alone(text, start, end)
        )
    if caution is Caution.NAME:
        return found == written and _unforced(text, start, end)
    if caution is Caution.ACRONYM:
        # A plural or genitive may follow, as in APIs and HR's, but IT'S is "it is".
        capitals = found.removesuffix("s").rstrip("'’")
        return capitals.isupper() and capitals.isalnum() and not _shouted(text, start, end)
    return False


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after) or _COUNTED.search(before):
        return False
    if _INITIAL_AFTER.match(after) and _INITIAL_BEFORE.search(before):
        return False
    if before.endswith("("):
        glued = len(before) > 1 and before[-2].isalnum()
        return not glued and not _COPYRIGHT.match(after)
    begins_line = not before.rpartition("\n")[2].strip(_QUOTES_AND_BULLETS)
    return not (begins_line and _NUMBERING.match(after) and after[1:].strip())


def _unforced(text: str, start: int, end: int) -> bool:
    """Say whether the capital is the name's own: inside a sentence, or in a list of names."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after):
        return False
    rest = before.rstrip(_QUOTES_AND_BULLETS)
    if rest and rest[-1] not in _SENTENCE_ENDS:
        return True
    alone_in_line = end - start > 2 and not after.strip(" \t.,;").split("\n")[0]
    return alone_in_line or bool(_LISTED.match(after))


def _shouted(text: str, start: int, end: int) -> bool:
    line_start = max(text.rfind("\n", 0, start) + 1, start - 4 * _NEAR)
    line_end = text.find("\n", end)
    line = text[line_start : min(len(text) if line_end < 0 else line_end, end + 4 * _NEAR)]
    words = re.findall(r"[^\W\d_]+", line)
    return len(words) > 2 and line.isupper() and any(len(word) > 4 for word in words)
