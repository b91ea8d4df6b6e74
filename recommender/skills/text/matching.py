"""Finds the skills that a text names, with the words that matched and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from recommender.skills.text.caution import is_meant
from recommender.skills.text.spelling import exact_of, plain_of
from recommender.skills.text.vocabulary import Kind, Label, Vocabulary
from recommender.skills.text.words import Token


@dataclass(frozen=True, slots=True)
class Match:
    """One skill at one place; ``text[start:end] == words``.

    ``ambiguous`` is set when the same words are an alternative name of another skill too.
    """

    id: str
    words: str
    start: int
    end: int
    kind: Kind
    ambiguous: bool = False


def find(text: str, vocabulary: Vocabulary) -> list[Match]:
    """Return the skills that ``text`` names by one of their labels.

    The longest label wins where labels overlap, the earlier one of two as long. Words that are
    the name of one skill and an alternative of another mean the first; an alternative of several
    gives each of them. What the text says *about* a skill is not read: "no SQL needed" names SQL.

    Parameters
    ----------
    text : str
        Plain text, see `recommender.skills.text.plaintext.plain_text`.
    vocabulary : Vocabulary
        What may be found.

    Returns
    -------
    list of Match
        By place, then by id.
    """
    words = vocabulary.read(text)
    found: list[Match] = []
    for start, end, labels in _without_overlaps(_candidates(text, words, vocabulary), words):
        found += _matches(text[start:end], start, labels, vocabulary)
    return sorted(found, key=lambda match: (match.start, match.id))


def find_whole(text: str, vocabulary: Vocabulary) -> list[Match]:
    """Return the skills that ``text`` as a whole is a label of, as a tag is; else nothing.

    A whole text was put there to name something, so everyday words count here too.
    """
    words = vocabulary.read(text)
    labels = [
        label
        for end, holders in (vocabulary.paths(words, 0) if words else ())
        if end == len(words)
        for label in holders
    ]
    if not labels:
        return []
    start, end = words[0].start, words[-1].end
    best = _closest(words, labels)
    return sorted(_matches(text[start:end], start, best, vocabulary), key=lambda match: match.id)


_Span = tuple[int, int, list[Label]]


def _candidates(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> Iterator[_Span]:
    for at in range(len(words)):
        for behind, labels in vocabulary.paths(words, at):
            start, end = words[at].start, words[behind - 1].end
            meant = [
                label
                for label in _inflected(words[at:behind], labels)
                if is_meant(label.caution, label.written, text, start, end)
            ]
            if meant:
                yield at, behind, _closest(words[at:behind], meant)


def _inflected(words: Sequence[Token], labels: Iterable[Label]) -> Iterator[Label]:
    """Leave out names that take no endings: "excels" is not Excel; "APIs" are APIs."""
    for label in labels:
        if (
            label.inflected
            or _closeness(words, label)
            or words[-1].text.removesuffix("s").isupper()
        ):
            yield label


def _without_overlaps(spans: Iterable[_Span], words: Sequence[Token]) -> Iterator[_Span]:
    """Yield the longest spans first, as places in the text."""
    taken = bytearray(len(words))

    def order(span: _Span) -> tuple[int, int]:
        at, behind, _ = span
        return words[at].start - words[behind - 1].end, at

    for at, behind, labels in sorted(spans, key=order):
        if not any(taken[at:behind]):
            taken[at:behind] = b"\1" * (behind - at)
            yield words[at].start, words[behind - 1].end, labels


def _closest(words: Sequence[Token], labels: Sequence[Label]) -> list[Label]:
    """Keep the labels written most like the words, of those the ones with the best claim."""
    if len(labels) < 2:
        return list(labels)
    claims = [(-_closeness(words, label), label.rank) for label in labels]
    best = min(claims)
    return [label for label, claim in zip(labels, claims, strict=True) if claim == best]


def _closeness(words: Sequence[Token], label: Label) -> int:
    """Return 2 for the same letters, 1 without accents and look-alikes, 0 for another form."""
    if "".join(exact_of(word.text) for word in words) == label.exact:
        return 2
    return int("".join(plain_of(word.text) for word in words) == plain_of(label.exact))


def _matches(
    words: str, start: int, labels: Iterable[Label], vocabulary: Vocabulary
) -> Iterator[Match]:
    ids = {label.id for label in labels}
    for id_ in ids:
        kind = vocabulary[id_].kind
        yield Match(id_, words, start, start + len(words), kind, ambiguous=len(ids) > 1)
