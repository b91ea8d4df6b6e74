"""The files of an ESCO download and their columns, in the languages that are there.

Headers as in the portal's CSV packages of v1.1.1 and of v1.2: from v1.2 on the files of relations
carry the language in their names too, and the labels beside the URIs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from connectors.errors import BadFile
from connectors.files.grids import Source, TextGrid
from connectors.files.table import GridTable, Layout
from connectors.taxonomies.places import sources

KNOWN = "Known are the CSV packages of ESCO v1.1 and v1.2; take both classification and relations."
MOST_ROWS = 1_000_000

_NAME = re.compile(r"(?P<stem>[A-Za-z]+)(?:_(?P<language>[a-z]{2}(?:[-_][A-Za-z]{2,4})?))?\.csv")


def _layout(
    stem: str, *required: str, optional: tuple[str, ...] = (), needed: bool = True
) -> Layout:
    return Layout(
        stem, required, optional, needed=needed, others=True, most_rows=MOST_ROWS, hint=KNOWN
    )


SKILLS = _layout(
    "skills",
    "conceptUri",
    "preferredLabel",
    "skillType",
    "reuseLevel",
    "status",
    optional=("altLabels", "hiddenLabels", "description"),
)
GROUPS = _layout(
    "skillGroups",
    "conceptUri",
    "preferredLabel",
    "status",
    optional=("altLabels", "description"),
)
OCCUPATIONS = _layout(
    "occupations",
    "conceptUri",
    "preferredLabel",
    "iscoGroup",
    "status",
    optional=("altLabels", "hiddenLabels", "description"),
)
ISCO = _layout("ISCOGroups", "code", "preferredLabel", needed=False)
DEMANDS = _layout("occupationSkillRelations", "occupationUri", "relationType", "skillUri")
BROADER_SKILLS = _layout("broaderRelationsSkillPillar", "conceptUri", "broaderUri")
BROADER_OCCUPATIONS = _layout("broaderRelationsOccPillar", "conceptUri", "broaderUri")
DIGITAL = _layout("digitalSkillsCollection", "conceptUri", needed=False)
GREEN = _layout("greenSkillsCollection", "conceptUri", needed=False)
LANGUAGE = _layout("languageSkillsCollection", "conceptUri", needed=False)
ALL = (
    SKILLS,
    GROUPS,
    OCCUPATIONS,
    ISCO,
    DEMANDS,
    BROADER_SKILLS,
    BROADER_OCCUPATIONS,
    DIGITAL,
    GREEN,
    LANGUAGE,
)

# They hold URIs only, or labels that nobody needs twice: any language's file says the same.
_WITHOUT_LANGUAGE = frozenset({DEMANDS, BROADER_SKILLS, BROADER_OCCUPATIONS})


class EscoFiles:
    """The files at ``place`` (a folder or a zip archive) in ``language``.

    Raises BadFile where a language must be chosen, or where a file is there twice.
    """

    def __init__(self, place: Path, language: str | None = None) -> None:
        self._place = place
        self._found = _by_stem(sources(place))
        self.language = self._chosen(language)

    def table(self, layout: Layout) -> GridTable:
        """Return the table of a layout. Raises BadFile where it is missing and needed."""
        return GridTable(TextGrid(self._source(layout)), layout)

    def has(self, layout: Layout) -> bool:
        """Return whether the file is there in the chosen language."""
        return bool(self._candidates(layout))

    def _source(self, layout: Layout) -> Source:
        candidates = self._candidates(layout)
        name = f"{layout.file}_{self.language}.csv"
        if not candidates:
            raise BadFile(f"{name} is missing in {self._place}.", hint=KNOWN)
        if len(candidates) > 1:
            raise BadFile(
                f"{candidates[0].name} is there more than once in {self._place}.",
                hint="Keep the files of one release only.",
            )
        return candidates[0]

    def _candidates(self, layout: Layout) -> list[Source]:
        languages = self._found.get(layout.file.lower(), {})
        found = languages.get(self.language) or languages.get("")
        if not found and layout in _WITHOUT_LANGUAGE and languages:
            found = languages[min(languages)]
        return found or []

    def _chosen(self, language: str | None) -> str:
        there = sorted(self._found.get(SKILLS.file, {}))
        if not there:
            raise BadFile(f"There are no files of ESCO in {self._place}.", hint=KNOWN)
        if language is None and len(there) == 1:
            return there[0]
        listed = ", ".join(there)
        if language is None:
            raise BadFile(
                f"{self._place} holds ESCO in several languages: {listed}.", hint="Choose one."
            )
        if language.lower() not in there:
            raise BadFile(
                f"{self._place} does not hold ESCO in the language {language}, but in: {listed}.",
                hint="Choose one of these, or download the other.",
            )
        return language.lower()


def _by_stem(found: Iterable[Source]) -> dict[str, dict[str, list[Source]]]:
    stems: dict[str, dict[str, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for source in found:
        if match := _NAME.fullmatch(source.name):
            language = (match["language"] or "").lower()
            stems[match["stem"].lower()][language].append(source)
    return {stem: dict(languages) for stem, languages in stems.items()}
