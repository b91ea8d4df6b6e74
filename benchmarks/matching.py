"""Measures how fast skills are found in texts and roles in job titles.

    python benchmarks/matching.py [--skills 14000] [--labels 100000] [--esco DIR] [--ad FILE]

Labels are made up unless --esco names a folder with ESCO's skills_en.csv and occupations_en.csv.
Prints a table in processor time, so that a busy machine measures the same; with --ad also what
was found in that text.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from recommender.skills.text.advertisements import read_ad
from recommender.skills.text.titles import RoleNames, TitleIndex
from recommender.skills.text.vocabulary import Entry, Vocabulary

_AD_CHARACTERS = 5_000
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sta", "tri", "vo", "xa")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skills", type=int, default=14_000)
    parser.add_argument("--labels", type=int, default=100_000)
    parser.add_argument("--esco", type=Path)
    parser.add_argument("--ad", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.esco:
        entries, roles = _esco_entries(chosen.esco), _esco_roles(chosen.esco)
    else:
        entries, roles = _made_up(chosen.skills, chosen.labels)
    began = time.process_time()
    vocabulary = Vocabulary(entries)
    built = time.process_time() - began
    text = chosen.ad.read_text() if chosen.ad else _advertisement(entries)
    began = time.process_time()
    read = read_ad(text, vocabulary)
    milliseconds = 1000 * (time.process_time() - began)
    began = time.process_time()
    index = TitleIndex(roles)
    indexed = time.process_time() - began
    slowest = max(_milliseconds(index, f"Senior {role.name} (m/f/d)") for role in roles[:500])
    labels = sum(1 + len(entry.alternatives) for entry in entries)
    table = Table("what", "measured")
    table.add_row("skills, labels", f"{len(entries):,}, {labels:,}")
    table.add_row("vocabulary built", f"{built:.2f} s")
    table.add_row(f"advertisement of {len(text):,} characters", f"{milliseconds:.1f} ms")
    table.add_row("skills named", f"{len(read.hard)} hard, {len(read.soft)} soft")
    table.add_row(f"titles of {len(roles):,} roles", f"{indexed:.2f} s")
    table.add_row("slowest of 500 titles", f"{slowest:.1f} ms")
    Console().print(table)
    if chosen.ad:
        for named in (*read.hard, *read.soft):
            words = ", ".join(sorted({match.words for match in named.matches}))
            print(f"{'soft' if named.soft else 'hard'}  {named.skill.name}  <-  {words}")
    return 0


def _milliseconds(index: TitleIndex, title: str) -> float:
    began = time.process_time()
    index.match(title)
    return 1000 * (time.process_time() - began)


def _made_up(skills: int, labels: int) -> tuple[list[Entry], list[RoleNames]]:
    draw = random.Random(0)
    words = ["".join(draw.choices(_SYLLABLES, k=draw.randint(1, 4))) for _ in range(8_000)]
    # Few words stand in many labels and many in few, as in any taxonomy.
    weights = [1 / (place + 1) for place in range(len(words))]

    def label() -> str:
        return " ".join(draw.choices(words, weights, k=draw.randint(2, 6)))

    entries = [
        Entry(f"s{number}", label(), tuple(label() for _ in range(labels // skills)))
        for number in range(skills)
    ]
    roles = [RoleNames(f"r{number}", label(), (label(), label())) for number in range(3_000)]
    return entries, roles


def _advertisement(entries: Sequence[Entry]) -> str:
    draw = random.Random(1)
    sentences: list[str] = []
    while sum(map(len, sentences)) < _AD_CHARACTERS:
        named = draw.choice(entries)
        sentences.append(f"We look for somebody who knows {named.name} and has worked with it.\n")
    return "".join(sentences)


def _esco_entries(folder: Path) -> list[Entry]:
    lasting = {row["conceptUri"] for row in _rows(folder / "transversalSkillsCollection_en.csv")}
    return [
        Entry(
            row["conceptUri"],
            row["preferredLabel"],
            tuple(filter(None, row["altLabels"].split("\n"))),
            "knowledge" if row["skillType"] == "knowledge" else "skill",
            row["conceptUri"] in lasting,
        )
        for row in _rows(folder / "skills_en.csv")
    ]


def _esco_roles(folder: Path) -> list[RoleNames]:
    return [
        RoleNames(
            row["conceptUri"],
            row["preferredLabel"],
            tuple(filter(None, row["altLabels"].split("\n"))),
        )
        for row in _rows(folder / "occupations_en.csv")
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    sys.exit(main())
