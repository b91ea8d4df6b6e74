"""Finds the role that a job title means, by names and alternative names of roles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from recommender.skills.text.titlenoise import TitleForms, forms_of

How = Literal["exact", "without_noise", "first_part", "similar"]

# Own choice: a better way ranks first; a similar title gets a share of its figure.
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
        self._names: list[_Name] = []
        self._exact: dict[str, list[int]] = {}
        self._bare: dict[str, list[int]] = {}
        self._holders: dict[str, list[int]] = {}
        owners: dict[str, set[str]] = {}
        for role in sorted(roles, key=lambda role: role.id):
            for alternative, written in enumerate((role.name, *role.alternatives)):
                forms = forms_of(written, language)
                if not forms.full:
                    continue
                name = _Name(role.id, written, frozenset(forms.bare.split()), alternative > 0)
                self._add(name, forms)
                for word in name.words:
                    owners.setdefault(word, set()).add(role.id)
        count = len({name.role for name in self._names})
        self._unknown = math.log1p(count)
        self._weight = {word: math.log1p(count / len(ids)) for word, ids in owners.items()}

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
        best: dict[str, tuple[float, bool, str, How]] = {}
        for how, at, score in self._found(forms):
            name = self._names[at]
            claim = -round(score, 4), name.alternative, name.written, how
            if name.role not in best or claim < best[name.role]:
                best[name.role] = claim
        order = sorted(best, key=lambda role: (best[role][:2], role))
        return list(_ranked([(role, *best[role]) for role in order], limit))

    def _add(self, name: _Name, forms: TitleForms) -> None:
        at = len(self._names)
        self._names.append(name)
        self._exact.setdefault(forms.full, []).append(at)
        self._bare.setdefault(forms.bare, []).append(at)
        for word in name.words:
            self._holders.setdefault(word, []).append(at)

    def _found(self, forms: TitleForms) -> Iterator[tuple[How, int, float]]:
        if not forms.full:
            return
        ways: tuple[tuple[How, dict[str, list[int]], str], ...] = (
            ("exact", self._exact, forms.full),
            ("without_noise", self._bare, forms.bare),
            ("first_part", self._bare, forms.first),
        )
        for how, names, form in ways:
            for at in names.get(form, ()) if form else ():
                yield how, at, _SCORE[how]
        yield from self._similar(sorted(set(forms.bare.split())))

    def _similar(self, words: list[str]) -> Iterator[tuple[How, int, float]]:
        """Weigh what title and name share against what only one of them has (Tversky's index)."""
        shared: dict[int, float] = {}
        for word in words:
            for at in self._holders.get(word, ()):
                shared[at] = shared.get(at, 0.0) + self._weight[word]
        asked = sum(self._weight.get(word, self._unknown) for word in words)
        for at, common in shared.items():
            whole = sum(self._weight[word] for word in self._names[at].words)
            score = common / (whole + _EXTRA_WORD * (asked - common))
            if score >= SIMILAR_ENOUGH:
                yield "similar", at, min(score, 1.0) * _SCORE["similar"]


def _ranked(rows: list[tuple[str, float, bool, str, How]], limit: int) -> Iterator[TitleMatch]:
    rank = 0
    for at, (role, negative, _, name, how) in enumerate(rows):
        if at == 0 or negative != rows[at - 1][1]:
            if at >= limit:
                return
            rank = at + 1
        yield TitleMatch(role, name, -negative, how, rank)
