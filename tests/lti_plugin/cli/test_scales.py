"""`fingerpost site scales`: what the words of Moodle's scales mean."""

from __future__ import annotations

import json

import pytest

from lti_plugin.store import sites
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.command import CommandLine


def test_scales_are_shown_and_changed(
    fingerpost: CommandLine, database: Database, site: Site
) -> None:
    assert "No rating was read yet" in fingerpost("site", "scales").out
    with database.writing() as session:
        row = sites.get(session, site.id)
        row.fields = {**row.fields, "scales": {"2": {"Competent": 3.0, "Not yet: a=b": 1.0}}}
    shown = fingerpost("site", "scales", "--set", "2:Not yet: a=b=0.5", "--json")
    assert json.loads(shown.out) == [
        {"scale": "2", "frameworks": "", "word": "Not yet: a=b", "level": 0.5},
        {"scale": "2", "frameworks": "", "word": "Competent", "level": 3.0},
    ]
    assert "Competent" in fingerpost("site", "scales").out


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ("2:Competent", 2, "is not SCALE:WORD=LEVEL"),
        ("2:Expert=3", 1, "No rating with the word 'Expert'"),
    ],
)
def test_a_word_that_is_not_known_or_not_given_a_level_is_refused(
    fingerpost: CommandLine, site: Site, change: str, code: int, told: str
) -> None:
    ended = fingerpost("site", "scales", "--set", change)
    assert ended.code == code
    assert told in ended.err
