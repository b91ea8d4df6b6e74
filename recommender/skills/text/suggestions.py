"""Suggests skills for a course from its title, tags and summary; people decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from recommender.skills.text.matching import Match, find, find_whole
from recommender.skills.text.plaintext import plain_text
from recommender.skills.text.vocabulary import Vocabulary

Where = Literal["title", "tag", "summary"]

# Own choice: a title or tag is about the course, a summary also tells whom it is for.
_STRENGTH: dict[Where, float] = {"title": 0.6, "tag": 0.6, "summary": 0.3}
_IF_AMBIGUOUS = 0.5
# Pictures may be written into a summary's HTML; nobody reads that far.
_SUMMARY_MARKUP = 200_000
_SUMMARY = 20_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One skill that a course may teach.

    ``where`` is the best place that names it and ``words`` how it stands there; ``strength`` lies
    within 0-1 and grows with each kind of place, halved where the words mean several skills.
    """

    id: str
    words: str
    where: Where
    strength: float
    ambiguous: bool = False


def suggest(
    title: str,
    summary: str,
    tags: Sequence[str],
    vocabulary: Vocabulary,
    *,
    linked: Collection[str] = (),
    removed: Collection[str] = (),
) -> list[Suggestion]:
    """Return the skills that a course's own words name.

    Parameters
    ----------
    title, summary : str
        Plain or HTML; only the beginning of a very long summary is read.
    tags : sequence of str
        Each as a whole or with a skill's label in it.
    vocabulary : Vocabulary
        What may be suggested.
    linked : collection of str
        Ids of skills that the course has already.
    removed : collection of str
        Ids of skills that somebody took away from the course; they never come back by themselves.

    Returns
    -------
    list of Suggestion
        Named by title or tag first, then by strength, place and id.
    """
    best: dict[str, tuple[int, Where, Match]] = {}
    places: dict[str, dict[Where, float]] = {}
    hidden = {*linked, *removed}
    for order, (where, match) in enumerate(_named(title, summary, tags, vocabulary)):
        if match.id in hidden:
            continue
        best.setdefault(match.id, (order, where, match))
        strength = _STRENGTH[where] * (_IF_AMBIGUOUS if match.ambiguous else 1)
        seen = places.setdefault(match.id, {})
        seen[where] = max(seen.get(where, 0.0), strength)
    found = [
        (order, Suggestion(id_, match.words, where, _sum(places[id_]), match.ambiguous))
        for id_, (order, where, match) in best.items()
    ]
    found.sort(key=lambda row: (row[1].where == "summary", -row[1].strength, row[0]))
    return [suggestion for _, suggestion in found]


def _named(
    title: str, summary: str, tags: Sequence[str], vocabulary: Vocabulary
) -> list[tuple[Where, Match]]:
    read = plain_text(summary[:_SUMMARY_MARKUP], _SUMMARY_MARKUP)[:_SUMMARY]
    named: list[tuple[Where, Match]] = [("title", match) for match in _short(title, vocabulary)]
    for tag in sorted(set(tags)):
        named += [("tag", match) for match in _short(tag, vocabulary)]
    return [*named, *(("summary", match) for match in find(read, vocabulary))]


def _short(text: str, vocabulary: Vocabulary) -> list[Match]:
    plain = plain_text(text[:_SUMMARY])
    return find_whole(plain, vocabulary) or find(plain, vocabulary)


def _sum(places: dict[Where, float]) -> float:
    return round(min(1.0, sum(places.values())), 3)
