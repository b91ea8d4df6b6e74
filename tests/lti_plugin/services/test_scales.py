"""What the words of Moodle's scales mean on the scale of 0-5."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_plugin.errors import BadInput
from lti_plugin.services import scales
from lti_plugin.services.scales import Scales
from lti_plugin.store import sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site


@pytest.mark.parametrize(
    ("word", "proficient", "level"),
    [
        ("Competent", True, 3.0),
        ("Not yet competent", False, 1.0),
        ("Expert", True, 5.0),
        ("Stufe B", None, 3.5),
        ("4", False, 4.0),
        ("Mostly connected", None, None),
    ],
)
def test_a_new_word_means_what_it_usually_does_or_what_being_proficient_says(
    word: str, proficient: bool | None, level: float | None
) -> None:
    words = Scales({"levels": {"stufe b": 3.5}})
    assert words.level("2", word, proficient) == level
    assert words.maps == ({} if level is None else {"2": {word: level}})
    assert len(words.drafted) == (level is not None)


def test_what_a_site_says_of_a_scale_holds_for_that_scale_alone() -> None:
    words = Scales({"scales": {"2": {"Expert": 4.0}}})
    assert words.level("2", "EXPERT", True) == 4.0
    assert words.drafted == []
    assert words.level("3", "Expert", True) == 5.0
    assert words.level(None, "Expert", True) == 5.0
    assert words.maps == {"2": {"Expert": 4.0}, "3": {"Expert": 5.0}, "": {"Expert": 5.0}}


def test_a_word_that_was_read_can_be_given_another_level(database: Database, site: Site) -> None:
    with database.writing() as session:
        row = sites.get(session, site.id)
        words = Scales(row.fields)
        words.level("2", "Competent", True)
        scales.keep(row, words)
    with database.writing() as session:
        scales.set_level(session, site.id, "2", "competent", 4.0, "command line")
    with database.reading() as session:
        assert sites.get(session, site.id).fields["scales"] == {"2": {"Competent": 4.0}}
        (entry,) = session.scalars(select(AuditEntry))
        assert entry.details == {"scale": "2", "word": "Competent", "level": 4.0}


@pytest.mark.parametrize(("word", "level"), [("Competent", 5.5), ("Comptent", 3.0)])
def test_a_level_that_is_none_or_a_word_that_never_came_is_refused(
    database: Database, site: Site, word: str, level: float
) -> None:
    with database.writing() as session:
        row = sites.get(session, site.id)
        row.fields = {**row.fields, "scales": {"2": {"Competent": 3.0}}}
    with database.writing() as session, pytest.raises(BadInput):
        scales.set_level(session, site.id, "2", word, level, "command line")
