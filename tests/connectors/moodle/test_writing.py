"""What Fingerpost writes into a Moodle, against answers that a Moodle 4.5 gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.errors import BadParameter, MissingCapability, MoodleError, NotAMoodle
from connectors.moodle import MoodleClient
from connectors.moodle.client import flatten
from connectors.moodle.writing import (
    INTO_GROUP,
    MEMBERS,
    NEW_COHORT,
    NEW_GROUP,
    Writer,
    student_role,
)
from tests.connectors.moodle.recorded import RecordedMoodle, body, recording

ID = "fingerpost-recorded"
Act = Callable[[Writer], Any]


@pytest.fixture
def writer(client: MoodleClient) -> Writer:
    """What writes into the recorded Moodle."""
    return Writer(client)


def answers(moodle: RecordedMoodle, name: str) -> None:
    """Let the function of a recording answer as it did then."""
    moodle.replies[recording(name)["request"]["wsfunction"]] = lambda _: body(name)


def members(moodle: RecordedMoodle, suspended: str = "members_suspended") -> None:
    """Let the course tell who is in it, and who of them is suspended."""
    names = {False: "members_of_course", True: suspended}
    moodle.replies[MEMBERS] = lambda call: body(names["onlysuspended" in call.values()])


@pytest.mark.parametrize(
    ("name", "act", "result"),
    [
        ("course_groups", lambda w: w.group("2", "fingerpost-b992040954915429"), "1"),
        ("course_groups", lambda w: w.group("2", ID), None),
        ("group_made", lambda w: w.make_group("2", "Recorded", ID), "2"),
        ("group_joined", lambda w: w.join_group("2", "3"), None),
        ("cohorts_none", lambda w: w.cohort(ID), None),
        ("cohorts_found", lambda w: w.cohort(ID), "1"),
        ("cohort_made", lambda w: w.make_cohort("Recorded", ID), "1"),
        ("cohort_joined", lambda w: w.join_cohort("1", "3"), ""),
        ("cohort_joined_already", lambda w: w.join_cohort("1", "3"), ""),
        ("cohort_join_unknown", lambda w: w.join_cohort("1", "99999"), "user id=99999 not exists"),
        ("account_suspended", lambda w: w.is_active("30"), False),
        ("account_active", lambda w: w.is_active("29"), True),
        ("account_none", lambda w: w.is_active("9999"), False),
        ("enrolled", lambda w: w.enrol("2", "29", 5), None),
    ],
)
def test_each_call_is_the_recorded_one_and_its_answer_is_read(
    moodle: RecordedMoodle, writer: Writer, name: str, act: Act, result: object
) -> None:
    answers(moodle, name)
    assert act(writer) == result
    assert moodle.calls == [flatten(recording(name)["request"])]


@pytest.mark.parametrize(
    ("name", "act", "error", "words"),
    [
        ("group_made_twice", lambda w: w.make_group("2", "R", ID), BadParameter, NEW_GROUP),
        ("group_join_not_enrolled", lambda w: w.join_group("2", "29"), BadParameter, INTO_GROUP),
        ("enrol_no_right", lambda w: w.enrol("2", "30", 5), MissingCapability, "“Enrol users”"),
        ("cohort_no_right", lambda w: w.make_cohort("R", ID), MissingCapability, "move cohorts"),
        ("cohort_search_no_right", lambda w: w.cohort(ID), MissingCapability, "site-wide cohorts"),
    ],
)
def test_what_moodle_refuses_is_told(
    moodle: RecordedMoodle,
    writer: Writer,
    name: str,
    act: Act,
    error: type[Exception],
    words: str,
) -> None:
    answers(moodle, name)
    with pytest.raises(error, match=words):
        act(writer)


@pytest.mark.parametrize(
    ("name", "code"),
    [("enrol_no_role", "wsusercannotassign"), ("enrol_switched_off", "wsnoinstance")],
)
def test_why_nobody_is_enrolled_keeps_moodles_code(
    moodle: RecordedMoodle, writer: Writer, name: str, code: str
) -> None:
    answers(moodle, name)
    with pytest.raises(MoodleError) as caught:
        writer.enrol("2", "30", 5)
    assert caught.value.code == code


def test_who_is_inside_comes_with_roles_groups_and_who_is_suspended(
    moodle: RecordedMoodle, writer: Writer
) -> None:
    members(moodle)
    inside = writer.members("2")
    assert len(inside) == len(body("members_of_course"))
    assert inside["3"].groups == {"1"}
    assert (inside["33"].teaches, inside["34"].teaches, inside["3"].teaches) == (True, False, False)
    assert [number for number, each in inside.items() if each.suspended] == ["5"]
    assert student_role(inside) == 5
    names = ("members_of_course", "members_suspended")
    assert moodle.calls == [flatten(recording(name)["request"]) for name in names]


def test_without_the_right_to_review_enrolments_nobody_counts_as_suspended(
    moodle: RecordedMoodle, writer: Writer
) -> None:
    members(moodle, "members_suspended_refused")
    assert not any(each.suspended for each in writer.members("2").values())


@pytest.mark.parametrize("page", [1000, 1001])
def test_a_large_course_is_read_to_its_end(
    moodle: RecordedMoodle, writer: Writer, page: int
) -> None:
    rows = [{"id": number, "fullname": "x", "roles": [], "groups": []} for number in range(page)]

    def reply(call: dict[str, str]) -> Any:
        options = {call[f"options[{n}][name]"]: call[f"options[{n}][value]"] for n in range(4)}
        start = int(options["limitfrom"])
        return [] if "onlysuspended" in options else rows[start : start + 1000]

    moodle.replies[MEMBERS] = reply
    assert len(writer.members("2")) == page
    assert len(moodle.calls) == 3


@pytest.mark.parametrize(
    ("function", "act"),
    [
        (MEMBERS, lambda w: w.members("2")),
        (NEW_GROUP, lambda w: w.make_group("2", "x", ID)),
        (NEW_COHORT, lambda w: w.make_cohort("x", ID)),
    ],
)
@pytest.mark.parametrize("odd", [[None], [{}], [{"id": "x"}]])
def test_an_odd_answer_is_no_moodle(
    moodle: RecordedMoodle, writer: Writer, function: str, act: Act, odd: Any
) -> None:
    moodle.replies[function] = lambda _: odd
    if function == MEMBERS and odd == [{"id": "x"}]:
        odd[0]["roles"] = [{"shortname": "student", "roleid": "x"}]
    with pytest.raises(NotAMoodle):
        act(writer)
