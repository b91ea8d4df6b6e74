"""The scale of levels from 0 to 5, its words, and what other scales' words mean on it."""

from __future__ import annotations

from collections.abc import Mapping

WORDS = ("none", "aware", "basic", "independent", "advanced", "expert")
LOWEST, HIGHEST = 0.0, 5.0

COMMON: Mapping[str, float] = {
    "aware": 1,
    "introductory": 1,
    "introduction": 1,
    "beginner": 1,
    "basic": 2,
    "basics": 2,
    "foundation": 2,
    "foundations": 2,
    "intermediate": 3,
    "independent": 3,
    "practitioner": 3,
    "advanced": 4,
    "expert": 5,
    "master": 5,
    "einsteiger": 1,
    "grundlagen": 2,
    "fortgeschritten": 3,
    "experte": 5,
    "inicial": 1,
    "básico": 2,
    "intermedio": 3,
    "avanzado": 4,
    "experto": 5,
}


def level_of(word: str | None, scale: Mapping[str, float] | None = None) -> float | None:
    """Return what a source's word or number means on the 0-5 scale.

    Parameters
    ----------
    word : str or None
        As the source has it; upper and lower case are the same.
    scale : mapping of str to float, optional
        The site's own words in lower case, before the common ones.

    Returns
    -------
    float or None
        A level within 0-5, None when the word says nothing that is known.
    """
    if word is None or not word.strip():
        return None
    text = word.strip().lower()
    for words in (scale or {}, COMMON):
        if text in words:
            return float(words[text])
    try:
        number = float(text)
    except ValueError:
        return None
    return number if LOWEST <= number <= HIGHEST else None
