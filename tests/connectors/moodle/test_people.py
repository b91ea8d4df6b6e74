"""The people of the recorded Moodle, at once and in pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connectors.errors import BadToken
from connectors.moodle import FieldMap, MoodleClient
from connectors.moodle.directory import Directory
from connectors.moodle.people import BY_ID, EVERYBODY, PARTICIPANTS, People
from connectors.records import Learner, Rejected
from tests.connectors.moodle.recorded import Call, RecordedMoodle, body

FIELDS = FieldMap(role="jobrole")


def people(client: MoodleClient, **options: Any) -> People:
    """Return the reader."""
    return People(client, FIELDS, Directory(), **options)


def change_users(moodle: RecordedMoodle, **changes: Any) -> None:
    """Make the first learner the only person, with changes."""
    user = {**body("users_by_field")[0], **changes}
    moodle.replies[EVERYBODY] = lambda _: {"users": [user], "warnings": []}


def only_one(client: MoodleClient) -> Learner:
    """Return the only person there is."""
    (page,) = people(client).pages()
    (learner,) = page.records
    assert isinstance(learner, Learner)
    return learner


def large_site(moodle: RecordedMoodle) -> None:
    """List everybody as a participant of the front page, and look ids up."""
    users = body("users_all")["users"]

    def participants(call: Call) -> Any:
        options = {call[f"options[{i}][name]"]: call[f"options[{i}][value]"] for i in range(4)}
        assert call["courseid"] == "1"
        assert (options["userfields"], options["sortby"]) == ("id", "id")
        first = int(options["limitfrom"])
        chosen = users[first : first + int(options["limitnumber"])]
        return [{"id": user["id"], "fullname": user["fullname"]} for user in chosen]

    def by_id(call: Call) -> Any:
        wanted = {value for name, value in call.items() if name.startswith("values[")}
        assert call["field"] == "id"
        return [user for user in users if str(user["id"]) in wanted]

    moodle.replies |= {PARTICIPANTS: participants, BY_ID: by_id}


def test_a_small_site_is_one_page(moodle: RecordedMoodle, client: MoodleClient) -> None:
    (page,) = people(client).pages()
    assert page.cursor is None
    assert len(page.records) == 244
    learner = page.records[1]
    assert learner == Learner(
        id="3",
        name="Gustav Yilmaz",
        username="learner0001",
        id_number="E1",
        email="learner0001@example.com",
        language="en",
        role="Logistics Coordinator",
        department="Logistics",
        hired_on=date(2024, 1, 15),
        extra={
            "hiredate": "2024-01-15",
            "department": "Logistics",
            "jobrole": "Logistics Coordinator",
        },
    )
    assert moodle.calls[-1]["criteria[0][key]"] == "email"
    assert moodle.calls[-1]["criteria[0][value]"] == "%"


def test_a_large_site_is_read_in_pages_with_the_same_people(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    (whole,) = people(client).pages()
    large_site(moodle)
    pages = list(people(client, at_once=100, per_page=50).pages())
    assert [record for page in pages for record in page.records] == whole.records
    assert [page.cursor for page in pages] == ["50", "100", "150", "200", "250", None]
    assert moodle.functions().count(EVERYBODY) == 1


def test_a_large_site_resumes_at_a_cursor(moodle: RecordedMoodle, client: MoodleClient) -> None:
    large_site(moodle)
    reader = people(client, at_once=100, per_page=50)
    rest = [record for page in list(reader.pages())[3:] for record in page.records]
    again = [record for page in reader.pages("150") for record in page.records]
    assert again == rest
    assert len(again) == 94


def test_a_site_just_small_enough_is_read_at_once(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    large_site(moodle)
    assert len(list(people(client, at_once=244).pages())) == 1


def test_a_refused_token_is_not_taken_for_a_small_site(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    moodle.replies[PARTICIPANTS] = lambda _: body("error_invalid_token")
    with pytest.raises(BadToken):
        list(people(client).pages())


@pytest.mark.parametrize("changes", [{"username": "guest"}, {"confirmed": False}])
def test_guests_and_unconfirmed_accounts_are_left_out(
    moodle: RecordedMoodle, client: MoodleClient, changes: dict[str, Any]
) -> None:
    change_users(moodle, **changes)
    (page,) = people(client).pages()
    assert page.records == []


def test_a_suspended_account_is_not_active(moodle: RecordedMoodle, client: MoodleClient) -> None:
    change_users(moodle, suspended=True)
    assert not only_one(client).active


def test_profile_fields_say_role_target_and_manager(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    values = {"jobrole": "Data &amp; AI", "targetrole": "Engineer", "manager": "E9", "x": None}
    fields = [{"shortname": name, "value": value} for name, value in values.items()]
    change_users(moodle, customfields=fields, department="Finance")
    learner = only_one(client)
    assert (learner.role, learner.target_role) == ("Data & AI", "Engineer")
    assert (learner.manager_id, learner.department) == ("E9", "Finance")
    assert "x" not in learner.extra


def test_what_the_account_may_not_see_stays_empty(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    moodle.replies[EVERYBODY] = lambda _: {"users": [{"id": 9, "fullname": "Ana"}]}
    assert only_one(client) == Learner("9", "Ana")


def test_a_bad_row_is_reported_and_the_others_kept(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    broken = {"id": "nine", "customfields": "none"}
    moodle.replies[EVERYBODY] = lambda _: {"users": [broken, *body("users_by_field")]}
    (page,) = people(client).pages()
    assert [type(record) for record in page.records] == [Rejected, Learner, Learner, Learner]


def test_single_people_can_be_asked_for(moodle: RecordedMoodle, client: MoodleClient) -> None:
    everybody = {str(user["id"]): user for user in body("users_all")["users"]}

    def one(call: Call) -> Any:
        assert call["criteria[0][key]"] == "id"
        user = everybody.get(call["criteria[0][value]"])
        return {"users": [user] if user else [], "warnings": []}

    moodle.replies[EVERYBODY] = one
    assert people(client).present(["3", "4", "99999"]) == {"3", "4"}
    assert moodle.functions() == [EVERYBODY] * 3


def test_an_account_that_is_no_longer_confirmed_is_not_there(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    change_users(moodle, confirmed=False)
    assert people(client).present(["3"]) == set()
