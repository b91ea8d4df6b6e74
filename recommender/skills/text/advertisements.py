"""Reads a pasted job advertisement: the hard and the soft skills it names."""

from __future__ import annotations

from dataclasses import dataclass

from recommender.skills.text.matching import Match, find
from recommender.skills.text.plaintext import plain_text
from recommender.skills.text.vocabulary import Entry, Vocabulary


@dataclass(frozen=True, slots=True)
class NamedSkill:
    """A skill that an advertisement names, with each place where it does."""

    skill: Entry
    matches: tuple[Match, ...]

    @property
    def soft(self) -> bool:
        """Attitudes and durable skills are soft, everything else is hard."""
        return self.skill.durable or self.skill.kind == "attitude"


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What was read: ``text`` is what the matches' places count in."""

    text: str
    hard: tuple[NamedSkill, ...]
    soft: tuple[NamedSkill, ...]


def read_ad(text: str, vocabulary: Vocabulary) -> Advertisement:
    """Return the skills that an advertisement names, in the order of their first place.

    Only proposes: whether a skill is asked for is the reader's to tick, and a sentence such as
    "no SQL needed" is not understood, it names SQL.

    Parameters
    ----------
    text : str
        As pasted, plain or HTML.
    vocabulary : Vocabulary
        What may be found.

    Raises
    ------
    TextTooLong
        More was pasted than an advertisement has, see `recommender.skills.text.plaintext`.
    """
    plain = plain_text(text)
    places: dict[str, list[Match]] = {}
    for match in find(plain, vocabulary):
        places.setdefault(match.id, []).append(match)
    named = [NamedSkill(vocabulary[id_], tuple(found)) for id_, found in places.items()]
    return Advertisement(
        plain,
        tuple(each for each in named if not each.soft),
        tuple(each for each in named if each.soft),
    )
