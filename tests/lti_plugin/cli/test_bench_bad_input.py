"""`bench-data` on folders that no site should have: an exit of 0, numbers, and what was unusual.

What the engine itself is held to in every run is tried here with ``make test-all``.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_plugin.cli.bench_data import bench_data
from tests.support import folders

ODD = ("nan", "inf", "-inf", "1e308", "1e308", "-1", "0", "abc", "1e-320", "")


@dataclass
class Site:
    """A folder and what ranking its people came to."""

    folder: Path

    def writes(self, name: str, header: str, rows: Iterable[str]) -> None:
        (self.folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")

    def adds(self, name: str, rows: Iterable[str]) -> None:
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write("\n".join(rows) + "\n")

    def ranked(self) -> tuple[Result, dict[str, list[str]]]:
        """Rank for everybody; return the result and each one's courses."""
        out = self.folder / "recs.csv"
        result = CliRunner().invoke(bench_data, [str(self.folder), "--out", str(out)])
        assert result.exit_code == 0, result.output
        found: dict[str, list[str]] = {}
        with out.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert math.isfinite(float(row["score"]))
                found.setdefault(row["learner_id"], []).append(row["course_id"])
        assert all(len(set(each)) == len(each) for each in found.values())
        return result, found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The made-up site, with ninety people's history."""
    return Site(folders.write(tmp_path / "site"))


@pytest.fixture
def bare(tmp_path: Path) -> Site:
    """A folder for files of one's own."""
    (tmp_path / "bare").mkdir()
    return Site(tmp_path / "bare")


def test_one_course_that_all_but_one_have_finished(bare: Site) -> None:
    bare.writes("courses.csv", "id,title", ["a,A"])
    bare.writes("learners.csv", "id", [f"p{n}" for n in range(301)])
    bare.writes(
        "completions.csv", "learner_id,course_id,completed_at", [f"p{n},a," for n in range(300)]
    )
    assert bare.ranked()[1] == {"p300": ["a"]}


def test_one_learner_however_long_their_history(bare: Site) -> None:
    bare.writes("courses.csv", "id,title", [f"c{n},Course {n}" for n in range(300)])
    bare.writes("learners.csv", "id", ["p"])
    bare.writes(
        "completions.csv", "learner_id,course_id,completed_at", [f"p,c{n}," for n in range(290)]
    )
    result, found = bare.ranked()
    assert "Not enough history yet: 290 completions by 1 people" in result.output
    assert "Ranking by skills and features alone" in result.output
    assert set(found["p"]) == {f"c{n}" for n in range(290, 300)}


def test_people_and_courses_that_are_all_the_same(bare: Site) -> None:
    bare.writes("courses.csv", "id,title,skills", [f"c{n},Same,S:2" for n in range(8)])
    bare.writes("learners.csv", "id,role", [f"p{n},R" for n in range(60)])
    done = [f"p{n},c{c},2025-01-01" for n in range(60) for c in range(5)]
    bare.writes("completions.csv", "learner_id,course_id,completed_at", done)
    found = bare.ranked()[1]
    assert len(found) == 60
    assert all(set(each) == {"c5", "c6", "c7"} for each in found.values())


def test_nobody_with_two_courses_to_develop_with(bare: Site) -> None:
    bare.writes("courses.csv", "id,title", [f"c{n},Course {n}" for n in range(20)])
    bare.writes("learners.csv", "id", [f"p{n}" for n in range(300)])
    done = [f"p{n},c{n % 20}," for n in range(300)]
    bare.writes("completions.csv", "learner_id,course_id,completed_at", done)
    result, found = bare.ranked()
    assert "n/a" in result.output
    assert {len(each) for each in found.values()} == {10}


@pytest.mark.full
def test_weights_that_are_no_numbers_or_beyond_all_measure(site: Site) -> None:
    rows = [f"care-{n},odd {place},{odd}" for n in range(12) for place, odd in enumerate(ODD)]
    site.adds("course_features.csv", rows)
    rows = [f"p{n},odd {place},{odd}" for n in range(50) for place, odd in enumerate(ODD)]
    site.adds("learner_features.csv", rows)
    result, found = site.ranked()
    assert "is not a number" in result.output
    assert len(found) == 92


@pytest.mark.full
def test_ids_that_stand_there_twice(site: Site) -> None:
    for name in ("courses.csv", "learners.csv", "completions.csv"):
        rows = (site.folder / name).read_text(encoding="utf-8").splitlines()[1:]
        site.adds(name, rows)
    result, found = site.ranked()
    assert "36 courses, 92 learners" in result.output
    assert len(found) == 92


@pytest.mark.full
def test_courses_with_thousands_of_features(site: Site) -> None:
    rows = [f"care-{course},f{n},1" for course in range(4) for n in range(5000)]
    site.adds("course_features.csv", rows)
    assert len(site.ranked()[1]) == 92


@pytest.mark.full
def test_one_person_with_fifty_thousand_completions(site: Site) -> None:
    tracks = ("care", "data", "sales")
    rows = [
        f"busy,{tracks[n % 3]}-{n // 3 % 11},20{10 + n % 15}-01-{1 + n % 28:02d},"
        for n in range(50_000)
    ]
    site.adds("learners.csv", ["busy,Nurse,Team 1"])
    site.adds("completions.csv", rows)
    found = site.ranked()[1]
    assert set(found["busy"]) == {f"{track}-11" for track in tracks}
