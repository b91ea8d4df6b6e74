"""A made-up organisation as a folder of CSV files, with all that makes real files awkward.

People follow tracks, so that there is something to learn. Days repeat within a history, so that its
order is that of the file; the last courses of the catalogue begin late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from tests.support.folders import write_table

PEOPLE, COURSES = 120, 48
TRACKS = ("Data", "Care", "Sales")
ROLES = ("Analyst", "Nurse", "Agent")
LATE = 40  # the place in the catalogue from which courses begin in the last months
LONG = "a very long id of a course, as some systems have them, " + 190 * "x"
ODD_IDS = {3: "Course 3", 4: "course 3", 5: "ÄPFEL 5", 6: "file:6", 7: LONG}
NEW, OF_TWO, UNDATED = "new one", "p1", tuple(f"p{number}" for number in range(60, 80))
HIDDEN, TWICE = (10, 20), 11


def write(folder: Path, people: int = PEOPLE) -> Path:
    """Write all files, with completions of so many of the people."""
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder / "courses.csv", _COURSES, _courses())
    write_table(folder / "learners.csv", _LEARNERS, _learners())
    write_table(folder / "completions.csv", _COMPLETIONS, _completions(people))
    write_table(
        folder / "course_features.csv", ("course_id", "feature", "weight"), _course_features()
    )
    write_table(
        folder / "learner_features.csv", ("learner_id", "feature", "weight"), _own_features()
    )
    write_table(
        folder / "evidence.csv", ("learner_id", "skill", "level", "source", "date"), _ratings()
    )
    return folder


_COURSES = (
    "id",
    "title",
    "category",
    "skills",
    "level",
    "mode",
    "duration_minutes",
    "cost",
    "language",
    "summary",
    "prerequisites",
    "visible",
    "reviewed_at",
)
_LEARNERS = ("id", "name", "username", "role", "target_role", "department", "language")
_COMPLETIONS = ("learner_id", "course_id", "completed_at", "grade", "progress")


def _id(course: int) -> str:
    return ODD_IDS.get(course, f"c{course}")


def _courses() -> Iterable[Sequence[object]]:
    for n in range(COURSES):
        track = TRACKS[n % 3]
        yield (
            _id(n),
            f"{'zyx'[n % 3]} {track} step {n}",  # not in the order of the catalogue
            track if n % 7 else "",
            _skills(n, track),
            ("Basic", "advanced", "", "3", "no such level")[n % 5],
            ("online", "Classroom", "")[n % 3 if n % 4 else 2],
            ("90", "ages", "", "600")[n % 4],
            ("", "12.50", "free")[n % 3],
            ("", "en", "DE", "de_ch")[n % 4 if n % 5 == 0 else 0],
            f"What everybody in {track} needs at step {n}. 数据分析入门",
            _asks_for(n),
            "no" if n in HIDDEN else ("", "1", "who knows")[n % 3 if n % 9 else 1],
            ("2020-05-01", "", "one day")[n % 3],
        )
    yield (_id(TWICE), "The same id again", "", "", "", "", "", "", "", "", "", "no", "")
    yield ("", "No id", *[""] * 11)


def _skills(course: int, track: str) -> str:
    """Return skills in several spellings, some twice, with levels or without."""
    name = (f"{track} craft", f"{track.upper()} CRAFT", f"{track}  craft")[course // 3 % 3]
    craft = name + ("", ":3", ":4:3")[course % 3]
    more = (f"{track} skill {course // 9}:2:1", f"{track} skill {course // 9}")[course % 2]
    if course % 13 == 12:
        return f"{craft}:9:9"
    others = f"{craft};{name.lower()}:2" if course % 4 else f"https://skills.test/{course % 8}"
    return f"{more};{others}"


def _asks_for(course: int) -> str:
    match course:
        case 30 | 33:
            return _id(course - 27)
        case 31:
            return "no such course"
        case 32:
            return f"{_id(32)};{_id(2)}"
        case _:
            return ""


def _learners() -> Iterable[Sequence[object]]:
    for n in range(PEOPLE):
        role = ROLES[n % 3] if n % 11 else ""
        wanted = ROLES[(n + 1) % 3] if n % 8 == 0 else ""
        department = (f"Team {n % 4}", f"team {n % 4}", "")[n % 3 if n % 5 == 0 else 0]
        language = ("", "en", "de-CH", "xx" * 20)[n % 4 if n % 6 == 0 else 0]
        yield f"p{n}", f"Person {n}", f"user{n}", role, wanted, department, language
    yield NEW, "Newcomer", "", "Nurse", "", "Team 1", "en"
    yield "P2", "Another than p2", "p2 too", "Agent", "", "Team 0", ""
    yield "p3", "The same id again", "", "Nurse", "", "", ""


def _completions(people: int) -> Iterable[Sequence[object]]:
    random = np.random.default_rng(11)
    rows: list[tuple[object, ...]] = []
    for n in range(people):
        begun = datetime(2023, 1, 1, 9, tzinfo=UTC) + timedelta(days=int(random.integers(400)))
        first, length = int(random.integers(0, 9)), 2 if f"p{n}" == OF_TWO else 4 + n % 4
        own = {min(first + place, 13) * 3 + n % 3 for place in range(length)}
        if n % 5 == 0:
            own |= {LATE + int(random.integers(5))}
        # Later courses come later, but two share each day: there the file's order tells.
        order = sorted(own, key=lambda course: (course // 6, random.random()))
        for place, course in enumerate(order):
            day = begun + timedelta(days=20 * (place // 2))
            rows.append((f"p{n}", _id(course), *_told(n, place, day, random)))
    # Not person by person: the order of the people is that in which they are met.
    half = len(rows) // 2
    yield from (*rows[half:], *rows[:half])
    yield from _others(rows)


def _told(n: int, place: int, day: datetime, random: np.random.Generator) -> tuple[object, ...]:
    if f"p{n}" in UNDATED:
        return "", "", ""
    if n % 9 == 8 and place == 1:
        return "sometime", "good", "100"
    if n % 2:
        return day.date().isoformat(), "", ""
    return day.isoformat(), f"{random.integers(60, 100)}", "100"


def _others(rows: Sequence[Sequence[object]]) -> Iterable[Sequence[object]]:
    """Return courses under way, repetitions, and rows that say nothing."""
    for n in range(0, PEOPLE, 4):
        yield f"p{n}", _id(47 - n % 6), "", "", "40"
    for who, what, when, *_ in rows[:30]:
        yield who, what, when, "", ""
        yield who, what, "", "88", ""
    for who, what, *_ in rows[30:40]:
        yield who, what, "2025-03-01", "", ""  # passed anew
        yield who, what, "2025-03-01T05:00:00+02:00", "", ""
    for hour in (20, 4):  # of one completion two systems tell different times
        yield "P2", _id(8), f"2024-02-0{1 + hour // 20}T{hour:02}:00:00Z", "", ""
    yield "p7", "no such course", "2024-01-01", "", ""
    yield "p7", "", "2024-01-01", "", ""
    yield "p9", _id(2), "", "", "much"
    yield "P2", _id(1), "1066-10-14", "", ""


def _course_features() -> Iterable[Sequence[object]]:
    for n in range(COURSES):
        yield _id(n), f"series:{n % 6}", ("1", "0.5", "0")[n % 3]
    yield _id(2), "series:2", "3"
    yield _id(2), "odd", "heavy"
    yield "no such course", "series:1", "1"


def _own_features() -> Iterable[Sequence[object]]:
    for n in range(PEOPLE):
        yield f"p{n}", f"shift:{n % 2}", ("", "2")[n % 2]
    yield "nobody", "shift:1", "1"


def _ratings() -> Iterable[Sequence[object]]:
    """Return ratings that keep a newcomer out of some courses; of one day the last counts."""
    for skill in ("care SKILL 0", "Care skill 3", "https://skills.test/4"):
        yield NEW, skill.upper(), "5", "manager", "2024-05-01"
        yield NEW, skill, "0", "manager", "2024-05-01"
        yield "P2", skill, "1", "peer", ""
    yield "p1", "Data craft", "5", "assessment", "2199-01-01"
    yield "p1", "no such skill", "5", "assessment", ""
    yield "nobody", "Data craft", "5", "assessment", ""
