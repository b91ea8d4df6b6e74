"""How a run is shared out: whole files, and everything that opens the demo to one of two."""

from __future__ import annotations

from pathlib import Path

from tests.support.distribution import DEMOS, LONGEST, FilesTogether

ROOT = Path(__file__).parents[1]


def test_every_file_that_opens_the_demo_shares_it() -> None:
    opening = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests" / "e2e").glob("test_*.py")
        if "demo: str" in path.read_text()
    }
    assert set(DEMOS) == opening


def test_what_goes_first_is_there() -> None:
    assert [each for each in LONGEST if not (ROOT / each).exists()] == []


def test_the_tests_of_a_file_stay_together() -> None:
    scheduler = FilesTogether.__new__(FilesTogether)  # one that has nothing to hand out
    names = ("tests/a.py::test_a[x::y]", "tests/a.py::TestA::test_b", "tests/e2e/test_demo.py::c")
    assert [scheduler._split_scope(name) for name in names] == ["tests/a.py", "tests/a.py", "demo"]
