"""The people of a Moodle, with what their profile fields say.

Moodle's only function that gives everybody has no pages. So a site with more than a few thousand
people is read otherwise: everybody counts as enrolled on the front page, whose participants can be
listed page by page, and the ids of a page are then looked up. A service account without that
function or right reads everybody at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from connectors.errors import BadParameter, MissingCapability, MissingFunction, MoodleError
from connectors.limits import LATEST
from connectors.moodle.client import MoodleClient
from connectors.moodle.directory import Directory
from connectors.moodle.fields import FieldMap
from connectors.moodle.rights import allow
from connectors.moodle.schemas import IdSchema, UserSchema, load_each
from connectors.moodle.texts import plain
from connectors.records import Learner, Notice, Page, Rejected, silent_where_empty

LATEST_SECOND = LATEST.timestamp()

EVERYBODY = "core_user_get_users"
BY_ID = "core_user_get_users_by_field"
PARTICIPANTS = "core_enrol_get_enrolled_users"

GUEST = 1  # Moodle's own guest, told by its number where user names are not shown
SHOWS, SHOWS_ALL = "moodle/user:viewdetails", "moodle/user:viewalldetails"
SHOWS_EMAIL = "moodle/site:viewuseridentity"
# What Moodle tells of others only to those who may see all of their details.
_DETAILS = frozenset(
    {"language", "role", "target_role", "department", "manager_id", "hired_on", "extra"}
)

_NOT_AVAILABLE = (MissingFunction, MissingCapability, MoodleError, BadParameter)


class People:
    """Reads people; a site with more than ``at_once`` of them in pages of ``per_page``."""

    def __init__(
        self,
        client: MoodleClient,
        fields: FieldMap,
        directory: Directory,
        *,
        at_once: int = 5000,
        per_page: int = 500,
    ) -> None:
        self._client = client
        self._fields = fields
        self._directory = directory
        self._at_once = at_once
        self._per_page = per_page

    def pages(self, start: str | None = None) -> Iterator[Page[Learner]]:
        """Yield people in pages; the cursor is a place in the list of all people by id."""
        if start is None and not self._are_many():
            everybody = [{"key": "email", "value": "%"}]
            rows = self._client.call_list(EVERYBODY, "users", criteria=everybody)
            yield Page(None, list(self._read(rows)))
            return
        place = int(start or 0)
        while ids := self._ids(place, self._per_page):
            place += self._per_page
            rows = self._client.call_list(BY_ID, field="id", values=ids)
            found = list(self._read(rows))
            if len(rows) < len(ids):
                told = f"{len(ids) - len(rows)} of {len(ids)} are not shown. {allow(SHOWS)}"
                found.append(Rejected(f"people from place {place - self._per_page}", told))
            yield Page(str(place), found)
        yield Page(None, [])

    def present(self, ids: Sequence[str]) -> set[str]:
        """Return which of these people there are; whom Moodle says nothing of is not there.

        They are asked for one by one: the function for several fails where one of them is deleted.
        """
        return {each for each in ids if self._is_present(each)}

    def _is_present(self, id_: str) -> bool:
        criteria = [{"key": "id", "value": id_}]
        try:
            rows = self._client.call_list(EVERYBODY, "users", criteria=criteria)
        except _NOT_AVAILABLE:
            return False
        found = self._read(rows)
        return any(one.id == id_ for one in found if isinstance(one, Learner))

    def _are_many(self) -> bool:
        try:
            return bool(self._ids(self._at_once, 1))
        except _NOT_AVAILABLE:
            return False

    def _ids(self, place: int, limit: int) -> list[int]:
        options = {"userfields": "id", "limitfrom": place, "limitnumber": limit, "sortby": "id"}
        rows = self._client.call_list(
            PARTICIPANTS,
            courseid=1,
            options=[{"name": name, "value": value} for name, value in options.items()],
        )
        found = load_each(IdSchema(), rows, "person")
        return [row["id"] for row in found if not isinstance(row, Rejected)]

    def _read(self, rows: Iterable[Any]) -> Iterator[Learner | Rejected]:
        loaded = list(load_each(UserSchema(), rows, "person"))
        silent, notices = _unsaid([row for row in loaded if not isinstance(row, Rejected)])
        yield from notices
        for row in loaded:
            if isinstance(row, Rejected):
                yield row
            elif row["confirmed"] and row["username"] != "guest" and row["id"] != GUEST:
                learner = self._learner(row, silent)
                self._directory.add_learner(learner)
                yield learner

    def _learner(self, row: dict[str, Any], silent: frozenset[str]) -> Learner:
        values = {field["shortname"]: plain(field["value"]) for field in row["customfields"]}
        names = self._fields
        learner = Learner(
            id=str(row["id"]),
            name=plain(row["fullname"]),
            username=row["username"] or None,
            id_number=row["idnumber"] or None,
            email=row["email"] or None,
            language=row["lang"] or None,
            role=values.get(names.role) or None,
            target_role=values.get(names.target_role) or None,
            department=values.get(names.department) or row["department"] or None,
            manager_id=values.get(names.manager) or None,
            active=not row["suspended"],
            hired_on=_day(values.get(names.hired_on)),
            extra={name: value for name, value in values.items() if value},
        )
        # Fields that are public are told all the same; of what is left of ``extra`` nobody knows.
        return silent_where_empty(replace(learner, silent=silent & {"extra"}), silent)


def _unsaid(rows: list[dict[str, Any]]) -> tuple[frozenset[str], list[Notice]]:
    """Return what an answer does not tell of anybody for want of a right, and notices of it.

    The account's own row always tells everything, and a few people show their address to everybody.
    """
    if len(rows) <= 2:
        return frozenset(), []
    silent: frozenset[str] = frozenset()
    notices = []
    told = {name: sum(row[name] is not None for row in rows) for name in ("username", "email")}
    if 2 * told["username"] <= len(rows):
        silent |= _DETAILS
        notices.append(Notice("people", f"Their user names are not shown. {allow(SHOWS_ALL)}"))
    if 2 * told["email"] <= len(rows):
        silent |= {"email"}
        notices.append(Notice("people", f"Their addresses are not shown. {allow(SHOWS_EMAIL)}"))
    return silent, notices


def _day(text: str | None) -> date | None:
    """Read a day; a profile field that holds something else says nothing of one."""
    if not text:
        return None
    if text.isdecimal():  # a field of Moodle's kind "date" holds seconds
        seconds = int(text)
        return datetime.fromtimestamp(seconds, UTC).date() if 0 < seconds < LATEST_SECOND else None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
