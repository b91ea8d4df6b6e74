"""Table F, the roster: who is in a course, all of them or an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lti_plugin.lti import failures, roster
from lti_plugin.lti.roster import ACCEPT, Member, members
from tests.support.platform import INSTRUCTOR, LEARNER, VOCABULARY
from tests.support.services import Sent, Services, Told, recorded

PATH = "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"


def person(number: int, *roles: str, **changes: object) -> dict[str, object]:
    """Return a member as Moodle sends one."""
    return {"status": "Active", "roles": roles or ["Learner"], "user_id": str(number), **changes}


def page(*people: object) -> Told:
    """Return a page with these members."""
    return Told(200, {"members": people})


def paged(services: Services, people: list[dict[str, object]]) -> str:
    """Serve these people in pages as Moodle does: without the role in the next link."""

    def tell(sent: Sent) -> Told:
        limit, begin = int(sent.query["limit"]), int(sent.query.get("from", 0))
        following = f"<{services.address}{PATH}?limit={limit}&from={begin + limit}>"
        more = begin + limit < len(people)
        headers = {"Link": f'{following}; rel="next"'} if more else {}
        return Told(200, {"members": people[begin : begin + limit]}, headers)

    return services.tell("GET", PATH, tell)


def read(services: Services, *people: object, **options: Any) -> list[Member]:
    """Return the members of one page."""
    url = services.tell("GET", PATH, page(*people))
    return list(members(services.caller(), url, **options))


def test_a_recorded_page_is_read(services: Services) -> None:
    first = recorded(services, "nrps_page1")
    url = services.tell(
        "GET", PATH, Told(200, first["body"], {"Link": first["headers"]["Link"]}), page(person(9))
    )
    found = list(members(services.caller(), url, page_size=3))
    assert [member.user_id for member in found] == ["196", "112", "226", "9"]
    assert found[2] == Member(
        user_id="226",
        roles=("Learner",),
        name="Zoë Costa",
        given_name="Zoë",
        family_name="Costa",
        email="learner0224@example.com",
        username="learner0224",
        id_number="E224",
    )
    assert [sent.query for sent in services.sent] == [{"limit": "3"}, {"limit": "3", "from": "3"}]
    assert {sent.headers["Accept"] for sent in services.sent} == {ACCEPT}


def test_the_activity_whose_members_are_asked_for_is_named(services: Services) -> None:
    read(services, rlid="7", page_size=10)
    assert services.sent[0].query == {"limit": "10", "rlid": "7"}


def test_20_000_members_are_read(services: Services) -> None:
    url = paged(
        services, [person(number, name="A name of some length") for number in range(20_000)]
    )
    assert len({member.user_id for member in members(services.caller(), url)}) == 20_000
    assert len(services.sent) == 40


def test_20_000_members_on_one_page_are_read(services: Services) -> None:
    people = [person(number, email=f"{'x' * 100}@example.com") for number in range(20_000)]
    assert len(read(services, *people)) == 20_000


def test_the_role_is_kept_to_where_moodle_forgets_it(services: Services) -> None:
    url = paged(services, [person(n, "Instructor" if n % 3 == 0 else "Learner") for n in range(9)])
    found = list(members(services.caller(), url, role="Learner", page_size=2))
    assert [member.user_id for member in found] == ["1", "2", "4", "5", "7", "8"]
    assert ["role" in sent.query for sent in services.sent] == [True, *[False] * 4]


@pytest.mark.parametrize("wanted", ["Instructor", INSTRUCTOR])
def test_short_roles_and_addresses_mean_the_same(services: Services, wanted: str) -> None:
    assistant = VOCABULARY + "membership/Instructor#TeachingAssistant"
    people = [
        person(1, "Instructor"),
        person(2, INSTRUCTOR, LEARNER),
        person(3, assistant),
        person(4, "Learner"),
        person(5, VOCABULARY + "institution/person#Instructor"),
        person(6),
    ]
    found = read(services, *people, role=wanted)
    assert [member.user_id for member in found] == ["1", "2", "3"]
    everybody = {member.user_id: member for member in read(services, *people)}
    assert [n for n, member in everybody.items() if member.is_teacher] == ["1", "2", "3"]
    assert [n for n, member in everybody.items() if member.is_learner] == ["2", "4", "6"]


@pytest.mark.parametrize(
    ("status", "active"),
    [
        ({}, True),
        ({"status": "Active"}, True),
        ({"status": "Inactive"}, False),
        ({"status": "Deleted"}, False),
        ({"status": "Visiting"}, False),
        ({"status": ["Active"]}, False),
    ],
)
def test_only_the_active_take_part(
    services: Services, status: dict[str, object], active: bool
) -> None:
    (member,) = read(services, {"user_id": "1", "roles": ["Learner"], **status})
    assert member.is_active is active


def test_what_the_platform_keeps_to_itself_is_empty(services: Services) -> None:
    assert read(services, person(1)) == [Member("1", ("Learner",))]


def test_texts_read_as_they_were_typed_and_are_bounded(services: Services) -> None:
    (member,) = read(
        services,
        person(
            5,
            user_id=5,
            given_name="R&amp;D ",
            family_name="O&#039;Neil",
            email="no address",
            lis_person_sourcedid="x" * 300,
            ext_user_username=7,
        ),
    )
    assert (member.user_id, member.name) == ("5", "R&D O'Neil")
    assert (member.email, member.username) == (None, None)
    assert member.id_number == "x" * 255


def test_somebody_who_comes_twice_is_one_member(services: Services) -> None:
    assert len(read(services, person(1), person(2), person(1))) == 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="F5 nothing"),
        pytest.param({"members": None}, id="F5 null"),
        pytest.param({"members": {}}, id="F5 an object"),
        pytest.param([], id="F5 a list"),
        pytest.param({"error": "no"}, id="F5 an error"),
    ],
)
@pytest.mark.parametrize("after", [0, 1])
def test_page_without_members_is_no_empty_class(
    services: Services, body: object, after: int
) -> None:
    link = {"Link": f'<{services.address}{PATH}?from=1>; rel="next"'}
    first = Told(200, {"members": [person(1)]}, link)
    url = services.tell("GET", PATH, *[first] * after, Told(200, body))
    with pytest.raises(failures.Unreadable) as caught:
        list(members(services.caller(), url))
    assert caught.value.code == "lti-roster-members"


def test_a_course_without_members_is_empty(services: Services) -> None:
    assert read(services) == []


WRONG = [
    "1",
    {},
    {"roles": ["Learner"]},
    {"user_id": "", "roles": ["Learner"]},
    {"user_id": True, "roles": ["Learner"]},
    {"user_id": "x" * 300, "roles": ["Learner"]},
    {"user_id": "2"},
    {"user_id": "2", "roles": "Learner"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=json.dumps)
def test_a_member_in_another_form_is_left_out(services: Services, wrong: object) -> None:
    assert [member.user_id for member in read(services, wrong, person(1))] == ["1"]


def test_F5_a_page_of_nothing_but_other_forms_is_no_empty_class(services: Services) -> None:
    with pytest.raises(failures.Unreadable):
        read(services, *WRONG)


@pytest.mark.parametrize("target", ["https://evil.test" + PATH, PATH.replace("/2/", "/3/")])
def test_F4_the_next_page_is_of_this_course_at_this_platform(
    services: Services, target: str
) -> None:
    url = services.tell(
        "GET", PATH, Told(200, {"members": [person(1)]}, {"Link": f'<{target}>; rel="next"'})
    )
    with pytest.raises(failures.ForeignAddress) as caught:
        list(members(services.caller(), url))
    assert caught.value.code == "lti-roster-address"
    assert len(services.sent) == 1


def test_F4_10_000_pages_are_not_read(services: Services) -> None:
    numbers: Iterator[int] = iter(range(10_000))

    def tell(_sent: Sent) -> Told:
        link = f'<{services.address}{PATH}?from={next(numbers)}>; rel="next"'
        return Told(200, {"members": [person(1)]}, {"Link": link})

    url = services.tell("GET", PATH, tell)
    with pytest.raises(failures.EndlessList) as caught:
        list(members(services.caller(), url))
    assert caught.value.code == "lti-roster-pages"
    assert len(services.sent) == 500


def test_a_foreign_list_is_never_begun(services: Services) -> None:
    with pytest.raises(failures.ForeignAddress):
        list(members(services.caller(), "https://evil.test" + PATH))
    assert services.asked == []


def test_the_scope_is_the_rosters(services: Services) -> None:
    read(services)
    assert roster.SCOPE.rpartition("/")[2].encode() in services.asked[0].body
