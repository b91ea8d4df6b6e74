"""What the look-alike keeps on disk: key, token, first day and what visitors changed."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from string import ascii_letters, digits
from threading import Lock
from typing import Any, TypeVar

from joserfc.jwk import RSAKey

from lti_plugin.errors import BadInput

T = TypeVar("T")
Row = dict[str, Any]

SECRETS, CLICKS = "moodle.json", "clicks.json"
TOOLS, COPIES, ACTIVITIES = "tools.json", "copies.json", "activities.json"
GRADE_ITEMS, SCORES = "grade_items.json", "scores.json"
GATHERINGS, ENROLMENTS = "groups.json", "enrolments.json"
CHANGES = (
    CLICKS,
    TOOLS,
    COPIES,
    ACTIVITIES,
    GRADE_ITEMS,
    SCORES,
    GATHERINGS,
    ENROLMENTS,
)
KEY_BITS = 2048
CLIENT_ID_LENGTH = 15
RESET_HINT = "Run `fingerpost demo --reset` to begin with a fresh demo."

_ONE_WRITER = Lock()


@dataclass(frozen=True, slots=True)
class Click:
    """A completion that a visitor made by clicking; ``at`` is in UTC."""

    person_id: int
    course_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The folder of one demo; ``first_day`` keeps its dates the same over restarts."""

    path: Path
    first_day: date
    token: str
    client_id: str
    key: RSAKey

    def __repr__(self) -> str:
        """Leave the secrets out."""
        return f"DemoFolder({str(self.path)!r}, first_day={self.first_day.isoformat()})"

    def clicks(self) -> list[Click]:
        """Return what was clicked so far, oldest first."""
        return self.load(CLICKS, _click)

    def load(self, name: str, make: Callable[[Row], T]) -> list[T]:
        """Return what ``make`` makes of the rows in the file ``name``; nothing without a file.

        Raises
        ------
        BadInput
            When the file cannot be read.
        """
        file = self.path / name
        if not file.exists():
            return []
        try:
            return [make(row) for row in _read(file)]
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(file) from error

    def save(self, name: str, rows: Iterable[Row]) -> None:
        """Replace the file ``name``; a crash leaves the old rows or the new, never half of them."""
        with _ONE_WRITER:
            _write(self.path / name, list(rows))

    def remember(self, click: Click) -> None:
        """Add ``click``; a crash leaves the old list or the new one, never half of it."""
        row = {
            "person_id": click.person_id,
            "course_id": click.course_id,
            "at": click.at.astimezone(UTC).isoformat(),
        }
        file = self.path / CLICKS
        with _ONE_WRITER:
            _write(file, [*(_read(file) if file.exists() else []), row])


def open_folder(path: Path, today: date, *, reset: bool = False) -> DemoFolder:
    """Return the demo that lies in ``path``, making it where there is none.

    Raises
    ------
    BadInput
        When a file there cannot be read; ``reset`` starts anew instead.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = path / SECRETS
    if reset:
        file.unlink(missing_ok=True)
        for name in CHANGES:
            (path / name).unlink(missing_ok=True)
    if not file.exists():
        _write(file, _fresh(today))
    kept = _read(file)
    try:
        first_day = date.fromisoformat(kept["first_day"])
        key = RSAKey.import_key(kept["key"])
        return DemoFolder(path, first_day, kept["token"], kept["client_id"], key)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(file) from error


def new_client_id() -> str:
    """Return a client id of Moodle's length."""
    alphabet = ascii_letters + digits
    return "".join(secrets.choice(alphabet) for _ in range(CLIENT_ID_LENGTH))


def _fresh(today: date) -> dict[str, Any]:
    key = RSAKey.generate_key(
        KEY_BITS, {"kid": secrets.token_hex(10), "use": "sig", "alg": "RS256"}, private=True
    )
    return {
        "first_day": today.isoformat(),
        "token": secrets.token_hex(16),
        "client_id": new_client_id(),
        "key": key.as_dict(private=True),
    }


def _click(row: Row) -> Click:
    return Click(row["person_id"], row["course_id"], datetime.fromisoformat(row["at"]))


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(file) from error


def _write(file: Path, content: Any) -> None:
    """Replace ``file`` in one step; only its owner may read it."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(content, out)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _damaged(file: Path) -> BadInput:
    return BadInput(f"The demo's file {file.name} cannot be read.", hint=RESET_HINT)
