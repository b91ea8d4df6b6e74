"""Contexts are kept here, and none is ever fetched."""

from __future__ import annotations

import json

import pytest

from lti_plugin.badges import contexts
from lti_plugin.badges.failures import BadgeFailure


@pytest.mark.parametrize("url", contexts.PINNED)
def test_each_pinned_context_is_there(url: str) -> None:
    assert contexts.document(url)["@context"]
    assert contexts.loader(url)["document"] == contexts.document(url)


@pytest.mark.parametrize("url", contexts.PINNED)
def test_no_context_leads_to_another(url: str) -> None:
    # Where one did, it would have to be pinned too.
    assert "@import" not in json.dumps(contexts.document(url))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://www.w3.org/2018/credentials/v1",
        f"{contexts.CREDENTIALS}/",
        "http://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "credentials-v2.json",
        "../schema.py",
    ],
)
def test_another_context_is_refused(url: str) -> None:
    with pytest.raises(BadgeFailure) as caught:
        contexts.loader(url)
    assert caught.value.code == "context"
