"""Whose a web address is, and where an activity opens again."""

from __future__ import annotations

import pytest

from lti_plugin.lti import addresses


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tool.test/a?b#c", "https://tool.test"),
        ("HTTPS://Tool.Test:443", "https://tool.test"),
        ("http://tool.test:80/", "http://tool.test"),
        ("http://localhost:8000/lti/launch", "http://localhost:8000"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("https://tool.test:99999/", None),
        ("https://[::1", None),
        ("https:///path", None),
        ("https://a@tool.test/", None),
        ("https://tool.test\\@evil.test/", None),
        ("https://tool.test\n.evil.test/", None),
        ("https://tool.test;sandbox", None),
        ("https://tool.test,sandbox", None),
        ("https://tool.test'*'", None),
        ("https://tööl.test/", None),
        ("https://tооl.test/", None),  # its two о are Cyrillic
        ("https://tool。test/", None),
        ("https://tool.test/\ud800", None),
        ("https://[::1%25eth0]/", None),
        ("https://tool.test./", "https://tool.test."),
        ("https://tool%2etest/", None),
        ("ftp://tool.test/", None),
        ("//tool.test/", None),
        ("", None),
        ("https://tool.test/" + "x" * 2000, None),
    ],
)
def test_origin_of_an_address(url: str, origin: str | None) -> None:
    assert addresses.origin(url) == origin


@pytest.mark.parametrize(
    ("hint", "module"),
    [
        ('{"cmid":127,"launchid":"x"}', 127),
        ('{"cmid":"127"}', 127),
        ('{"cmid":true}', None),
        ('{"cmid":0}', None),
        ('{"cmid":-1}', None),
        ('{"cmid":1.5}', None),
        ('{"cmid":99999999999}', None),
        ('{"cmid":"1&x=2"}', None),
        ('{"launchid":"x"}', None),
        ("[127]", None),
        ("127", None),
        ("no JSON", None),
        ("[" * 15000, None),
        ("", None),
        (None, None),
    ],
)
def test_number_of_the_activity_in_a_message_hint(hint: str | None, module: int | None) -> None:
    assert addresses.course_module(hint) == module


def test_ways_back_into_the_activity() -> None:
    moodle = "https://moodle.test/sub"
    back = "https://moodle.test/back"
    assert addresses.new_window(moodle, 5) == f"{moodle}/mod/lti/launch.php?id=5"
    assert addresses.new_window(moodle, None) is None
    assert addresses.open_again(moodle, 5, back) == f"{moodle}/mod/lti/view.php?id=5"
    assert addresses.open_again(moodle, None, back) == back
    assert addresses.open_again(moodle, None, "https://evil.test/") is None
    assert addresses.open_again(moodle, None, None) is None
