""" "My data": asking for erasure, contesting an entry, opting out, and taking it back."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from lti_plugin.services import requests
from lti_plugin.store import choices
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.people import Person
from lti_plugin.store.requests import Request
from tests.support.catalogue import Small
from tests.support.installation import Installation, visit
from tests.support.my_data import (
    CHOICE,
    CONTEST,
    ENTRIES,
    ERASE,
    PAGE,
    WITHDRAW,
    actions,
    filled,
    rows,
    status,
)
from tests.support.reading import answer_of
from tests.support.tool import code_of


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site, with something about two of them."""
    return filled(installation)


def test_erasing_is_asked_for_only_after_it_was_said_what_happens(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    page = mine.press(ERASE)
    assert answer_of(page) == "Do you want everything about you to be erased here?"
    for words in ("deleted for good", "neither the next update from Moodle nor opening"):
        assert words in page.text
    assert rows(installation, Request) == []
    page = mine.press(ERASE, sure="yes", text="I leave in June")
    assert status(page) == "Your L&D team has your request. Nothing is erased until they answer."
    assert "I leave in June" in page.text
    mine.press(ERASE, sure="yes")
    (kept,) = rows(installation, Request)
    assert (kept.kind, kept.person_id) == ("erase", small.people["102"])
    assert actions(installation).count("erasure asked for") == 1
    with installation.database.reading() as session:
        assert session.get(Person, kept.person_id) is not None


def test_the_l_and_d_team_is_asked_to_give_out_what_it_holds(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    page = mine.press(f"{PAGE}/ask", text="On paper")
    assert status(page) == "Your L&D team has your request."
    assert "All that is held" in page.text
    mine.press(f"{PAGE}/ask", text="By post")
    (kept,) = rows(installation, Request)
    assert (kept.kind, kept.text) == ("export", "By post")
    for number in range(20):  # as many as one may have waiting, with the one above
        with installation.database.writing() as session:
            session.add(
                Request(
                    site_id=installation.site.id,
                    person_id=kept.person_id,
                    kind="contest",
                    text=str(number),
                )
            )
            session.flush()
    mine.press(WITHDRAW, request=str(kept.id))
    assert mine.press(f"{PAGE}/ask").status_code == 400


def test_a_request_can_be_taken_back_until_it_is_answered(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    mine.press(ERASE, sure="yes")
    (kept,) = rows(installation, Request)
    theirs = visit(installation, person="103")
    assert theirs.press(WITHDRAW, request=kept.id).status_code == 404
    assert status(mine.press(WITHDRAW, request=kept.id)) == "Your request is taken back."
    assert rows(installation, Request) == []
    assert actions(installation)[-1] == "request withdrawn"
    mine.press(ERASE, sure="yes")
    (kept,) = rows(installation, Request)
    with installation.database.writing() as session:
        requests.settle(session, installation.site.id, kept.id, "The law says <5 years>", "x")
    page = mine.press(PAGE)
    assert "The law says &lt;5 years&gt;" in page.text
    assert "Take back" not in page.text
    assert mine.press(WITHDRAW, request=kept.id).status_code == 404


def test_an_entry_is_contested_in_the_persons_own_words(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    page = mine.press(ENTRIES, table="evidence")
    (entry,) = re.findall(r'name="entry" value="([^"]*)"', page.text)
    page = mine.press(CONTEST, table="evidence", entry=entry, text="I was <never> asked")
    assert status(page) == "Your L&D team has what you wrote."
    (kept,) = rows(installation, Request)
    assert (kept.kind, kept.about, str(kept.about_id)) == ("contest", "evidence", entry)
    assert "I was &lt;never&gt; asked" in mine.press(PAGE).text
    assert actions(installation)[-1] == "entry contested"
    page = mine.press(CONTEST, table="evidence", entry=entry, text=" \x00 ")
    assert (page.status_code, status(page)) == (400, "Say in a few words what is wrong.")
    assert len(rows(installation, Request)) == 1


def test_only_an_own_entry_can_be_contested(installation: Installation, small: Small) -> None:
    theirs = next(
        row.id for row in rows(installation, EvidenceRow) if row.person_id == small.people["103"]
    )
    mine = visit(installation)
    for entry in (theirs, uuid4()):
        page = mine.press(CONTEST, table="evidence", entry=entry, text="wrong")
        assert (page.status_code, code_of(page)) == (404, "not-found")
    for table, entry in (("sites", uuid4()), ("courses", small.courses["2"]), ("evidence", "7")):
        page = mine.press(CONTEST, table=table, entry=entry, text="wrong")
        assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert rows(installation, Request) == []


@pytest.mark.parametrize("kind", choices.KINDS)
def test_opting_out_is_seen_kept_and_undone(
    installation: Installation, small: Small, kind: str
) -> None:
    mine = visit(installation)
    page = mine.press(CHOICE, kind=kind, decision="out")
    assert status(page).startswith("Switched off: ")
    assert page.text.count("Switch on again") == 2  # its name for the eye and for the ear
    assert 'aria-label="Undo: Switched off' in page.text
    mine.press(CHOICE, kind=kind, decision="out")
    (kept,) = rows(installation, choices.Choice)
    assert (kept.kind, kept.person_id) == (kind, small.people["102"])
    assert "Switch on again" not in visit(installation, person="103").press(PAGE).text
    assert status(mine.press(CHOICE, kind=kind, decision="in")).startswith("Switched on again: ")
    mine.press(CHOICE, kind=kind, decision="in")
    assert rows(installation, choices.Choice) == []
    assert actions(installation) == ["opted out", "opted in again"]


@pytest.mark.parametrize(
    "sent", [{}, {"kind": "all", "decision": "out"}, {"kind": "history", "decision": "maybe"}]
)
def test_a_choice_that_does_not_exist_is_refused(
    installation: Installation, small: Small, sent: dict[str, str]
) -> None:
    page = visit(installation).press(CHOICE, **sent)
    assert (page.status_code, code_of(page)) == (400, "bad-request")


def test_who_opted_out_of_learning_reads_so_above_the_list(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    mine.press(CHOICE, kind="history", decision="out")
    page = mine.press("/learn/")
    assert "You opted out of learning from finished courses" in page.text
    assert "There is not enough history here yet" not in page.text
    assert "There is not enough history here yet" in visit(installation, person="103").page.text
