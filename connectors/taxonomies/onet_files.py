"""The files of an O*NET release and their columns, by the names that they have had.

Releases up to 30.2 and from 30.3 on differ: 30.3 split "Skills" into two files, and renamed
"Technology Skills" and "Alternate Titles" together with some of their columns
(https://www.onetcenter.org/dev_db.html). 30.2 reduced the job zones from five to four.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.errors import BadFile
from connectors.files.grids import Grid, Source, TextGrid
from connectors.files.table import GridTable, Layout
from connectors.fitting import cleaned
from connectors.records import Rejected
from connectors.taxonomies.places import sources
from connectors.taxonomies.sheets import SheetGrid

RELEASES = ("29", "30", "31")
KNOWN = "Known are the releases 29, 30 and 31 of the O*NET database, as text, CSV or Excel files."
MOST_ROWS = 1_000_000

CODE = "O*NET-SOC Code"

# Text is read many times faster than a workbook.
_PREFERRED = (".txt", ".csv", ".xlsx")
_RELEASE = re.compile(r"O\*NET (\d+(?:\.\d+)?) Database")


def _layout(stem: str, *required: str, optional: tuple[str, ...] = ()) -> Layout:
    return Layout(stem, required, optional, others=True, most_rows=MOST_ROWS, hint=KNOWN)


@dataclass(frozen=True, slots=True)
class Titles:
    """Other names of occupations."""

    layout: Layout
    title: str


@dataclass(frozen=True, slots=True)
class Technologies:
    """The software that occupations use, and the columns of its name and group."""

    layout: Layout
    name: str
    group: str
    group_name: str


_RATED = (CODE, "Element ID", "Element Name", "Scale ID", "Data Value")

OCCUPATIONS = _layout("Occupation Data", CODE, "Title", "Description")
ELEMENTS = _layout("Content Model Reference", "Element ID", "Element Name", "Description")
KNOWLEDGE = _layout("Knowledge", *_RATED)
JOB_ZONES = _layout("Job Zones", CODE, "Job Zone")
RELATED = _layout(
    "Related Occupations", CODE, "Related O*NET-SOC Code", "Relatedness Tier", "Index"
)

# In each group of alternatives the first whose files are there is read.
SKILLS = (
    (_layout("Skills", *_RATED),),
    (_layout("Essential Skills", *_RATED), _layout("Transferable Skills", *_RATED)),
)
TITLES = (
    Titles(
        _layout("Alternate Titles", CODE, "Alternate Title", optional=("Short Title",)),
        "Alternate Title",
    ),
    Titles(_layout("Job Titles", CODE, "Job Title", optional=("Short Title",)), "Job Title"),
)
TECHNOLOGIES = (
    Technologies(
        _layout(
            "Technology Skills",
            CODE,
            "Example",
            "Commodity Code",
            "Commodity Title",
            "Hot Technology",
            "In Demand",
        ),
        "Example",
        "Commodity Code",
        "Commodity Title",
    ),
    Technologies(
        _layout(
            "Software Skills",
            CODE,
            "Workplace Example",
            "Element ID",
            "Element Name",
            "Hot Technology",
            "In Demand",
        ),
        "Workplace Example",
        "Element ID",
        "Element Name",
    ),
)


class OnetFiles:
    """The files of a release at ``place``: a folder or a zip archive. Raises BadFile."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._found: dict[str, list[Source]] = {}
        for source in sources(place):
            path = Path(source.name)
            if path.suffix.lower() in _PREFERRED:
                self._found.setdefault(_stem(path.stem), []).append(source)
        if _stem(OCCUPATIONS.file) not in self._found:
            raise BadFile(f"{OCCUPATIONS.file} is missing in {place}.", hint=KNOWN)

    def release(self) -> str | None:
        """Return the release that the read-me names, such as "29.2"."""
        for source in self._found.get("read me", ()):
            with source.open() as file:
                match = _RELEASE.search(file.read(10_000).decode("utf-8", "replace"))
            if match:
                return match[1]
        return None

    def tables(self) -> Iterator[tuple[Layout, GridTable | BadFile]]:
        """Yield each layout with its table, or with the reason why there is none."""
        skills, titles = self.skills(), self.titles().layout
        for layout in (
            OCCUPATIONS,
            ELEMENTS,
            *skills,
            KNOWLEDGE,
            JOB_ZONES,
            titles,
            self.technologies().layout,
            RELATED,
        ):
            try:
                yield layout, self.table(layout)
            except BadFile as error:
                yield layout, error

    def table(self, layout: Layout) -> GridTable:
        """Return the table of a layout. Raises BadFile where it is missing."""
        found = self._found.get(_stem(layout.file), [])
        if not found:
            raise BadFile(f"{layout.file} is missing in {self._place}.", hint=KNOWN)
        suffixes = [Path(source.name).suffix.lower() for source in found]
        best = min(suffixes, key=_PREFERRED.index)
        if suffixes.count(best) > 1:
            raise BadFile(
                f"{layout.file}{best} is there more than once in {self._place}.",
                hint="Keep the files of one release only.",
            )
        return GridTable(_grid(found[suffixes.index(best)], best), layout)

    def skills(self) -> tuple[Layout, ...]:
        """Return the layouts of the files that hold the skills' ratings."""
        return next((each for each in SKILLS if self._has(each[0])), SKILLS[0])

    def titles(self) -> Titles:
        """Return where other titles are."""
        return next((each for each in TITLES if self._has(each.layout)), TITLES[0])

    def technologies(self) -> Technologies:
        """Return where technologies are."""
        return next((each for each in TECHNOLOGIES if self._has(each.layout)), TECHNOLOGIES[0])

    def _has(self, layout: Layout) -> bool:
        return _stem(layout.file) in self._found


def _grid(source: Source, suffix: str) -> Grid:
    if suffix == ".xlsx":
        return SheetGrid(source)
    # In the text files a quotation mark is part of the text.
    return TextGrid(source) if suffix == ".csv" else TextGrid(source, "\t", quoted=False)


def _stem(name: str) -> str:
    """Return a file's name as the CSV and the text package have it in common."""
    return name.replace("_", " ").lower()


def columns(table: GridTable, told: list[Rejected], *names: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, the named cells) of the sound rows, and add the others to ``told``."""
    for line, row in table.lines():
        if isinstance(row, Rejected):
            told.append(row)
        else:
            yield line, [cleaned(row[name]) for name in names]
