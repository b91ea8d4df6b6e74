"""Words of a text in any language, without dictionaries: folded words or pairs of characters."""

from __future__ import annotations

import re
import unicodedata

# Han, kana, hangul, Thai, Lao, Burmese and Khmer are written without spaces between words, so pairs
# of characters stand in.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
# A vowel sign or accent belongs to the letter before it; a pattern takes it for the end of a word.
_MARKS = "".join(c for c in map(chr, range(0x300, 0x1D00)) if unicodedata.category(c)[0] == "M")
_WORD = re.compile(rf"(?:[^\W_][{_MARKS}]*){{2,}}")


def words(text: str) -> list[str]:
    """Split ``text``: ``"Excel für 初學者"`` gives ``excel``, ``für``, ``初學``, ``學者``."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = _WORD.findall(_UNSPACED.sub(" ", folded))
    for run in _UNSPACED.findall(folded):
        found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return found
