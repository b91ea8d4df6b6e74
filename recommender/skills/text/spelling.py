"""How words are compared: without case, accents, look-alikes, spelling habits and plurals.

Each step only makes two words alike; nobody ever sees the folded form, so a stem such as
``sprach`` needs to be no word. Rules are few and cautious: two different words that fold to
the same form are a wrong match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Cyrillic and Greek letters that look like Latin ones, before folding case: В looks like B, в not.
_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜаеѕіјорсухԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχ",
    "ABESIJKMHOPCTYXQWaesijopcyxdqwhABEZHIKMNOPTYXaikvopux",
)
_LATIN = re.compile(r"[A-Za-z]|.[+#]$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\\s]")
_ACCENT = re.compile("[\u0300-\u036f]")
_AND = {"en": "and", "de": "und", "es": "y"}

_KEPT = "always arms customs does glasses goods lens means news sales series species"
_UNCHANGED = frozenset(_KEPT.split())
_IRREGULAR = {"children": "child", "criteria": "criterion", "women": "woman", "men": "man"}
_AMERICAN = {
    "centre": "center",
    "metre": "meter",
    "fibre": "fiber",
    "programme": "program",
    "licence": "license",
    "defence": "defense",
    "catalogue": "catalog",
    "dialogue": "dialog",
    "mould": "mold",
    "moulding": "molding",
    "grey": "gray",
}
_IZE = re.compile(r"(?<=[a-z]{3})is(e|ed|er|ing|ation)$")
_YZE = re.compile(r"(?<=[a-z]{3})ys(e|ed|er|ing)$")
_OUR = re.compile(r"(?<=[a-z]{3})our(|ed|ing|al|able|ful|ite)$")
_DOUBLE_L = re.compile(r"^(model|label|counsel|travel|signal|channel|fuel|tunnel|cancel)l")
_SIBILANT = re.compile(r"(ss|sh|ch|x|zz)es$")


@lru_cache(maxsize=100_000)
def key_of(word: str, language: str = "en") -> str:
    """Return what ``word`` is compared by.

    Parameters
    ----------
    word : str
        One word as it stands in a text.
    language : str
        ``en``, ``de`` or ``es`` fold that language's simple inflection; any other folds none.

    Returns
    -------
    str
        Empty when nothing is left, e.g. of invisible signs alone.
    """
    if word == "&":
        return _AND.get(language, "and")
    plain = plain_of(word)
    if plain.endswith("+") and plain.rstrip("+").isdigit():
        return plain.rstrip("+")
    if not plain.isalpha():
        return plain
    if word[:-1].isupper() and word.endswith("s"):
        plain = plain[:-1]
    return _INFLECTION[language](plain) if language in _INFLECTION else plain


@lru_cache(maxsize=100_000)
def exact_of(word: str) -> str:
    """Return ``word`` without case and invisible signs; accents stay."""
    return word.casefold() if word.isascii() else _compatible(_compatible(word).casefold())


@lru_cache(maxsize=100_000)
def plain_of(word: str) -> str:
    """Return ``word`` without case, accents, look-alikes, apostrophes and a possessive *s*."""
    if not word.isascii():
        word = _compatible(word)
        # A word wholly in another script is meant so; one that mixes scripts is meant as Latin.
        if _LATIN.search(word):
            word = word.translate(_LOOK_ALIKE)
        bare = _ACCENT.sub("", unicodedata.normalize("NFD", word.casefold()))
        word = unicodedata.normalize("NFC", bare)
        # Taking a letter apart can leave a look-alike that was not one before.
        if _LATIN.search(word):
            word = word.translate(_LOOK_ALIKE)
    return word.casefold().removesuffix("'s").replace("'", "")


def _compatible(word: str) -> str:
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", word))
    return unicodedata.normalize("NFKC", visible).replace("’", "'").replace("♯", "#")


def _english(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    if len(word) > 3 and word not in _UNCHANGED:
        word = _singular(word)
    word = _AMERICAN.get(word, word)
    for pattern, ending in ((_IZE, r"iz\1"), (_YZE, r"yz\1"), (_OUR, r"or\1")):
        word = pattern.sub(ending, word)
    return _DOUBLE_L.sub(r"\1", word)


def _singular(word: str) -> str:
    if word.endswith("yses"):
        return word[:-2] + "is"
    # Logistics is not logistic, statistics not statistic.
    if not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if _SIBILANT.search(word) else word[:-1]


def _german(word: str) -> str:
    if len(word) < 6:
        return word
    for ending in ("nissen", "nisse"):
        if word.endswith(ending):
            return word[: -len(ending)] + "nis"
    for ending in ("innen", "in"):
        if word.endswith(("er" + ending, "or" + ending, "ist" + ending)):
            return word[: -len(ending)]
    for ending in ("en", "e", "n", "s"):
        if word.endswith(ending) and not word.endswith(("ss", "is", "us")):
            return word[: -len(ending)]
    return word


def _spanish(word: str) -> str:
    if len(word) < 4:
        return word
    for ending in ("es", "s", "e"):
        if word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


_INFLECTION = {"en": _english, "de": _german, "es": _spanish}
