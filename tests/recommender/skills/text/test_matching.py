"""Skills that texts name: which words count, where they stand, and which must not count."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.text.matching import Match, find, find_whole
from recommender.skills.text.vocabulary import Entry, Vocabulary

ENTRIES = (
    Entry("c", "C", kind="technology"),
    Entry("c++", "C++", kind="technology"),
    Entry("c#", "C#", kind="technology"),
    Entry(".net", ".NET", kind="technology"),
    Entry("r", "R", kind="technology"),
    Entry("go", "Go", ("Golang",), "technology"),
    Entry("excel", "Excel", ("Microsoft Excel",), "technology"),
    Entry("sql", "SQL", kind="technology"),
    Entry("sqlserver", "SQL Server", kind="technology"),
    Entry("node", "Node.js", kind="technology"),
    Entry("it", "IT", ("information technology",), "knowledge"),
    Entry("seo", "search engine optimisation", ("SEO",), "knowledge"),
    Entry("think", "think critically", ("apply critical thinking",), durable=True),
    Entry("mail", "e-mail", kind="knowledge"),
    Entry("rd", "research and development", ("R&D",), "knowledge"),
    Entry("plan", "plan"),
    Entry("lead", "lead others", ("manage people",)),
    Entry("mentor", "mentor individuals", ("help people", "guide learners")),
    Entry("teach", "teach", ("guide learners",)),
    Entry("analysis", "資料分析", kind="knowledge"),
    Entry("resume", "résumé writing", kind="knowledge"),
    Entry("logistics", "logistics", kind="knowledge"),
    Entry("polish", "Polish", kind="language"),
    Entry("book", "書"),
)
VOCABULARY = Vocabulary(ENTRIES)
FRAGMENTS = [label for entry in ENTRIES for label in (entry.name, *entry.alternatives)]
TEXTS = st.one_of(
    st.text(alphabet=st.characters(), max_size=200),
    st.lists(
        st.sampled_from([*FRAGMENTS, " ", "-", ".", "&", "\n", ", ", "people", "ﷺ", "\u200b"])
    ).map("".join),
)


def found(text: str) -> list[str]:
    return [match.id for match in find(text, VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("You know C, C++ and C#.", ["c", "c++", "c#"]),
        ("C/C++ on Linux", ["c", "c++"]),
        ("modern C++17", ["c++"]),
        ("with С++ and Ｃ＃", ["c++", "c#"]),
        ("experience in .NET or ASP.NET", [".net"]),
        ("the net result", []),
        ("a C-level sponsor", []),
        ("c'est la vie, plan c", []),
        ("vitamin C, hepatitis C, class C licence", []),
        ("20 °C or 20 C", []),
        ("(C) 2026 Example", []),
        ("C) the third option", []),
        ("programming (C) helps", ["c"]),
        ("Excel(R) user", ["excel"]),
        ("statistics with R or SQL", ["r", "sql"]),
        ("R is welcome", ["r"]),
        ("our R&D department", ["rd"]),
        ("R & D", ["rd"]),
        ("P&R, R-rated", []),
        ("Dr. R. Brown and John R. Smith", []),
        ("We use R. Python is fine too", ["r"]),
        ("用R語言", ["r"]),
    ],
)
def test_letters_and_signs_count_only_as_the_name_itself(text: str, ids: list[str]) -> None:
    assert found(text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("services in Go and SQL", ["go", "sql"]),
        ("golang services", ["go"]),
        ("Languages: Go, SQL", ["go", "sql"]),
        ("Go, SQL and R", ["go", "sql", "r"]),
        ("Go on to the next page", []),
        ("Apply now! Go to our website", []),
        ("- Go\n- SQL", ["sql"]),
        ("ready to go", []),
        ("a Go-live, go-to-market", []),
        ("LET US GO", []),
        ("advanced Excel skills", ["excel"]),
        ("- Excel\n- SQL", ["excel", "sql"]),
        ("Excel in your career", []),
        ("people who excel", []),
        ("She excels", []),
        ("Polish or SQL", ["polish", "sql"]),
        ("you polish metal", []),
        ("basic IT skills", ["it"]),
        ("do it, IT'S", []),
        ("WE BUILD SOFTWARE AND IT WORKS", []),
    ],
)
def test_names_that_are_everyday_words_need_to_be_written_as_names(
    text: str, ids: list[str]
) -> None:
    assert found(text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Search-engine optimization", ["seo"]),
        ("seo", ["seo"]),
        ("email, e-mails, E‑Mail", ["mail", "mail", "mail"]),
        ("NodeJS, Node.js, node js", ["node", "node", "node"]),
        ("critical thinking", ["think"]),
        ("Critical-thinking", ["think"]),
        ("critical\nthinking", ["think"]),
        ("critical. Thinking", []),
        ("resume writing", ["resume"]),
        ("S\u041eL? S\u0415O!", ["seo"]),
        ("logistic regression", []),
        ("熟悉資料分析工具", ["analysis"]),
        ("讀書會", []),
        ("research & development", ["rd"]),
    ],
)
def test_spelling_and_scripts_do_not_hide_a_skill(text: str, ids: list[str]) -> None:
    assert found(text) == ids


def test_the_longest_label_wins() -> None:
    assert found("SQL Server and SQL, server") == ["sqlserver", "sql"]


def test_an_alternative_of_two_skills_gives_both_marked() -> None:
    assert find("You guide learners.", VOCABULARY) == [
        Match("mentor", "guide learners", 4, 18, "skill", ambiguous=True),
        Match("teach", "guide learners", 4, 18, "skill", ambiguous=True),
    ]


def test_a_name_goes_before_somebody_elses_alternative() -> None:
    entries = [Entry("a", "project work"), Entry("b", "projects", ("project work",))]
    assert [m.id for m in find("some project work", Vocabulary(entries))] == ["a"]


def test_the_form_as_written_goes_before_another_form() -> None:
    entries = [Entry("one", "résumé"), Entry("two", "resume"), Entry("three", "resumes")]
    vocabulary = Vocabulary(entries)
    for text, id_ in [("my résumé", "one"), ("my resume", "two"), ("my resumes", "three")]:
        assert [match.id for match in find(text, vocabulary)] == [id_]


def test_everyday_words_count_as_a_whole_tag_only() -> None:
    assert found("we plan to help people and manage people") == []
    for tag, ids in [
        ("Plan", ["plan"]),
        ("go", ["go"]),
        ("it", ["it"]),
        (" c ", ["c"]),
        ("help people", ["mentor"]),
        ("書", ["book"]),
        ("guide learners", ["mentor", "teach"]),
        ("plan ahead", []),
        ("", []),
    ]:
        assert [match.id for match in find_whole(tag, VOCABULARY)] == ids


def test_german_and_spanish_endings_are_folded_in_their_vocabulary() -> None:
    german = Vocabulary([Entry("db", "relationale Datenbanken")], "de")
    spanish = Vocabulary([Entry("ab", "análisis de datos"), Entry("re", "red neuronal")], "es")
    assert [m.words for m in find("Eine relationale Datenbank.", german)] == [
        "relationale Datenbank"
    ]
    assert [m.id for m in find("analisis de datos y redes neuronales", spanish)] == ["ab", "re"]


def test_two_skills_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="Two skills have the id 'a'"):
        Vocabulary([Entry("a", "one"), Entry("a", "two")])


def test_a_program_is_found_without_its_maker_unless_little_is_left() -> None:
    vocabulary = Vocabulary(
        [
            Entry(name, name, kind="technology")
            for name in (
                "Microsoft Excel",
                "Microsoft Power BI",
                "Adobe Photoshop",
                "Microsoft Word",
            )
        ]
    )
    text = "good Excel, Power BI and Photoshop; in a Word: excel, in Microsoft Word"
    assert [(match.id, match.words) for match in find(text, vocabulary)] == [
        ("Microsoft Excel", "Excel"),
        ("Microsoft Power BI", "Power BI"),
        ("Adobe Photoshop", "Photoshop"),
        ("Microsoft Word", "Microsoft Word"),
    ]


def test_a_number_alone_is_a_whole_tag_only() -> None:
    vocabulary = Vocabulary([Entry("iso", "ISO 9001", ("9001",))])
    assert find("in 9001 cases", vocabulary) == []
    assert [match.words for match in find("ISO 9001", vocabulary)] == ["ISO 9001"]
    assert [match.id for match in find_whole("9001", vocabulary)] == ["iso"]


def test_labels_without_words_are_left_out() -> None:
    vocabulary = Vocabulary([Entry("a", "…", ("", "!?", "real label"))])
    assert len(vocabulary) == 1
    assert [match.id for match in find("a real label …", vocabulary)] == ["a"]


@given(TEXTS)
def test_whatever_the_text_places_point_at_the_words(text: str) -> None:
    matches = find(text, VOCABULARY)
    assert matches == sorted(matches, key=lambda match: (match.start, match.id))
    for match in matches:
        assert match.words == text[match.start : match.end] != ""
    spans = sorted({(match.start, match.end) for match in matches})
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert find(text, VOCABULARY) == matches


@given(TEXTS, st.integers(0, 1000))
def test_the_order_of_the_skills_means_nothing(text: str, seed: int) -> None:
    entries = list(ENTRIES)
    random.Random(seed).shuffle(entries)
    assert find(text, Vocabulary(entries)) == find(text, VOCABULARY)


@given(st.sampled_from(FRAGMENTS))
def test_every_label_is_found_as_a_whole(label: str) -> None:
    assert {match.words for match in find_whole(f" {label} ", VOCABULARY)} == {label}
