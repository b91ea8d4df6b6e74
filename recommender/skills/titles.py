"""Finds the role that a job title means, by names and alternative names of roles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from recommender.skills.titlenoise import TitleForms, forms_of

How = Literal["exact", "without_noise", "first_part", "similar"]

# Own choice, so that a better way always ranks first; similar titles keep their own 0-1.
_SCORE: dict[How, float] = {"exact": 1.0, "without_noise": 0.95, "first_part": 0.9, "similar": 0.9}
# A title may say more than a role's name (a place, a product): that weighs half of what is missing.
_EXTRA_WORD = 0.5
SIMILAR_ENOUGH = 0.5
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class RoleNames:
    """What one role is called."""

    id: str
    name: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A role that a title may mean.

    ``name`` is the role's name or alternative that matched, ``how`` in which way, ``score`` within
    0-1; ``rank`` counts from 1, and roles that match equally well share it.
    """

    id: str
    name: str
    score: float
    how: How
    rank: int


class _Name(NamedTuple):
    role: str
    written: str
    words: frozenset[str]
    alternative: bool


class TitleIndex:
    """The names of roles, ready for any number of titles.

    Parameters
    ----------
    roles : iterable of RoleNames
        Their order means nothing.
    language : str
        Of most names: ``en``, ``de`` or ``es`` fold simple inflection.
    """

    def __init__(self, roles: Iterable[RoleNames], language: str = "en") -> None:
        self._language = language
        self._exact: dict[str, list[_Name]] = {}
        self._bare: dict[str, list[_Name]] = {}
        self._holders: dict[str, list[_Name]] = {}
        owners: dict[str, set[str]] = {}
        for role in sorted(roles, key=lambda role: role.id):
            for alternative, written in enumerate((role.name, *role.alternatives)):
                forms = forms_of(written, language)
                if forms.full:
                    name = _Name(role.id, written, frozenset(forms.bare.split()), alternative > 0)
                    self._add(name, forms)
                    for word in name.words:
                        owners.setdefault(word, set()).add(role.id)
        spread = Counter({word: len(ids) for word, ids in owners.items()})
        count = len({name.role for names in self._exact.values() for name in names})
        self._unknown = math.log1p(count)
        self._weight = {word: math.log1p(count / owners_) for word, owners_ in spread.items()}

    def match(self, title: str, limit: int = 10) -> list[TitleMatch]:
        """Return the roles that ``title`` may mean, the likeliest first.

        Parameters
        ----------
        title : str
            As a person, a file or Moodle has it; only its first 300 characters count.
        limit : int
            Roles to return; those that tie with the last one come along.

        Returns
        -------
        list of TitleMatch
            Each role once, by its best name; empty when nothing is similar enough.
        """
        forms = forms_of(title[:_LONGEST], self._language)
        best: dict[str, tuple[tuple[float, bool, str], How]] = {}
        for how, name, score in self._found(forms):
            claim = -round(score, 4), name.alternative, name.written
            if name.role not in best or claim < best[name.role][0]:
                best[name.role] = claim, how
        ranked = sorted((claim[0], id_, claim[2], how) for id_, (claim, how) in best.items())
        return list(_with_ranks(ranked, limit))

    def _add(self, name: _Name, forms: TitleForms) -> None:
        self._exact.setdefault(forms.full, []).append(name)
        self._bare.setdefault(forms.bare, []).append(name)
        for word in name.words:
            self._holders.setdefault(word, []).append(name)

    def _found(self, forms: TitleForms) -> Iterator[tuple[How, _Name, float]]:
        if not forms.full:
            return
        ways: tuple[tuple[How, dict[str, list[_Name]], str], ...] = (
            ("exact", self._exact, forms.full),
            ("without_noise", self._bare, forms.bare),
            ("first_part", self._bare, forms.first),
        )
        for how, names, form in ways:
            for name in names.get(form, ()):
                yield how, name, _SCORE[how]
        yield from self._similar(frozenset(forms.bare.split()))

    def _similar(self, words: frozenset[str]) -> Iterator[tuple[How, _Name, float]]:
        shared: Counter[_Name] = Counter()
        for word in words:
            for name in self._holders.get(word, ()):
                shared[name] += self._weight[word]  # type: ignore[assignment]
        asked = sum(self._weight.get(word, self._unknown) for word in words)
        for name, common in shared.items():
            missing = sum(self._weight[word] for word in name.words) - common
            score = common / (common + missing + _EXTRA_WORD * (asked - common))
            if score >= SIMILAR_ENOUGH:
                yield "similar", name, score * _SCORE["similar"]


def _with_ranks(
    ranked: list[tuple[float, str, str, How]], limit: int
) -> Iterator[TitleMatch]:
    rank = 0
    for at, (negative, id_, name, how) in enumerate(ranked):
        if at == 0 or negative != ranked[at - 1][0]:
            if at >= limit:
                return
            rank = at + 1
        yield TitleMatch(id_, name, -negative, how, rank)
