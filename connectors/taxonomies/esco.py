"""Reads ESCO, the European classification of skills and occupations, from its CSV files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from connectors.errors import BadFile
from connectors.files.table import GridTable, Layout, Row
from connectors.fitting import cleaned
from connectors.records import Check, Notice, Rejected
from connectors.taxonomies import esco_files as files
from connectors.taxonomies.records import Demand, Occupation, Skill

# ESCO has neither levels nor importance: (level on 0-5, importance on 0-1) of a first draft.
ESSENTIAL = (3.0, 1.0)
OPTIONAL = (2.0, 0.4)

# Between labels there is a line break in the main files and a bar in the collections.
_LABELS = re.compile(r"\n| \| ")


class Esco:
    """The classification at ``place``: a folder with CSV files or their zips, or one zip.

    ``language`` is a code such as "de"; it may be left out where only one language is there. Each
    method is an iterator that reads its files as it goes; only what refers to a concept (what is
    broader, which collections) is held in memory. A concept that is not released is left out.
    Everything raises BadFile where a file is missing, damaged or has other columns than known.
    """

    def __init__(self, place: Path | str, language: str | None = None) -> None:
        self._files = files.EscoFiles(Path(place), language)

    @property
    def language(self) -> str:
        """The language that is read."""
        return self._files.language

    def check(self) -> Iterator[Check]:
        """Yield one line for each file: present, readable, with the columns that are needed."""
        for layout in files.ALL:
            try:
                self._files.table(layout).check()
            except BadFile as error:
                hint = f"{error.message} {error.hint}"
                yield Check(layout.file, False, hint, layout.needed or self._files.has(layout))
            else:
                yield Check(layout.file, True, required=layout.needed)

    def skills(self) -> Iterator[Skill | Rejected]:
        """Yield the groups, then the skills.

        Of the collection "transversal" is what may be used in any occupation (``reuseLevel``),
        languages among it; "digital" and "green" are ESCO's own collections.
        """
        told: list[Rejected] = []
        broader = self._broader(files.BROADER_SKILLS, told)
        digital, green, language = (
            frozenset(row["conceptUri"] for row in self._rows(layout, told))
            for layout in (files.DIGITAL, files.GREEN, files.LANGUAGE)
        )
        yield from told
        for group in self._concepts(files.GROUPS):
            if isinstance(group, Rejected):
                yield group
            else:
                yield _skill(group, "group", broader, frozenset())
        for row in self._concepts(files.SKILLS):
            if isinstance(row, Rejected):
                yield row
                continue
            uri = row["conceptUri"]
            kind = "knowledge" if row["skillType"] == "knowledge" else "skill"
            named = {
                "transversal": row["reuseLevel"] == "transversal",
                "digital": uri in digital,
                "green": uri in green,
            }
            collections = frozenset(name for name, member in named.items() if member)
            yield _skill(row, "language" if uri in language else kind, broader, collections)

    def occupations(self) -> Iterator[Occupation | Rejected]:
        """Yield the occupations; a family is an ISCO-08 unit group."""
        told: list[Rejected] = []
        broader = self._broader(files.BROADER_OCCUPATIONS, told)
        families = {
            row["code"]: _text(row["preferredLabel"]) for row in self._rows(files.ISCO, told)
        }
        yield from told
        for row in self._concepts(files.OCCUPATIONS):
            if isinstance(row, Rejected):
                yield row
                continue
            uri, family = row["conceptUri"], row["iscoGroup"]
            yield Occupation(
                id=uri,
                name=_text(row["preferredLabel"]),
                alternatives=_alternatives(row),
                family=family or None,
                description=_text(row["description"]),
                broader=tuple(broader.get(uri, ())),
                family_name=families.get(family, ""),
            )

    def demands(self) -> Iterator[Demand | Rejected]:
        """Yield what occupations ask for.

        A relation of an occupation or skill that the files do not hold is yielded all the same,
        after one notice for each such thing: the releases themselves have a few.
        """
        known = {
            row["conceptUri"]
            for layout in (files.OCCUPATIONS, files.SKILLS)
            for row in self._concepts(layout)
            if not isinstance(row, Rejected)
        }
        table = self._files.table(files.DEMANDS)
        for line, row in table.lines():
            if isinstance(row, Rejected):
                yield row
                continue
            occupation, skill = row["occupationUri"], row["skillUri"]
            for uri in filter(None, (occupation, skill)):
                if uri not in known:
                    known.add(uri)
                    yield Notice(table.where(line), f"{uri} is in no other file.")
            yield _demand(table, line, row)

    def _concepts(self, layout: Layout) -> Iterator[Row | Rejected]:
        """Yield the released concepts of a file, each once."""
        table = self._files.table(layout)
        seen: dict[str, int] = {}
        for line, row in table.lines():
            if isinstance(row, Rejected):
                yield row
                continue
            first = seen.setdefault(row["conceptUri"], line)
            if not row["conceptUri"] or not row["preferredLabel"]:
                yield table.rejected(line, "The row has no conceptUri or no preferredLabel.")
            elif first != line:
                yield table.rejected(line, f"The conceptUri is already used in line {first}.")
            elif row["status"] in ("released", ""):
                yield row

    def _broader(self, layout: Layout, told: list[Rejected]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(layout, told):
            found[row["conceptUri"]].append(row["broaderUri"])
        return found

    def _rows(self, layout: Layout, told: list[Rejected]) -> Iterator[Row]:
        """Yield the rows of a file that only adds to others, and tell of those that are not sound.

        There are none where the file may be missing and is.
        """
        if not layout.needed and not self._files.has(layout):
            return
        for _, row in self._files.table(layout).lines():
            if isinstance(row, Rejected):
                told.append(row)
            else:
                yield row


def _skill(
    row: Row, kind: str, broader: dict[str, list[str]], collections: frozenset[str]
) -> Skill:
    return Skill(
        id=row["conceptUri"],
        name=_text(row["preferredLabel"]),
        alternatives=_alternatives(row),
        kind=kind,
        description=_text(row["description"]),
        broader=tuple(broader.get(row["conceptUri"], ())),
        collections=collections,
    )


def _demand(table: GridTable, line: int, row: Row) -> Demand | Rejected:
    relation = row["relationType"]
    if not row["occupationUri"] or not row["skillUri"]:
        return table.rejected(line, "The row has no occupationUri or no skillUri.")
    if relation not in ("essential", "optional"):
        return table.rejected(
            line, f"The relationType is neither essential nor optional: {relation!r}."
        )
    level, importance = ESSENTIAL if relation == "essential" else OPTIONAL
    essential = relation == "essential"
    return Demand(row["occupationUri"], row["skillUri"], essential, level, importance)


def _alternatives(row: Row) -> tuple[str, ...]:
    """Return the other labels, each once, without the one that is preferred."""
    labels = _LABELS.split(row.get("altLabels", "")) + _LABELS.split(row.get("hiddenLabels", ""))
    texts = dict.fromkeys(_text(label) for label in labels)
    return tuple(text for text in texts if text and text != _text(row["preferredLabel"]))


def _text(text: str) -> str:
    return cleaned(text).strip()
