"""Why a course ranks where it does: the score taken apart into exact terms, worded as reasons.

Every term says how much one thing moved the course above (or below) the average course of the
catalogue; all terms of a course sum to its score. A reason is a term that moved the course up and
whose sentence is true; texts are made from keys and values at the edges. The keys are:

=========================== ======================= ==============================================
key                         values                  what is true
=========================== ======================= ==============================================
reason.department_went_on   department, course      five or more of this department did, by date
reason.role_went_on         role, course            five or more people with this role did
reason.similar_course       course (an id)          five or more finished both, this own course
                                                    first as the history stands; who finished that
                                                    one finish this one more often than others do
reason.like_course          course (an id)          its text is close to this own course's
reason.history                                      fits what the person has finished so far; told
                                                    of courses that somebody finished
reason.skill                skill                   has a skill in common with a finished course
reason.category             category                is in the category of a finished course
reason.tag                  tag                     has a tag in common with a finished course
reason.topic                topic                   has a further feature in common with one
reason.role_course          role                    five or more people with this role finished it,
                                                    a larger part of them than of all others
reason.role_skill           role, skill             the same of courses that teach its skill
reason.role_category        role, category          the same of courses in its category
reason.target_role_course   target_role             these three of people who aim at the same role
reason.target_role_skill    target_role, skill
reason.target_role_category target_role, category
reason.department_course    department              these three of people in the department
reason.department_skill     department, skill
reason.department_category  department, category
reason.profile                                      one of these of people with another fact on
                                                    record that the person has too
reason.role_words           role                    its text has words in common with the role
reason.target_role_words    target_role             the same of the role aimed at
reason.department_words     department              the same of the department
reason.popular                                      more people than average finished it
reason.entry_level                                  is at an entry level, for a newcomer
reason.next_level                                   is a step above what was finished so far
reason.no_signal                                    nothing can be named for it; it is allowed
=========================== ======================= ==============================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_REASONS = 3
# What is left of a difference of equal numbers speaks for nothing.
_ROUNDING = 1e-9
_FEATURE_KEYS = {"skill": "skill", "category": "category", "tag": "tag", "extra": "topic"}
_OWN_KINDS = ("history", "course")
_TOLD_KINDS = ("role", "target_role", "department")

Key = tuple[str | None, tuple[tuple[str, str], ...]]
UNTOLD: Key = (None, ())


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a score: ``key`` None where it cannot be told as a true sentence.

    ``part`` names what it comes from, such as ``lightfm`` or ``ease``.
    """

    key: str | None
    values: tuple[tuple[str, str], ...]
    amount: float
    part: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A message key with its values, how much it moved the course, and its share.

    ``share`` is its part of all that spoke for the course, 0-1.
    """

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    amount: float = 0.0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """All terms of one course for one person, merged by key and values; they sum to ``score``.

    ``parts`` are the sums of the same terms by what they come from; they sum to it as well. The
    merged terms do not say it: one sentence may stand for several parts.
    """

    score: float
    terms: tuple[Term, ...]
    parts: Mapping[str, float] = field(default_factory=dict)

    def reasons(self, most: int = MOST_REASONS) -> tuple[Reason, ...]:
        """Return the strongest true reasons that moved the course up, strongest first."""
        upward = sum(term.amount for term in self.terms if term.amount > _ROUNDING)
        told = [term for term in self.terms if term.key is not None and term.amount > _ROUNDING]
        told.sort(key=lambda term: (-term.amount, term.key or "", term.values))
        found = tuple(
            Reason(term.key or "", dict(term.values), term.amount, term.amount / upward)
            for term in told[:most]
        )
        return found or (Reason("reason.no_signal"),)


def explained(score: float, terms: Iterable[Term]) -> Explanation:
    """Merge equal terms, and sum them up by part."""
    amounts: dict[Key, float] = {}
    parts: dict[str, float] = {}
    for term in terms:
        place = term.key, term.values
        amounts[place] = amounts.get(place, 0.0) + term.amount
        parts[term.part] = parts.get(term.part, 0.0) + term.amount
    merged = (Term(key, values, amount) for (key, values), amount in amounts.items())
    return Explanation(score, tuple(merged), parts)


def pair_key(
    source: tuple[str, str],
    feature: str | None,
    own: frozenset[str] | None,
    usual: frozenset[str | None] = frozenset(),
) -> Key:
    """Word a learner's part meeting a course's part.

    Parameters
    ----------
    source
        Kind and value of the learner's part; see :class:`recommender.engine.model.Source`.
    feature
        The course's feature as ``kind:value``, None for the course itself.
    own
        Names (``kind:value``) of the features of the person's finished courses; None where there
        are no finished courses.
    usual
        What of the course enough people of the group finish that the learner's part stands for: see
        :meth:`recommender.engine.model.Model.usual`. What was learned of all other things of the
        course is no more than a product of vectors, which tells of nobody.
    """
    kind, _ = source
    feature_kind, _, feature_value = (feature or "").partition(":")
    if kind not in _OWN_KINDS:
        return group_key(source, usual, feature)
    if own is None:
        return UNTOLD
    word = _FEATURE_KEYS.get(feature_kind)
    if word is not None and feature in own:
        return f"reason.{word}", ((word, feature_value),)
    return "reason.history", ()


def group_key(
    source: tuple[str, str], usual: frozenset[str | None], feature: str | None = None
) -> Key:
    """Word what people who have the same on record finish: the feature's courses, else this one."""
    kind, value = source
    told = feature if feature in usual else None
    if told not in usual:
        return UNTOLD
    if kind not in _TOLD_KINDS:
        return "reason.profile", ()
    if told is None:
        return f"reason.{kind}_course", ((kind, value),)
    feature_kind, _, feature_value = told.partition(":")
    return f"reason.{kind}_{feature_kind}", ((kind, value), (feature_kind, feature_value))
