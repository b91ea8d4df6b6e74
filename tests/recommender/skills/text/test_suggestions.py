"""Skills suggested for courses."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.text.suggestions import Suggestion, suggest
from recommender.skills.text.vocabulary import Entry, Vocabulary

VOCABULARY = Vocabulary(
    [
        Entry("sql", "SQL", kind="technology"),
        Entry("go", "Go", kind="technology"),
        Entry("excel", "Excel", kind="technology"),
        Entry("analysis", "data analysis", kind="knowledge"),
        Entry("speak", "public speaking", ("address an audience",)),
        Entry("host", "host events", ("address an audience",)),
        Entry("team", "team"),
    ]
)


def test_titles_and_tags_go_before_summaries() -> None:
    summary = "<p>For people who know <b>Excel</b>. Data analysis with SQL.</p>"
    assert suggest("SQL for beginners", summary, ["data-analysis", "Go"], VOCABULARY) == [
        Suggestion("sql", "SQL", "title", 0.9),
        Suggestion("analysis", "data-analysis", "tag", 0.9),
        Suggestion("go", "Go", "tag", 0.6),
        Suggestion("excel", "Excel", "summary", 0.3),
    ]


def test_what_is_linked_or_was_removed_never_comes_back() -> None:
    title, tags = "SQL and Go", ["sql", "excel", "go"]
    found = suggest(title, "SQL", tags, VOCABULARY, linked={"go"}, removed={"sql"})
    assert [suggestion.id for suggestion in found] == ["excel"]


def test_words_that_mean_two_skills_are_weaker_and_marked() -> None:
    found = suggest("How to address an audience", "", [], VOCABULARY)
    assert found == [
        Suggestion("host", "address an audience", "title", 0.3, ambiguous=True),
        Suggestion("speak", "address an audience", "title", 0.3, ambiguous=True),
    ]


def test_an_everyday_word_counts_as_a_whole_title_or_tag_only() -> None:
    assert suggest("Team lunch", "Our team", ["team lunch"], VOCABULARY) == []
    assert [each.where for each in suggest("Team", "", [], VOCABULARY)] == ["title"]
    assert [each.where for each in suggest("Lunch", "", ["TEAM"], VOCABULARY)] == ["tag"]


def test_title_tag_and_summary_together_stay_within_one() -> None:
    assert suggest("SQL", "SQL", ["sql"], VOCABULARY)[0].strength == 1.0


def test_a_summary_with_a_picture_inside_is_read_to_its_beginning() -> None:
    picture = f'<p>SQL</p><img src="data:image/png;base64,{"QUJD" * 100_000}">'
    assert [each.id for each in suggest("Course", picture, [], VOCABULARY)] == ["sql"]


def test_a_course_without_words_gets_no_suggestion() -> None:
    assert suggest("", "", [], VOCABULARY) == []


@given(
    st.text(alphabet=st.characters(), max_size=50),
    st.text(alphabet=st.characters(), max_size=100),
    st.lists(st.sampled_from(["sql", "Go", "excel", "", "address an audience", "team"])),
    st.integers(0, 100),
)
def test_the_order_of_tags_means_nothing(
    title: str, summary: str, tags: list[str], seed: int
) -> None:
    mixed = list(tags)
    random.Random(seed).shuffle(mixed)
    found = suggest(title, summary, tags, VOCABULARY)
    assert suggest(title, summary, mixed, VOCABULARY) == found
    assert len({each.id for each in found}) == len(found)
    assert all(0 < each.strength <= 1 for each in found)
