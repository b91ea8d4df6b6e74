"""The starter pack makes the examples of the founding documents plausible and meets the demo."""

from __future__ import annotations

import pytest

from lti_plugin.demo.catalogue import read_catalogue
from tests.support.starter import DURABLE, ROLES, SKILLS, asked, gap, labels


def test_the_horizon_of_the_seed_examples_goes_deeper() -> None:
    writer, seller = (
        (asked(role), asked(role, ahead=True))
        for role in ("Content Writer", "Sales Representative")
    )
    for now, ahead, skill in (
        (*writer, "Search engine optimisation"),
        (*writer, "Web analytics"),
        (*seller, "Sales automation"),
        (*seller, "Negotiation"),
    ):
        assert ahead[skill].level > now[skill].level


@pytest.mark.parametrize(
    ("role", "target"),
    [
        ("Print Marketing Specialist", "UX Designer"),
        ("Factory Worker", "Logistics Coordinator"),
        ("Support Agent", "Junior Data Analyst"),
        ("Support Agent", "AI-Supported Support Agent"),
        ("Administrative Assistant", "Junior Data Analyst"),
    ],
)
def test_a_seed_move_leads_into_another_family_and_within_reach(role: str, target: str) -> None:
    assert ROLES[role]["family"] != ROLES[target]["family"]
    assert 0.35 < gap(role, target) <= 0.6


@pytest.mark.parametrize(
    "role",
    [
        *("Content Writer", "Senior Content Writer", "SEO Specialist", "Marketing Manager"),
        *("UX Designer", "Sales Representative", "Account Manager", "Sales Team Lead"),
        *("Support Agent", "Support Manager", "Data Analyst", "Data Scientist", "BI Developer"),
        *("Junior Developer", "Developer", "Lead Developer", "DevOps Engineer"),
        *("Software Tester", "Warehouse Worker", "Logistics Planner", "Production Supervisor"),
        *("Quality Inspector", "Maintenance Technician", "Office Manager", "Executive Assistant"),
        *("HR Generalist", "Recruiter", "Trainer", "L&D Manager", "Accounting Clerk"),
        *("Accountant", "Controller", "Project Manager", "Product Owner", "Product Manager"),
        *("IT Support Technician", "System Administrator", "Security Analyst", "Team Lead"),
        *("Department Head", "Care Assistant", "Nurse", "Shop Assistant", "Store Manager"),
    ],
)
def test_the_job_families_of_the_founding_documents_are_there(role: str) -> None:
    assert role in ROLES


def test_the_print_role_ends_and_its_target_grows() -> None:
    assert ROLES["Print Marketing Specialist"]["outlook"] == "ends"
    assert ROLES["UX Designer"]["outlook"] == "growing"


@pytest.mark.parametrize(
    "term",
    [
        *("SQL", "critical thinking", "adaptability", "complex problem solving", "SEO"),
        *("emotional intelligence", "data visualisation", "CRM automation", "negotiation skills"),
        *("data analytics", "prototyping tools", "user experience", "maschinelles Lernen"),
    ],
)
def test_words_of_the_founding_documents_find_a_skill(term: str) -> None:
    assert term.casefold() in labels(SKILLS)


def test_soft_skills_of_the_founding_documents_are_durable() -> None:
    assert {
        *("Critical thinking", "Adaptability", "Complex problem solving", "Communication"),
        *("Emotional intelligence", "Creativity", "Teamwork", "Leading others"),
        *("Learning to learn", "Time management"),
    } <= DURABLE
    assert all("digital" not in SKILLS[name]["collections"] for name in DURABLE)


def test_every_skill_and_every_job_of_the_demo_has_its_counterpart() -> None:
    catalogue = read_catalogue()
    skills, roles = set(labels(SKILLS)), set(labels(ROLES))
    assert [s.name for s in catalogue.skills if s.name.casefold() not in skills] == []
    assert [role for role in catalogue.roles if role.casefold() not in roles] == []
