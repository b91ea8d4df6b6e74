"""The L&D admin's pages about roles and their future: rows 3, 7, 17, 22, 30, 33, 34 and 37."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lti_plugin.store import roles
from lti_plugin.store.base import now
from lti_plugin.store.people import Person
from recommender.skills.evidence import ASSESSMENT
from tests.support.admin_pages import plain, sheet, table
from tests.support.audited import hire
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.occupations import imported, taxonomy
from tests.support.reading import answer_of
from tests.support.statements import repeated, statements

ROLES = "/admin/roles"
SOON = now().date() + timedelta(days=200)


def form(page: Any) -> dict[str, Any]:
    """Return the fields of the form of a role, as a browser would send them."""
    text = page.text[page.text.index('class="lines"') :]
    text = text[: text.index("</form>")]
    found: dict[str, Any] = {}
    for tag, inner in re.findall(r"<(input[^>]*)>|(<select.*?</select>)", text, re.DOTALL):
        name = re.search(r'name="(\w+)"', tag or inner)
        if name is None or ('type="checkbox"' in tag and " checked" not in tag):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        chosen = re.search(r'value="([^"]*)" selected', inner)
        first = re.search(r'value="([^"]*)"', inner)
        picked = value or chosen or first
        found.setdefault(name[1], []).append(picked[1] if picked else "")
    found["alternatives"] = found["description"] = ""
    return found


def test_row_03_a_role_is_written_for_now_and_later_and_signed(goals: Goals, admin: Visit) -> None:
    for skill in ("SQL", "Telling", "Filing"):
        goals.skill(skill)
    made = admin.press(f"{ROLES}/add", name="Analyst", family="Data")
    assert answer_of(made) == "Analyst is a draft: nobody has signed it."
    (role_id,) = [row["id"] for row in _roles(goals)]
    fields = form(made) | {
        "skill": ["SQL", "Filing", "Telling"],
        "now": ["2", "2", "0"],
        "now_importance": ["1", "0.5", ""],
        "later": ["4", "0", "3"],
        "later_importance": ["1", "", "0.5"],
        "since": [SOON.isoformat()] * 3,
        "leader": "1",
        "leader_weight": "2,5",
    }
    kept = admin.press(f"{ROLES}/{role_id}/keep", **fields)
    assert kept.status_code == 200, plain(kept.text)
    rows = {each["Skill"]: each for each in table(kept, "profile")}
    assert rows["SQL"]["Today"] == "basic, matters 100%"
    assert {name: each["Change"].split()[0] for name, each in rows.items()} == {
        "SQL": "raised",
        "Telling": "added",
        "Filing": "dropped",
    }
    assert "2.5 times as much" in plain(kept.text)
    again = admin.press(f"{ROLES}/{role_id}/keep", **form(kept))  # as it stands
    assert table(again, "profile") == table(kept, "profile")
    signed = admin.press(f"{ROLES}/{role_id}/sign", by="Ada, Data", seen=form(again)["seen"])
    assert answer_of(signed).startswith("Analyst is signed by Ada, Data on")
    seen = form(signed)["seen"]
    given = {"kind": "ends", "source": "Plan 2027", "by": "Ada", "seen": seen}
    wrong = admin.press(f"{ROLES}/{role_id}/outlook", **given)
    assert wrong.status_code == 400
    told = admin.press(f"{ROLES}/{role_id}/outlook", **given, ends_on=SOON.isoformat())
    assert "ends on" in plain(told.text)
    whole = plain(told.text)
    assert "The profile of “Analyst” was signed by Ada, Data." in whole
    lines = sheet(admin.press(f"{ROLES}/{role_id}/csv"))
    assert [(each["skill"], each["level"]) for each in lines if each["valid_from"]] == [
        ("Filing", "2.0"),
        ("SQL", "4.0"),
        ("Telling", "3.0"),
    ]


def _roles(goals: Goals) -> list[dict[str, Any]]:
    with goals.database.reading() as session:
        found = roles.of_site(session, goals.site.id)
        return [{"id": row.id, "name": row.name} for row in found]


def test_two_admins_who_change_one_role_lose_nothing(
    goals: Goals, admin: Visit, installation: Installation
) -> None:
    role_id = goals.role("Analyst", {"SQL": 3})
    other = visit(installation, "admin", "51")
    mine, theirs = (form(each.press(f"{ROLES}/{role_id}")) for each in (admin, other))
    first = admin.press(f"{ROLES}/{role_id}/keep", **mine | {"family": "Insight"})
    assert first.status_code == 200
    second = other.press(f"{ROLES}/{role_id}/keep", **theirs | {"name": "Number person"})
    assert second.status_code == 409
    assert "Somebody has changed this role since you opened it." in plain(second.text)
    assert form(second)["name"] == ["Number person"]  # what they typed is still there
    assert "Insight" in plain(second.text)  # beside what stands there now
    third = other.press(f"{ROLES}/{role_id}/keep", **form(second))
    assert third.status_code == 200
    assert _roles(goals)[0]["name"] == "Number person"


def test_roles_are_filtered_in_the_address_and_given_out(goals: Goals, admin: Visit) -> None:
    goals.role("=Analyst", {"SQL": 3}, reviewed_at=now(), reviewed_by="Ada", family="Data")
    goals.role("Clerk", {"SQL": 3}, unconfirmed=True, origin="file")
    goals.sign("Clerk", 200, outlook="shrinking")
    hire(goals, "Clerk", "Office")
    page = admin.press(ROLES)
    assert "imported, unreviewed" in plain(page.text)
    assert "outlook out of date" in plain(page.text)
    some = admin.press(ROLES, holders="some", outlook="outdated")
    assert answer_of(some) == "1 role fits."
    assert "holders=some" in some.text
    assert "outlook=outdated" in some.text
    rows = sheet(admin.press(f"{ROLES}/csv"))
    assert [each["role"] for each in rows] == ["'=Analyst", "Clerk"]
    assert rows[1]["profile"] == "imported"
    assert sheet(admin.press(f"{ROLES}/csv", state="signed"))[0]["signed_by"] == "Ada"
    assert admin.press(ROLES, state="odd").status_code == 400


def test_a_role_is_removed_with_a_way_back_and_learners_are_told(
    goals: Goals, admin: Visit, installation: Installation
) -> None:
    role_id = goals.role("Clerk", {"SQL": 3})
    hire(goals, "Clerk", "Office")
    learner = visit(installation, "learner", "60")
    learner.press("/learn/way/aim", role="Clerk")
    page = admin.press(f"{ROLES}/{role_id}")
    assert "1 person has it" in plain(page.text)
    assert "1 person aims at it" in plain(page.text)
    late = admin.press(f"{ROLES}/{role_id}/remove", seen="something else")
    assert late.status_code == 409
    done = admin.press(f"{ROLES}/{role_id}/remove", seen=form(page)["seen"])
    assert "“Clerk” is removed." in plain(done.text)
    assert "Undo" in plain(done.text)
    for address in ("/learn/way", "/learn/path", "/learn/roles"):
        told = plain(learner.press(address).text)
        assert "You aimed at “Clerk”. Your L&D team has removed that role" in told, address
    assert admin.press(f"{ROLES}/{role_id}").status_code == 404
    back = admin.press(f"{ROLES}/restore", role=str(role_id))
    assert "The role “Clerk” was brought back." in plain(back.text)
    assert "removed that role" not in plain(learner.press("/learn/way").text)
    assert admin.press(f"{ROLES}/restore", role="odd").status_code == 400


def test_an_occupation_is_looked_at_and_taken_over(goals: Goals, admin: Visit) -> None:
    empty = admin.press(f"{ROLES}/drafts")
    assert "fingerpost skills import esco DIR" in plain(empty.text)
    imported(goals.database, goals.site, taxonomy({"baker": {"bake bread": 3.0, "count": None}}))
    found = admin.press(f"{ROLES}/drafts", q="BAKE")
    assert answer_of(found) == "1 occupation fits."
    uri = re.search(r'name="uri" value="([^"]*)"', found.text)
    assert uri is not None
    look = admin.press(f"{ROLES}/drafts/look", uri=uri[1])
    assert "Bake bread" in plain(look.text)
    assert _roles(goals) == []
    taken = admin.press(f"{ROLES}/drafts/take", uri=uri[1], name="Bread baker")
    assert answer_of(taken) == "Bread baker is imported and unreviewed: read it, then sign it."
    again = admin.press(f"{ROLES}/drafts/take", uri=uri[1], name="bread BAKER")
    assert again.status_code == 400
    assert admin.press(f"{ROLES}/drafts/look", uri="nowhere").status_code == 404


def test_row_07_a_redundancy_turns_its_holders_and_names_the_trigger(
    goals: Goals, admin: Visit, installation: Installation
) -> None:
    goals.role("Clerk", {"Filing": 3})
    goals.sign("Clerk")
    learner = visit(installation)
    with goals.database.writing() as session:
        me = session.scalars(select(Person).where(Person.role.is_(None))).all()[-1]
        me.role, person = "Clerk", me.id
    goals.knows(person, {"Filing": 4}, ASSESSMENT)
    entered = admin.press(
        f"{ROLES}/triggers/keep",
        kind="redundancy",
        role="clerk",
        on=SOON.isoformat(),
        source="Board",
        note="Filing is scanned",
    )
    assert "By itself it changes the suggestion of 1 of 1 (1: Turn to another role)." in plain(
        entered.text
    )
    with goals.database.reading() as session:
        (row,) = roles.triggers(session, goals.site.id)
    way = visit(installation).press("/learn/way")
    assert learner.page.status_code == 200
    assert "becomes redundant" in plain(way.text)
    rows = sheet(admin.press(f"{ROLES}/triggers/csv"))
    assert (rows[0]["type"], rows[0]["role"], rows[0]["suggestions_changed"]) == (
        *("redundancy", "Clerk", "1"),
    )
    closed = admin.press(f"{ROLES}/triggers/close", trigger=row.id)
    assert "It is closed and counts no more." in plain(closed.text)
    assert "becomes redundant" not in plain(visit(installation).press("/learn/way").text)
    shown = admin.press(f"{ROLES}/triggers", closed="1")
    assert "closed on" in plain(shown.text)
    goals.sign("Clerk", days_ago=200)
    unheard = admin.press(f"{ROLES}/triggers/close", trigger=row.id, again="1")
    assert "so no rule looks at this" in plain(unheard.text)
    for wrong in ({"role": "Nobody"}, {"skill": "Nothing"}, {"role": "Clerk", "on": "soon"}):
        refused = admin.press(f"{ROLES}/triggers/keep", kind="upgrade", **wrong)
        assert refused.status_code == 400


def test_another_sites_role_is_not_there(admin: Visit) -> None:
    strange = UUID(int=7)
    for path in (f"{strange}", f"{strange}/hiring", f"scenarios/{strange}", f"{strange}/csv"):
        assert admin.press(f"{ROLES}/{path}").status_code == 404


def test_the_pages_ask_a_few_times_however_many_roles_there_are(
    goals: Goals, admin: Visit, installation: Installation
) -> None:
    for number in range(6):
        role_id = goals.role(f"Role {number}", {f"Skill {n}": 3 for n in range(4)}, family="F")
        goals.sign(f"Role {number}")
        goals.happens(f"Role {number}", "redundancy", SOON)
        for _ in range(3):
            goals.knows(hire(goals, f"Role {number}", "Office"), {"Skill 1": 2.0}, ASSESSMENT)
    pages = ("", "/triggers", "/priorities", "/pipeline", f"/{role_id}")
    for page in pages:
        admin.press(ROLES + page)
        with statements(installation) as found:
            assert admin.press(ROLES + page).status_code == 200
        assert repeated(found) == {}, page
        assert sum(found.values()) <= 25, page


def test_row_22_the_return_of_a_training_is_a_range_with_every_assumption(admin: Visit) -> None:
    empty = admin.press(f"{ROLES}/return")
    assert answer_of(empty).startswith("Nobody has entered yet")
    given = {"about": "SQL", "by": "Ada", "people_base": "10", "people_source": "List"}
    given |= {
        "fees_base": "1000",
        "fees_source": "Invoice\r\nof May",
        "hires_base": "2",
        "hires_source": "HR",
    }
    given |= {"cost_per_hire_base": "10000", "cost_per_hire_source": "=HR"}
    none = admin.press(f"{ROLES}/return/keep", **given)
    assert answer_of(none).startswith("SQL: Some figures are missing")
    assert "which share is credited to the training" in plain(none.text)
    given |= {"credited_base": "60", "credited_low": "50", "credited_high": "70"}
    refused = admin.press(f"{ROLES}/return/keep", **given)
    assert refused.status_code == 400
    assert "Say where each figure comes from." in plain(refused.text)
    assert 'value="60"' in refused.text  # what was typed is still there
    given |= {"credited_source": "Managers"}
    kept = admin.press(f"{ROLES}/return/keep", **given)
    assert answer_of(kept) == (
        "SQL: It is open whether it pays: of each 100 spent, likely 120 come back (53 to 252)."
    )
    assert "It returns its cost from 50% on" in plain(kept.text)
    assert table(kept, "results")[-1] == {
        "Result": "Return",
        "At least": "-47%",
        "Likely": "20%",
        "At most": "152%",
    }
    assert 'id="moves"' in kept.text
    assert ">Invoice of May</textarea>" in kept.text
    rows = sheet(admin.press(f"{ROLES}/return/csv"))
    assert {each["figure"] for each in rows if each["kind"] == "assumption"} == {
        *("people", "fees", "hires", "cost_per_hire", "credited")
    }
    assert next(each for each in rows if each["figure"] == "cost_per_hire")["source"].startswith(
        "'="
    )
    other = admin.press(
        f"{ROLES}/return/keep", **given | {"credited_low": "59", "credited_high": "61"}
    )
    assert answer_of(other) != answer_of(kept)
    for wrong in ({"fees_base": "x"}, {"credited_base": "101"}, {"by": " "}, {"fees_low": "2000"}):
        assert admin.press(f"{ROLES}/return/keep", **given | wrong).status_code == 400, wrong
    assert answer_of(admin.press(f"{ROLES}/return")) == answer_of(other)
