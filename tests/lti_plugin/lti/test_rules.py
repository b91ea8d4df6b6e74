"""A site's rules say what an LTI role is there; everything else is as usual."""

from __future__ import annotations

import pytest

from lti_plugin.lti import roles, rules
from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER, SITE_ADMIN
from tests.support.platform import INSTITUTION_ADMINISTRATOR, VOCABULARY
from tests.support.platform import INSTRUCTOR as TEACHER
from tests.support.platform import LEARNER as STUDENT

ASSISTANT = VOCABULARY + "membership/Instructor#TeachingAssistant"
PRIMARY = VOCABULARY + "membership/Instructor#PrimaryInstructor"
MENTOR = VOCABULARY + "membership#Mentor"
CUSTOM = "https://example.org/roles#LearningLead"


@pytest.mark.parametrize(
    "given",
    [
        [],
        [""],
        [STUDENT],
        ["Instructor"],
        [ASSISTANT],
        [SITE_ADMIN, TEACHER],
        [INSTITUTION_ADMINISTRATOR],
        [CUSTOM, MENTOR],
        ["Administrator"],
    ],
    ids=str,
)
def test_without_rules_everything_is_as_usual(given: list[str]) -> None:
    assert rules.audience(given, {}) == roles.audience(given)


@pytest.mark.parametrize(
    ("given", "ruled", "audience"),
    [
        ([MENTOR], {MENTOR: INSTRUCTOR}, INSTRUCTOR),
        (["Mentor"], {MENTOR: INSTRUCTOR}, INSTRUCTOR),
        ([CUSTOM, STUDENT], {CUSTOM: ADMIN}, ADMIN),
        ([TEACHER], {TEACHER: LEARNER}, LEARNER),
        (["Instructor"], {TEACHER: LEARNER}, LEARNER),
        ([SITE_ADMIN], {SITE_ADMIN: LEARNER}, LEARNER),
        ([SITE_ADMIN, TEACHER], {SITE_ADMIN: LEARNER}, INSTRUCTOR),
        ([INSTITUTION_ADMINISTRATOR], {INSTITUTION_ADMINISTRATOR: ADMIN}, ADMIN),
        ([TEACHER], {MENTOR: ADMIN}, INSTRUCTOR),
    ],
)
def test_a_rule_takes_the_place_of_the_usual(
    given: list[str], ruled: dict[str, str], audience: str
) -> None:
    assert rules.audience(given, ruled) == audience


@pytest.mark.parametrize(
    ("given", "ruled", "audience"),
    [
        ([TEACHER, ASSISTANT], {ASSISTANT: LEARNER}, LEARNER),
        (["Instructor", ASSISTANT], {ASSISTANT: LEARNER}, LEARNER),
        ([TEACHER, ASSISTANT], {}, INSTRUCTOR),
        ([TEACHER, PRIMARY], {ASSISTANT: LEARNER}, INSTRUCTOR),
        ([TEACHER, ASSISTANT, PRIMARY], {ASSISTANT: LEARNER}, INSTRUCTOR),
        ([TEACHER, ASSISTANT], {TEACHER: LEARNER}, INSTRUCTOR),
    ],
)
def test_the_rule_for_a_sub_role_holds_for_the_principal_role_that_comes_with_it(
    given: list[str], ruled: dict[str, str], audience: str
) -> None:
    assert rules.audience(given, ruled) == audience


@pytest.mark.parametrize(
    ("given", "ruled", "audience"),
    [
        ([SITE_ADMIN], {}, LEARNER),
        ([SITE_ADMIN, TEACHER], {}, INSTRUCTOR),
        ([TEACHER], {TEACHER: ADMIN}, INSTRUCTOR),
        ([TEACHER, ASSISTANT], {ASSISTANT: ADMIN}, INSTRUCTOR),
        ([CUSTOM], {CUSTOM: ADMIN}, LEARNER),
        ([MENTOR], {MENTOR: INSTRUCTOR}, INSTRUCTOR),
        ([SITE_ADMIN], {SITE_ADMIN: INSTRUCTOR}, INSTRUCTOR),
    ],
)
def test_from_whom_it_was_taken_no_role_gives_it_back(
    given: list[str], ruled: dict[str, str], audience: str
) -> None:
    assert rules.audience(given, ruled, admin=False) == audience


@pytest.mark.parametrize(
    ("role", "uri"), [("Mentor", MENTOR), (MENTOR, MENTOR), (CUSTOM, CUSTOM), ("", "")]
)
def test_a_short_name_stands_for_its_address(role: str, uri: str) -> None:
    assert roles.full(role) == uri
