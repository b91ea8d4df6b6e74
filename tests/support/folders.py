"""The made-up site written out as a folder of CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.support import histories


def write(folder: Path, people: int = 90) -> Path:
    """Write all five files; the last two learners have no completion."""
    folder.mkdir(parents=True, exist_ok=True)
    courses, learners = histories.courses(), histories.learners(people + 2)
    write_table(
        folder / "courses.csv",
        ("id", "title", "summary", "skills", "category", "level", "mode", "visible"),
        (
            (c.id, c.title, c.summary, ";".join(c.skills), c.category, c.level, c.mode, "1")
            for c in courses
        ),
    )
    write_table(
        folder / "learners.csv",
        ("id", "role", "department"),
        ((each.id, each.role, each.department) for each in learners),
    )
    write_table(
        folder / "completions.csv",
        ("learner_id", "course_id", "completed_at", "progress"),
        (
            *((who, what, when, "") for who, what, when in histories.completions(people)),
            ("p0", "sales-11", "", "40"),
        ),
    )
    write_table(
        folder / "course_features.csv",
        ("course_id", "feature", "weight"),
        ((course.id, f"track:{course.category}", "1") for course in courses),
    )
    write_table(
        folder / "learner_features.csv",
        ("learner_id", "feature", "weight"),
        ((each.id, f"shift:{number % 2}", "1") for number, each in enumerate(learners)),
    )
    return folder


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file as a spreadsheet does."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
