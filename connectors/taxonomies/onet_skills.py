"""The skills of an O*NET release: rated elements of its content model, and technologies."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from connectors.files.table import GridTable
from connectors.records import Rejected
from connectors.taxonomies.onet_files import OnetFiles, columns
from connectors.taxonomies.records import Skill

# Each is named by its page on O*NET OnLine; a technology has no code that lasts over the releases.
ELEMENT = "https://www.onetonline.org/find/descriptor/result/"
TECHNOLOGY = "https://www.onetonline.org/search/tech/example?e="


class Elements:
    """The content model, and in ``kinds`` which of its elements are rated as what."""

    def __init__(self, table: GridTable, told: list[Rejected]) -> None:
        self._names = {
            code: (name, text)
            for _, (code, name, text) in columns(
                table, told, "Element ID", "Element Name", "Description"
            )
        }
        self.kinds: dict[str, str] = {}

    def skills(self) -> Iterator[Skill]:
        """Yield the rated elements, after the groups above them."""
        groups = {above for code in self.kinds for above in self._above(code)}
        for code in [*sorted(groups), *self.kinds]:
            name, text = self._names.get(code, (code, ""))
            broader = tuple(ELEMENT + above for above in self._above(code)[-1:])
            yield Skill(ELEMENT + code, name, (), self.kinds.get(code, "group"), text, broader)

    def _above(self, code: str) -> list[str]:
        """Return the elements above one, the topmost first: an id repeats the one above it."""
        parts = code.split(".")
        codes = (".".join(parts[:count]) for count in range(1, len(parts)))
        return [each for each in codes if each in self._names]


def technologies(files: OnetFiles) -> Iterator[Skill | Rejected]:
    """Yield the technologies by name, after the groups that O*NET puts them into."""
    source = files.technologies()
    groups: dict[str, str] = {}
    found: dict[str, tuple[dict[str, None], set[str]]] = {}
    told: list[Rejected] = []
    for _, (name, group, group_name, hot, demanded) in columns(
        files.table(source.layout),
        told,
        source.name,
        source.group,
        source.group_name,
        "Hot Technology",
        "In Demand",
    ):
        groups.setdefault(group, group_name)
        above, collections = found.setdefault(name, ({}, set()))
        above[group] = None
        collections |= {"hot"} if hot == "Y" else set()
        collections |= {"in demand"} if demanded == "Y" else set()
    yield from told
    for group, name in groups.items():
        yield Skill(ELEMENT + group, name, kind="group")
    for name, (above, collections) in found.items():
        broader = tuple(ELEMENT + group for group in above)
        yield Skill(technology(name), name, (), "technology", "", broader, frozenset(collections))


def technology(name: str) -> str:
    """Return the id of a technology."""
    return TECHNOLOGY + quote(name, safe="")
