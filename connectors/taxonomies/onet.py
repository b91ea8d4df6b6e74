"""Reads O*NET, the occupational database of the United States, from the files of a release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from connectors import cells
from connectors.errors import BadFile
from connectors.files.table import GridTable, Layout
from connectors.records import Check, Rejected
from connectors.taxonomies.onet_files import (
    CODE,
    ELEMENTS,
    JOB_ZONES,
    KNOWLEDGE,
    KNOWN,
    OCCUPATIONS,
    RELATED,
    RELEASES,
    OnetFiles,
    columns,
)
from connectors.taxonomies.onet_skills import ELEMENT, Elements, technologies, technology
from connectors.taxonomies.records import Demand, Occupation, Related, Skill

# An occupation is named by its page on O*NET OnLine.
OCCUPATION = "https://www.onetonline.org/link/summary/"

# Importance is rated from 1 to 5, level from 0 to 7; what is not important is not asked for.
IMPORTANT = 0.5  # 3 of 5
TOP_LEVEL = 7.0
# A technology that adverts ask for has no ratings: (level on 0-5, importance on 0-1) of a draft.
IN_DEMAND = (3.0, 0.8)


class Onet:
    """A release at ``place``: a folder with its files (text, CSV or Excel), or a zip of them.

    Each method is an iterator that reads its files as it goes; only names are held in memory.
    Everything raises BadFile where a file is missing, damaged or has other columns than known.
    """

    def __init__(self, place: Path | str) -> None:
        self._files = OnetFiles(Path(place))

    @property
    def release(self) -> str | None:
        """The release that the read-me names, such as "29.2"."""
        return self._files.release()

    def check(self) -> Iterator[Check]:
        """Yield one line for the release and for each file: readable, with the columns needed."""
        release = self.release
        fits = release is not None and release.split(".")[0] in RELEASES
        told = f"The read-me names {f'release {release}' if release else 'no release'}. {KNOWN}"
        yield Check("release", fits, "" if fits else told, required=False)
        for layout, table in self._files.tables():
            try:
                if isinstance(table, BadFile):
                    raise table
                table.check()
            except BadFile as error:
                yield Check(layout.file, False, f"{error.message} {error.hint}")
            else:
                yield Check(layout.file, True)

    def skills(self) -> Iterator[Skill | Rejected]:
        """Yield skills and areas of knowledge after the groups above them, then technologies.

        What is wrong with a rating is told with the ratings.
        """
        told: list[Rejected] = []
        elements = Elements(self._files.table(ELEMENTS), told)
        yield from told
        for layout, kind in self._rated():
            for _, row in self._files.table(layout).lines():
                if not isinstance(row, Rejected):
                    elements.kinds[row["Element ID"]] = kind
        yield from elements.skills()
        yield from technologies(self._files)

    def occupations(self) -> Iterator[Occupation | Rejected]:
        """Yield the occupations; a family is a SOC major group."""
        told: list[Rejected] = []
        zones = dict(self._zones(told))
        titles: dict[str, dict[str, None]] = {}
        source = self._files.titles()
        for _, (code, title, short) in columns(
            self._files.table(source.layout), told, CODE, source.title, "Short Title"
        ):
            titles.setdefault(code, {}).update(dict.fromkeys((title, short)))
        yield from told
        table = self._files.table(OCCUPATIONS)
        told = []
        for line, (code, title, text) in columns(table, told, CODE, "Title", "Description"):
            if not code or not title:
                told.append(table.rejected(line, "The row has no code or no title."))
                continue
            names = titles.get(code, {})
            yield Occupation(
                id=OCCUPATION + code,
                name=title,
                alternatives=tuple(name for name in names if name not in ("", "n/a", title)),
                family=code[:2],
                description=text,
                job_zone=zones.get(code),
            )
        yield from told

    def ratings(self) -> Iterator[Demand | Rejected]:
        """Yield every rating of a skill or area of knowledge, of whatever importance.

        Importance is (IM - 1) / 4, level 5 LV / 7.
        """
        for layout, _ in self._rated():
            yield from _ratings(self._files.table(layout))

    def demands(self) -> Iterator[Demand | Rejected]:
        """Yield what occupations ask for: what is rated important, and technologies in demand."""
        for rating in self.ratings():
            if isinstance(rating, Rejected) or rating.importance >= IMPORTANT:
                yield rating
        source = self._files.technologies()
        told: list[Rejected] = []
        level, importance = IN_DEMAND
        asked: set[tuple[str, str]] = set()
        for _, (code, name, demanded) in columns(
            self._files.table(source.layout), told, CODE, source.name, "In Demand"
        ):
            if demanded == "Y" and (code, name) not in asked:
                asked.add((code, name))
                yield Demand(OCCUPATION + code, technology(name), False, level, importance)
        yield from told

    def related(self) -> Iterator[Related | Rejected]:
        """Yield which occupations O*NET calls related."""
        table = self._files.table(RELATED)
        for line, row in table.lines():
            if isinstance(row, Rejected):
                yield row
                continue
            try:
                rank = int(cells.number(row["Index"], at_least=1, at_most=1000))
            except ValueError as error:
                yield table.rejected(line, f"The column Index {error}.")
                continue
            yield Related(
                OCCUPATION + row[CODE],
                OCCUPATION + row["Related O*NET-SOC Code"],
                rank,
                row["Relatedness Tier"].startswith("Primary"),
            )

    def _rated(self) -> list[tuple[Layout, str]]:
        return [*((layout, "skill") for layout in self._files.skills()), (KNOWLEDGE, "knowledge")]

    def _zones(self, told: list[Rejected]) -> Iterator[tuple[str, int]]:
        table = self._files.table(JOB_ZONES)
        for line, (code, zone) in columns(table, told, CODE, "Job Zone"):
            try:
                yield code, int(cells.number(zone, at_least=1, at_most=5))
            except ValueError as error:
                told.append(table.rejected(line, f"The column Job Zone {error}."))


def _ratings(table: GridTable) -> Iterator[Demand | Rejected]:
    """Yield a rating as soon as both of its scales were read; they stand beside each other."""
    half: dict[tuple[str, str], dict[str, float]] = {}
    for line, row in table.lines():
        if isinstance(row, Rejected):
            yield row
            continue
        scale = row["Scale ID"]
        if scale not in ("IM", "LV"):
            continue
        try:
            value = cells.number(
                row["Data Value"],
                at_least=1 if scale == "IM" else 0,
                at_most=5 if scale == "IM" else TOP_LEVEL,
            )
        except ValueError as error:
            yield table.rejected(line, f"The column Data Value {error}.")
            continue
        key = (row[CODE], row["Element ID"])
        values = half.setdefault(key, {})
        values[scale] = value
        if len(values) == 2:
            yield _rating(key, half.pop(key))
    for key, values in half.items():
        if "IM" in values:
            yield _rating(key, values)


def _rating(key: tuple[str, str], values: dict[str, float]) -> Demand:
    level = 5 * values["LV"] / TOP_LEVEL if "LV" in values else None
    return Demand(OCCUPATION + key[0], ELEMENT + key[1], True, level, (values["IM"] - 1) / 4)
