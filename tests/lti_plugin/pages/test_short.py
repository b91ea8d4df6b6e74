"""The page for somebody who has a few minutes."""

from __future__ import annotations

import pytest

from tests.support.installation import Installation, visit

PAGE = "/learn/short"


def test_the_list_leads_to_what_fits_into_twenty_minutes(installation: Installation) -> None:
    installation.fill()
    mine = visit(installation)
    assert "I have 20 minutes" in mine.page.text
    page = mine.press(PAGE, minutes=20)
    assert "This fits into 20 minutes." in page.text
    assert "Negotiation: Foundations" in page.text
    assert "18 minutes" in page.text
    assert "1 course is left out, since nobody has said how long it takes." in page.text


def test_where_nothing_fits_it_is_said(installation: Installation) -> None:
    installation.fill()
    page = visit(installation).press(PAGE, minutes=5)
    assert "Nothing that is known to fit into 5 minutes is open to you." in page.text


@pytest.mark.parametrize("minutes", ["0", "241", "soon", "-3", "1e3"])
def test_minutes_that_are_none_are_refused(installation: Installation, minutes: str) -> None:
    installation.fill()
    page = visit(installation).press(PAGE, minutes=minutes)
    assert page.status_code == 400
    assert "Give your time as a number of minutes" in page.text
