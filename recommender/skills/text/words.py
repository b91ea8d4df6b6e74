"""Words of a text with their places, as the matching of skills and job titles needs them.

The engine's own words have no places and drop single letters and signs, which would lose ``C``,
``C++`` and ``.NET``; so the two stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from recommender.skills.text.spelling import key_of

BREAK, SPACE, JOIN = 0, 1, 2

# Written without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han, hangul.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# Vowel signs and accents continue a word although they are no letters; so do invisible signs.
_MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, 0x3100)
    if unicodedata.category(chr(code)).startswith("M")
)
_CONTINUED = rf"{_MARKS}\u00ad\u200b-\u200d\u2060\ufeff"
_LETTER = rf"[^\W_{_UNSPACED}]"
_WORD = rf"{_LETTER}(?:{_LETTER}|[{_CONTINUED}])*"
_TOKEN = re.compile(
    # First what most words are, because it is quickest.
    rf"[A-Za-z]+(?=[ \n,;]|$)"
    rf"|(?P<address>(?:[Hh]ttps?://|[Ww]{{3}}\.)\S+|[\w.+-]{{1,64}}@[\w-]{{1,64}}\.[\w.-]{{1,64}})"
    rf"|(?<![\w.])\.[Nn][Ee][Tt](?!\w)"
    rf"|{_WORD}(?:['’]{_WORD})?(?:[+＋]{{2}}|[+＋#＃♯](?!\w))?"
    rf"|[{_UNSPACED}][{_MARKS}]*"
    rf"|&"
)
_JOINED = re.compile(r"[-\u2010\u2011.·]")
_SPACED = re.compile(r"[ \t\u00a0\u202f\u3000®™©]{0,4}|\s?/\s?")
# A pasted text is often wrapped; a line that begins with a capital begins something new.
_WRAPPED = re.compile(r"[ \t]*\r?\n[ \t]*")
_WIDEST_GAP = 40


class Token(NamedTuple):
    """One word: what it is compared by, how it stands in the text, where, and what is before it.

    ``gap`` is ``BREAK`` when no label can reach over from the word before, ``SPACE`` when it can,
    ``JOIN`` when both may also be written as one word (``e-mail``).
    """

    key: str
    text: str
    start: int
    end: int
    gap: int


def tokens(text: str, language: str = "en") -> list[Token]:
    """Split ``text`` into its words; addresses of pages and mailboxes are no words.

    Parameters
    ----------
    text : str
        Any text; characters of scripts without spaces become one token each.
    language : str
        Whose inflection is folded, see `recommender.skills.text.spelling.key_of`.

    Returns
    -------
    list of Token
        In the order of the text; ``text[token.start:token.end] == token.text``.
    """
    found: list[Token] = []
    behind = 0
    for match in _TOKEN.finditer(text):
        if match["address"]:
            continue
        word, start = match[0], match.start()
        gap = _gap(text, behind, start) if found else BREAK
        key = key_of(word, language)
        if key:
            found.append(Token(key, word, start, match.end(), gap))
            behind = match.end()
    return found


def _gap(text: str, behind: int, start: int) -> int:
    between = text[behind:start]
    if between == " ":
        return SPACE
    if len(between) > _WIDEST_GAP:
        return BREAK
    if _JOINED.fullmatch(between):
        return JOIN
    if _SPACED.fullmatch(between):
        return SPACE
    return SPACE if _WRAPPED.fullmatch(between) and text[start].islower() else BREAK
