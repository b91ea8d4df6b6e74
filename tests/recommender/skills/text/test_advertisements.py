"""Skills of a pasted job advertisement."""

from __future__ import annotations

import pytest

from recommender.skills.text.advertisements import read_ad
from recommender.skills.text.plaintext import LONGEST, TextTooLong
from recommender.skills.text.vocabulary import Entry, Vocabulary

VOCABULARY = Vocabulary(
    [
        Entry("sql", "SQL", kind="knowledge"),
        Entry("charts", "data visualisation", ("visualization tools",), "technology"),
        Entry("think", "think critically", ("apply critical thinking",), "skill", durable=True),
        Entry("calm", "stay calm", kind="attitude"),
        Entry("german", "German", kind="language"),
    ]
)
AD = """<h1>Junior analyst</h1><ul><li>SQL and visualization tools</li>
<li>Critical thinking; you <b>stay calm</b></li><li>German</li><li>More SQL</li></ul>
<script>"SQL"</script>"""


def test_hard_and_soft_skills_are_told_apart() -> None:
    read = read_ad(AD, VOCABULARY)
    assert [named.skill.id for named in read.hard] == ["sql", "charts", "german"]
    assert [named.skill.id for named in read.soft] == ["think", "calm"]


def test_each_skill_comes_with_the_words_and_every_place() -> None:
    read = read_ad(AD, VOCABULARY)
    assert [match.words for match in read.hard[0].matches] == ["SQL", "SQL"]
    assert read.soft[0].matches[0].words == "Critical thinking"
    for named in (*read.hard, *read.soft):
        for match in named.matches:
            assert read.text[match.start : match.end] == match.words


def test_what_is_said_about_a_skill_is_not_read() -> None:
    assert [named.skill.id for named in read_ad("No SQL needed.", VOCABULARY).hard] == ["sql"]


def test_an_empty_advertisement_names_nothing() -> None:
    read = read_ad(" \n", VOCABULARY)
    assert (read.hard, read.soft) == ((), ())


def test_a_book_is_refused() -> None:
    with pytest.raises(TextTooLong):
        read_ad("SQL " * LONGEST, VOCABULARY)
