"""The people of a Moodle, with what their profile fields say.

Moodle's only function that gives everybody has no pages. So a site with more than a few thousand
people is read otherwise: everybody counts as enrolled on the front page, whose participants can be
listed page by page, and the ids of a page are then looked up. A service account without that
function or right reads everybody at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from connectors.errors import BadParameter, MissingCapability, MissingFunction, MoodleError
from connectors.moodle.client import MoodleClient
from connectors.moodle.directory import Directory
from connectors.moodle.fields import FieldMap
from connectors.moodle.schemas import IdSchema, UserSchema, load_each
from connectors.moodle.texts import plain
from connectors.records import Learner, Page, Rejected

EVERYBODY = "core_user_get_users"
BY_ID = "core_user_get_users_by_field"
PARTICIPANTS = "core_enrol_get_enrolled_users"

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
            yield Page(str(place), list(self._read(rows)))
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
        for row in load_each(UserSchema(), rows, "person"):
            if isinstance(row, Rejected):
                yield row
            elif row["confirmed"] and row["username"] != "guest":
                learner = self._learner(row)
                self._directory.add_learner(learner)
                yield learner

    def _learner(self, row: dict[str, Any]) -> Learner:
        values = {field["shortname"]: plain(field["value"]) for field in row["customfields"]}
        names = self._fields
        return Learner(
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
            extra={name: value for name, value in values.items() if value},
        )
