"""Words of a text in any language, without dictionaries: folded words, pairs of CJK characters."""

from __future__ import annotations

import re
import unicodedata

# Han, kana and hangul are written without spaces between words, so pairs of characters stand in.
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_WORD = re.compile(r"[^\W_]{2,}")


def words(text: str) -> list[str]:
    """Split ``text``: ``"Excel für 初學者"`` gives ``excel``, ``für``, ``初學``, ``學者``."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = _WORD.findall(_CJK.sub(" ", folded))
    for run in _CJK.findall(folded):
        found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return found
