"""Each route of the API names the scope of a program's token, or says here why it has none."""

from __future__ import annotations

import re

from tests.support.api import V1, scopes_of_routes

# What no token opens, by the reason; the begin of an address stands for all below it.
CLOSED = {
    "it is about whoever visits, and a token is nobody": (
        "GET /me",
        "PUT /me/aim",
        "GET /recommendations",
        "POST /recommendations",
        "GET /plans",
        "PUT /plans",
        "POST /plans",
        "GET /directions",
        "POST /directions",
        "POST /evidence",
        "DELETE /evidence",
        "POST /requests",
        "GET /badges",
        "PUT /badges/{badge_id}/openness",
        "GET /budgets/own",
    ),
    "it is about the course of a launch, and follows from what its teacher may do": (
        "GET /cohorts",
        "PUT /cohorts",
        "POST /cohorts",
    ),
    "a token that makes tokens could give itself more, and outlive being revoked": (
        "GET /tokens",
        "POST /tokens",
        "DELETE /tokens",
    ),
    "it carries Moodle's token, and says to which host it is sent": (
        "PUT /sites/present/connection",
    ),
    "a person stands for it by name": (
        "PUT /roles/{role_id}/signature",
        "PUT /roles/{role_id}/outlook",
    ),
    "a person answers for the hours and the money that others get": (
        "POST /budgets",
        "PUT /budgets",
        "DELETE /budgets",
    ),
    "a person stands for what badges are for, who gets one, and whose is revoked": (
        "POST /badges/achievements",
        "PUT /badges/achievements",
    ),
    "it tells by name who has a badge, and read:badges promises numbers": (
        "GET /badges/achievements/{achievement_id}/badges",
    ),
    "it shows what single people would be recommended": ("POST /settings/preview",),
    "it says who has power here": (
        "PUT /people/{person_id}/admin",
        "PUT /people/lti-roles",
    ),
    "it deletes or gives out what is personal, which only a person does": (
        "POST /people/{person_id}/record",
        "DELETE /people/{person_id}",
    ),
}


def test_each_route_has_a_scope_or_a_reason_to_have_none() -> None:
    listed = {begin for begins in CLOSED.values() for begin in begins}
    used = set()
    for (method, path), scope in scopes_of_routes().items():
        route = f"{method} {path.removeprefix(V1)}"
        begins = {each for each in listed if route == each or route.startswith(f"{each}/")}
        assert scope is not None or begins, f"{route} names no scope and has no reason"
        if scope is None:
            used |= begins
    assert used == listed, "a reason for what is not there, or has a scope"


def test_reading_takes_a_scope_to_read_and_changing_one_to_write() -> None:
    for (method, path), scope in scopes_of_routes().items():
        if scope is not None:
            verb = "read" if method == "GET" else "write"
            assert re.fullmatch(rf"{verb}:[a-z]+", scope), (method, path)


def test_what_a_persons_own_levels_stand_in_takes_a_scope_of_its_own() -> None:
    scopes = scopes_of_routes()
    opened = {
        path.removeprefix(V1) for (_, path), scope in scopes.items() if scope == "read:levels"
    }
    assert opened == {
        "/audit/cell",
        "/evidence",
        "/roles/{role_id}/gap",
        "/skills/standing",
    }
