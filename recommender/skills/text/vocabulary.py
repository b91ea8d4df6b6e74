"""The names of skills, ready to be found in texts: built once, asked for every text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast, get_args

from recommender.skills.text.caution import Caution, caution_of
from recommender.skills.text.ordinary import HOLDING_VERBS, KNOWN_WITHOUT_MAKER, MAKERS, ORDINARY
from recommender.skills.text.spelling import exact_of, key_of
from recommender.skills.text.words import JOIN, SPACE, Token, tokens

Kind = Literal["skill", "knowledge", "attitude", "language", "technology"]


def kind_of(word: str) -> Kind:
    """Return a kind of skill as it is known here; any other word is a plain skill."""
    return cast(Kind, word) if word in get_args(Kind) else "skill"


_NAME, _ALTERNATIVE, _DERIVED = range(3)
_JOINED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One skill with everything it is called; ``durable`` outlives tools, as critical thinking."""

    id: str
    name: str
    alternatives: tuple[str, ...] = ()
    kind: Kind = "skill"
    durable: bool = False


class Label(NamedTuple):
    """One way to call a skill; a lower ``rank`` is a better claim to the words."""

    id: str
    written: str
    exact: str
    rank: int
    caution: Caution
    inflected: bool


class Vocabulary:
    """Skills by the words they are called by.

    Parameters
    ----------
    entries : iterable of Entry
        Their order means nothing.
    language : str
        Of most labels: ``en``, ``de`` or ``es`` fold simple inflection, others match as written.

    Raises
    ------
    ValueError
        Two entries have the same id.
    """

    def __init__(self, entries: Iterable[Entry], language: str = "en") -> None:
        self.language = language
        self._entries: dict[str, Entry] = {}
        # Each label's words and, to stop early, the beginnings of each label (with no label).
        self._paths: dict[str, tuple[Label, ...]] = {}
        for entry in entries:
            if entry.id in self._entries:
                raise ValueError(f"Two skills have the id {entry.id!r}; give each its own.")
            self._entries[entry.id] = entry
            self._add_entry(entry)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, id_: str) -> Entry:
        return self._entries[id_]

    def read(self, text: str) -> list[Token]:
        """Split ``text`` as the labels were split."""
        return tokens(text, self.language)

    def paths(self, words: Sequence[Token], at: int) -> Iterator[tuple[int, tuple[Label, ...]]]:
        """Yield every label that begins with word ``at`` as the index behind it and its holders."""
        waiting = [(at, "")]
        while waiting:
            here, path = waiting.pop()
            for ahead, key in self._steps(words, here):
                longer = f"{path} {key}" if path else key
                labels = self._paths.get(longer)
                if labels is None:
                    continue
                if labels:
                    yield ahead, labels
                if ahead < len(words) and words[ahead].gap:
                    waiting.append((ahead, longer))

    def _steps(self, words: Sequence[Token], here: int) -> Iterator[tuple[int, str]]:
        """Yield the word itself and what it is together with hyphenated words after it."""
        yield here + 1, words[here].key
        joined = words[here].text
        for ahead in range(here + 1, min(here + _JOINED_AT_MOST, len(words))):
            if words[ahead].gap != JOIN:
                return
            joined += words[ahead].text
            yield ahead + 1, key_of(joined, self.language)

    def _add_entry(self, entry: Entry) -> None:
        self._add(entry, entry.name, _NAME)
        for alternative in entry.alternatives:
            self._add(entry, alternative, _ALTERNATIVE)

    def _add(self, entry: Entry, written: str, rank: int) -> None:
        written = written.strip()
        words = self.read(written)
        if words:
            self._add_words(entry, written, words, rank)
        if _has_prefix(entry, words):
            self._add_words(entry, written[words[1].start :], words[1:], _DERIVED)

    def _add_words(self, entry: Entry, written: str, words: Sequence[Token], rank: int) -> None:
        exact = "".join([exact_of(word.text) for word in words])
        caution = caution_of(written, words, is_name=rank == _NAME)
        inflected = len(words) > 1 or (len(exact) > 4 and entry.kind != "technology")
        label = Label(entry.id, written, exact, rank, caution, inflected)
        self._enter([word.key for word in words], label)
        if JOIN in [word.gap for word in words[1:]]:
            self._enter(self._joined(words), label)

    def _joined(self, words: Sequence[Token]) -> list[str]:
        parts: list[str] = []
        for word in words:
            if parts and word.gap == JOIN:
                parts[-1] += word.text
            else:
                parts.append(word.text)
        return [key_of(part, self.language) for part in parts]

    def _enter(self, keys: Sequence[str], label: Label) -> None:
        path = ""
        for key in keys:
            path = f"{path} {key}" if path else key
            self._paths.setdefault(path, ())
        if label not in self._paths[path]:
            self._paths[path] += (label,)


def _has_prefix(entry: Entry, words: Sequence[Token]) -> bool:
    """Say whether the label without its first word still means the same."""
    if len(words) < 2 or words[1].gap != SPACE:
        return False
    first, rest = words[0].key, words[1:]
    if entry.kind != "technology":
        return first in HOLDING_VERBS and len(rest) > 1
    telling = len(rest) > 1 or rest[0].key not in ORDINARY or rest[0].key in KNOWN_WITHOUT_MAKER
    return first in MAKERS and telling
