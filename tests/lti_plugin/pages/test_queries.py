"""How often a launch and the page it leads to ask the database: nothing is read row by row."""

from __future__ import annotations

from tests.support.installation import Installation, visit
from tests.support.statements import repeated, statements


def test_learners_list_is_read_and_noted_at_once(installation: Installation) -> None:
    installation.fill()
    visit(installation, person="102")  # so that the keys and the ranker are there
    with statements(installation) as found:
        page = visit(installation, person="100").page
    assert page.text.count('class="card course"') > 2
    assert {path for path, _ in found} == {"/lti/login", "/lti/launch", "/learn/"}
    assert repeated(found) == {}


def test_list_that_was_noted_today_is_not_read_again(installation: Installation) -> None:
    installation.fill()
    visit(installation, person="100")
    with statements(installation) as found:
        visit(installation, person="100")
    assert repeated(found) == {}
    assert not any(text.startswith("INSERT INTO shown") for _, text in found)
