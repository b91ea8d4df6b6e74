"""A platform's keys are fetched quickly, in small answers, from public addresses alone."""

from __future__ import annotations

import pytest
import requests
import responses

from connectors.errors import AddressRefused, AnswerTooLarge, BadAnswer, ConnectorError, Unreachable
from lti_plugin.services.platform_keys import fetcher
from lti_plugin.settings import Settings

URL = "https://moodle.test/mod/lti/certs.php"


@responses.activate
def test_keys_are_read_as_json(settings: Settings) -> None:
    responses.get(URL, json={"keys": []})
    assert fetcher(settings)(URL) == {"keys": []}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param({"status": 500}, BadAnswer, id="C14-500"),
        pytest.param({"body": "<html>"}, BadAnswer, id="C14-html"),
        pytest.param({"body": "x" * 1_000_000}, AnswerTooLarge, id="C14-large"),
        pytest.param({"body": requests.ReadTimeout()}, Unreachable, id="C14-timeout"),
        pytest.param(
            {"status": 302, "headers": {"Location": "http://169.254.169.254/"}},
            BadAnswer,
            id="C14-redirect",
        ),
    ],
)
@responses.activate
def test_anything_else_is_one_of_our_errors(
    settings: Settings, answer: dict[str, object], error: type[ConnectorError]
) -> None:
    responses.get(URL, **answer)
    with pytest.raises(error):
        fetcher(settings)(URL)


def test_private_address_is_refused(settings: Settings) -> None:
    with pytest.raises(AddressRefused):
        fetcher(settings)("http://127.0.0.1:9/keys")


def test_keys_are_never_fetched_without_encryption(settings: Settings) -> None:
    with pytest.raises(AddressRefused, match="not encrypted"):
        fetcher(settings)(URL.replace("https:", "http:"))
