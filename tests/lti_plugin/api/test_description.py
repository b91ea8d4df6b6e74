"""The description is whole: every route is summed up, every field says what it means."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.api import description

DOCUMENT = description.document()
OPERATIONS = {
    (method.upper(), path): operation
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method != "parameters"
}
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def test_it_is_openapi_3_1_of_this_installation() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["servers"][0]["url"] == "/"
    assert "X-Page-Token" in DOCUMENT["info"]["description"]
    assert [tag["name"] for tag in DOCUMENT["tags"] if not tag["description"]] == []


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=[" ".join(o) for o in OPERATIONS])
def test_each_route_says_what_it_does_and_how_it_refuses(operation: dict[str, Any]) -> None:
    assert operation["summary"].endswith(".")
    assert {"401", "429", "default"} <= operation["responses"].keys()
    assert ("requestBody" in operation or "parameters" in operation) <= (
        "422" in operation["responses"]
    )


def test_what_writes_needs_the_token_and_what_reads_may_come_by_cookie() -> None:
    for (method, path), operation in OPERATIONS.items():
        schemes = [name for each in operation["security"] for name in each]
        own = [name for name in schemes if name != "apiToken"]
        assert own == (["pageToken", "visitCookie"] if method == "GET" else ["pageToken"]), path
    known = {"pageToken", "visitCookie", "apiToken"}
    assert DOCUMENT["components"]["securitySchemes"].keys() == known


def test_names_of_operations_are_all_different() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_field_says_what_it_means(name: str) -> None:
    fields = SCHEMAS[name]["properties"]
    assert [field for field, told in fields.items() if not told.get("description")] == []


def test_what_is_given_is_promised_and_refusals_are_problems() -> None:
    assert (
        set(SCHEMAS["Recommendation"]["required"]) == SCHEMAS["Recommendation"]["properties"].keys()
    )
    for response in DOCUMENT["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


def test_it_is_made_once() -> None:
    assert description.document() is DOCUMENT
