"""Who is in which course and who finished it, asked person by person. Needs no set-up in Moodle.

Moodle says here that a course is completed, but not when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.errors import BadParameter, MissingCapability, MoodleError
from connectors.moodle.client import MoodleClient
from connectors.moodle.rights import hint
from connectors.moodle.schemas import UserCourseSchema, load_each
from connectors.records import Completion, Enrolment, Page, Participation, Rejected

COURSES_OF = "core_enrol_get_users_courses"


class PerUserReader:
    """Reads the courses of people, ``per_page`` people in a page."""

    def __init__(self, client: MoodleClient, *, per_page: int = 50) -> None:
        self._client = client
        self._per_page = per_page

    def pages(
        self, learner_ids: Sequence[str], start: str | None = None
    ) -> Iterator[Page[Participation]]:
        """Yield pages; the cursor is the id of the last person read, in the order of the ids.

        Raises MissingCapability where, at the end, somebody who was in courses is in none any more:
        Moodle answers with less, not with an error, once the account has lost a right.
        """
        after = int(start) if start is not None else 0
        ids = sorted(id_ for id_ in map(int, learner_ids) if id_ > after)
        witness: str | None = None
        for first in range(0, len(ids), self._per_page):
            batch = ids[first : first + self._per_page]
            records = [record for id_ in batch for record in self._person(str(id_))]
            more = first + self._per_page < len(ids)
            witness = witness or next(
                (each.learner_id for each in records if isinstance(each, Enrolment)), None
            )
            if not more and witness is not None and len(ids) > self._per_page:
                self._hear_again(witness)
            yield Page(str(batch[-1]) if more else None, records)

    def _hear_again(self, learner_id: str) -> None:
        """Ask about somebody a second time, whose courses were told before."""
        if not any(isinstance(each, Enrolment) for each in self._person(learner_id)):
            raise MissingCapability(
                f"Moodle no longer tells the courses of person {learner_id}, which it told before: "
                "the service account has lost a right meanwhile.",
                hint=hint(COURSES_OF),
            )

    def _person(self, learner_id: str) -> Iterator[Participation | Rejected]:
        try:
            rows = self._client.call_list(COURSES_OF, userid=learner_id, returnusercount=False)
        except (MoodleError, BadParameter) as error:
            # One account that was deleted a moment ago must not end the pass.
            yield Rejected(f"courses of person {learner_id}", error.message, learner_id)
            return
        for row in load_each(UserCourseSchema(), rows, f"person {learner_id}, course"):
            if isinstance(row, Rejected):
                yield replace(row, learner_id=learner_id)
                continue
            course_id, progress = str(row["id"]), row["progress"]
            yield Enrolment(learner_id, course_id, progress=progress)
            if row["completed"]:
                yield Completion(learner_id, course_id)
            elif row["completionhascriteria"] is False and progress is not None and progress >= 100:
                yield Completion(learner_id, course_id, basis="progress")
