"""Every attack of the table, A1 to A34, has a test that bears its number."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[2]
ATTACKS = set(range(1, 35))


def test_every_attack_has_its_number_in_the_name_of_a_test() -> None:
    # Those of launches have a table of their own, whose numbers begin alike.
    files = [each for each in TESTS.rglob("test_*.py") if each.parent.name != "lti"]
    named = re.compile(r"def test_a(\d\d)_")
    found = {int(each) for file in files for each in named.findall(file.read_text("utf-8"))}
    assert ATTACKS - found == set()
