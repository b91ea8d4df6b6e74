"""Ranking by skills, words and levels alone, with reasons that add up."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.content import LEVEL_WEIGHT, ContentRanker
from recommender.engine.explanation import Explanation
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.ranking import ROWS

COURSES = [
    CourseFacts("sql-1", "SQL basics", skills=("SQL",), category="Data", level=1),
    CourseFacts("sql-2", "SQL joins", skills=("SQL",), category="Data", level=2, tags=("db",)),
    CourseFacts("sql-5", "SQL tuning", skills=("SQL",), category="Data", level=5, tags=("db",)),
    CourseFacts("care", "Wound care for nurses", skills=("Wounds",), category="Care", level=1),
    CourseFacts("misc", "Anything", summary="Joins all kinds of things"),
    CourseFacts("blank", "??"),
]
RANKER = ContentRanker(Catalogue(COURSES))
NAMES = [course.id for course in COURSES]


def order(person: Person) -> list[str]:
    scores = RANKER.scores([person])[0]
    return [NAMES[column] for column in np.argsort(-scores, kind="stable")]


def explained(person: Person, course: str) -> Explanation:
    return RANKER.explain(person, [NAMES.index(course)])[0]


def told(person: Person, course: str) -> dict[str, dict[str, str]]:
    return {each.key: dict(each.values) for each in explained(person, course).reasons(most=9)}


def test_a_newcomer_without_facts_gets_entry_levels_first() -> None:
    newcomer = Person(LearnerFacts("p"))
    assert order(newcomer)[:2] == ["sql-1", "care"]
    assert order(newcomer).index("sql-2") < order(newcomer).index("sql-5")
    assert told(newcomer, "sql-1") == {"reason.entry_level": {}}
    assert told(newcomer, "sql-5") == {"reason.no_signal": {}}


@pytest.mark.parametrize("kind", ["role", "target_role", "department"])
def test_words_of_a_role_or_department_lead_to_courses_about_it(kind: str) -> None:
    person = Person(LearnerFacts("p", **{kind: "Nurses"}))
    assert order(person)[0] == "care"
    assert told(person, "care")[f"reason.{kind}_words"] == {kind: "Nurses"}


def test_the_next_level_of_what_was_finished_comes_first() -> None:
    person = Person(LearnerFacts("p"), history=("sql-1",))
    # The finished course itself is the filters' business, not the ranking's.
    assert [name for name in order(person) if name != "sql-1"][:2] == ["sql-2", "sql-5"]
    assert told(person, "sql-2") == {
        "reason.skill": {"skill": "SQL"},
        "reason.category": {"category": "Data"},
        "reason.like_course": {"course": "sql-1"},
        "reason.next_level": {},
    }


def test_a_common_tag_is_a_reason() -> None:
    assert told(Person(LearnerFacts("p"), ("sql-2",)), "sql-5")["reason.tag"] == {"tag": "db"}


def test_common_words_alone_make_courses_alike() -> None:
    reasons = told(Person(LearnerFacts("p"), ("sql-2",)), "misc")
    assert reasons == {"reason.like_course": {"course": "sql-2"}}


@pytest.mark.parametrize(
    "person",
    [
        Person(LearnerFacts("p")),
        Person(LearnerFacts("p", role="SQL nurse", department="Data"), ("sql-1", "care")),
        Person(LearnerFacts("p", role="of no use")),
        Person(LearnerFacts("p"), ("blank",)),
    ],
)
def test_the_terms_of_every_course_sum_to_its_score(person: Person) -> None:
    scores = RANKER.scores([person])[0]
    for score, each in zip(scores, RANKER.explain(person, range(len(COURSES))), strict=True):
        assert each.score == pytest.approx(score, abs=1e-6)
        assert sum(term.amount for term in each.terms) == pytest.approx(each.score, abs=1e-9)


def test_a_course_of_unknown_level_stands_in_the_middle() -> None:
    scores = RANKER.scores([Person(LearnerFacts("p"))])[0]
    below = scores.max() - scores[NAMES.index("misc")]
    assert below == pytest.approx(LEVEL_WEIGHT / 2)


def test_what_all_courses_have_in_common_speaks_for_none() -> None:
    tags = tuple(f"tag {number}" for number in range(7))
    courses = [CourseFacts(str(number), "Same", tags=tags, level=2.3) for number in range(7)]
    person = Person(LearnerFacts("p", role="Same"), ("0", "3"))
    for each in ContentRanker(Catalogue(courses)).explain(person, range(7)):
        assert [reason.key for reason in each.reasons(most=9)] == ["reason.no_signal"]


def test_a_course_finished_twice_counts_once() -> None:
    once, twice = (
        RANKER.scores([Person(LearnerFacts("p"), history)])
        for history in (("sql-1", "care"), ("sql-1", "care", "sql-1"))
    )
    np.testing.assert_array_equal(once, twice)


def test_shares_are_those_of_plain_loops() -> None:
    """Every token of every own course against every token of the course, from the arrays alone."""
    person = Person(LearnerFacts("p", role="SQL nurse"), ("sql-1", "care"))
    vectors = RANKER._vectors.toarray()
    tokens = RANKER._vocabulary.tokens.ids
    role = RANKER._vocabulary.vectors([{"word:sql": 1, "word:nurse": 1}]).toarray()[0]
    sources = [("sql-1", vectors[0]), ("care", vectors[3]), ("", role)]
    length = sum(sum(own[t] for _, own in sources) ** 2 for t in range(len(tokens))) ** 0.5
    for column, each in enumerate(RANKER.explain(person, range(len(COURSES)))):
        expected: dict[str, float] = {}
        for name, own in sources:
            for place, token in enumerate(tokens):
                mean = sum(row[place] for row in vectors) / len(vectors)
                amount = own[place] * (vectors[column][place] - mean) / length
                kind, _, value = token.partition(":")
                told = value if name and kind != "word" else name or "SQL nurse"
                told = told if vectors[column][place] and own[place] else "-"
                expected[told] = expected.get(told, 0.0) + amount
        assert each.parts["content"] == pytest.approx(sum(expected.values()), abs=1e-5)
        expected["-"] = expected.get("-", 0.0) + each.parts["level"]
        found: dict[str, float] = {}
        for term in each.terms:
            told = "".join(dict(term.values).values()) or "-"
            found[told] = found.get(told, 0.0) + term.amount
        for told in expected.keys() | found.keys():
            assert found.get(told, 0.0) == pytest.approx(expected.get(told, 0.0), abs=1e-5)
        assert sum(each.parts.values()) == pytest.approx(each.score, abs=1e-5)


def test_a_block_scores_as_each_one_alone() -> None:
    histories = [(), ("sql-1",), ("gone", "care", "sql-2", "care"), ("blank",), tuple(NAMES)]
    roles = [None, "Nurse for wounds", "Unheard of", ""]
    asking = [
        Person(LearnerFacts("p", role=role, department=other), history)
        for history in histories
        for role in roles
        for other in (*roles, "Data", "Things", "SQL")
    ]
    assert len(asking) > ROWS
    alone = np.vstack([RANKER.scores([person]) for person in asking])
    np.testing.assert_allclose(RANKER.scores(asking), alone, atol=1e-6)
    assert len(np.unique(alone.round(6), axis=0)) > len(histories)
    assert RANKER.scores([]).shape == (0, len(NAMES))
    assert ContentRanker(Catalogue([])).scores(asking).shape == (len(asking), 0)
