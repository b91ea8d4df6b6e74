"""A customer's own skills.csv and roles.csv, with everything that goes wrong in them."""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import BadFile
from connectors.records import Notice, Rejected
from connectors.taxonomies.customer_rows import role_row
from connectors.taxonomies.records import Requirement, Role, Skill
from connectors.taxonomies.table import MOST_ROWS, ROLES, CustomerTaxonomy
from tests.connectors.taxonomies.packages import write

HEAD = "role,skill,level,importance"


def taxonomy(folder: Path, *, skills: str = "", roles: str = "") -> CustomerTaxonomy:
    """Return the reader of a folder with these files."""
    files = {"skills.csv": skills, "roles.csv": roles}
    return CustomerTaxonomy(write(folder, {name: text for name, text in files.items() if text}))


def test_a_skill_has_everything_that_its_row_says(tmp_path: Path) -> None:
    found = taxonomy(
        tmp_path,
        skills="id,uri,name,alternatives,kind,description,broader,collections,durable\n"
        "g,,Talking,,group,,,,\n"
        "s1,https://x.example/s1,Listen,hear; lend an ear,Attitude,<b>Ears</b>,g,Core;Green,yes\n"
        "s2,,Ask,,,,s1; g,,no\n",
    ).skills()
    assert list(found) == [
        Skill("g", "Talking", kind="group"),
        Skill(
            "https://x.example/s1",
            "Listen",
            ("hear", "lend an ear"),
            "attitude",
            "<b>Ears</b>",
            ("g",),
            frozenset({"core", "green", "durable"}),
        ),
        Skill("s2", "Ask", broader=("https://x.example/s1", "g")),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,,,,", "The column name is empty"),
        ("a,,Ask,magic,", "The column kind is none of skill, knowledge"),
        ("a,,Ask,,a", "broader than itself"),
        ("first,,Other,,", "already used in line 2"),
        (f"{'a' * 256},,Ask,,", "The column id is longer than 255"),
        (f"a,,Ask,,{'b;' * 3}{'c' * 256}", "The column broader is longer than 255"),
        ("a,,Аsk,,", "The column name mixes letters of several alphabets"),
        ("a,,Ask", "The row has 3 cells and the header 5"),
    ],
)
def test_a_bad_skill_is_reported_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    content = f"id,uri,name,kind,broader\nfirst,,One,,\n{row}\nlast,,Two,,\n"
    first, told, last = taxonomy(tmp_path, skills=content).skills()
    assert isinstance(first, Skill)
    assert isinstance(last, Skill)
    assert isinstance(told, Rejected)
    assert told.where == "skills.csv line 3"
    assert reason in told.reason


def test_a_name_that_two_skills_share_is_told(tmp_path: Path) -> None:
    found = list(taxonomy(tmp_path, skills="id,name\na,SQL\nb,ｓｑｌ\n").skills())
    assert [type(each) for each in found] == [Skill, Notice, Skill]


def test_a_skill_without_id_or_uri_is_known_by_its_name(tmp_path: Path) -> None:
    found = taxonomy(
        tmp_path,
        skills="name,uri,broader\nTalking,,\nAsking,https://x.example/ask,Talking\n"
        "Asking well,,Asking; Talking\n",
    ).skills()
    assert list(found) == [
        Skill("Talking", "Talking"),
        Skill("https://x.example/ask", "Asking", broader=("Talking",)),
        Skill("Asking well", "Asking well", broader=("Asking", "Talking")),
    ]


def test_without_ids_a_name_stands_for_one_skill_only(tmp_path: Path) -> None:
    first, told = taxonomy(tmp_path, skills="name\nTalking\nTalking\n").skills()
    assert isinstance(first, Skill)
    assert isinstance(told, Rejected)
    assert told == Rejected("skills.csv line 3", "The id or uri is already used in line 2.")


def test_the_file_of_roles_may_have_another_name(tmp_path: Path) -> None:
    write(tmp_path, {"roles.csv": f"{HEAD}\nWrong,x,1,1\n", "ours.csv": f"{HEAD}\nA,SQL,6,1\n"})
    found = CustomerTaxonomy(tmp_path, "ours.csv")
    assert [check.name for check in found.check()] == ["skills.csv", "ours.csv"]
    (told,) = found.requirements()
    assert isinstance(told, Rejected)
    assert told.where == "ours.csv line 2"
    assert list(CustomerTaxonomy(tmp_path, "none.csv").requirements()) == []


def test_a_role_is_put_together_from_its_rows(tmp_path: Path) -> None:
    found = taxonomy(
        tmp_path,
        roles=f"{HEAD},family,role_level,leader,valid_from,uri,alternatives,outlook,description\n"
        "Analyst,SQL,3,0.8,Data,2,no,,https://x.example/a,,,\n"
        "analyst,SQL,4,,,,,2027-01-31,,Data person;Number cruncher,growing,Counts\n"
        "Head of Data,,,,Data,5,yes,,,,,\n",
    )
    assert list(found.roles()) == [
        Role(
            "Analyst",
            "Data",
            2,
            False,
            "https://x.example/a",
            ("Data person", "Number cruncher"),
            "Counts",
            "growing",
        ),
        Role("Head of Data", "Data", 5, leader=True),
    ]
    assert list(found.requirements()) == [
        Requirement("Analyst", "SQL", 3.0, 0.8),
        Requirement("Analyst", "SQL", 4.0, 1.0, date(2027, 1, 31)),
    ]


def test_rows_that_contradict_each_other_are_told_and_the_first_stays(tmp_path: Path) -> None:
    content = f"{HEAD},family,role_level\nA,x,1,1,Data,1\nA,y,1,1,Design,1\n"
    notice, role = taxonomy(tmp_path, roles=content).roles()
    assert isinstance(notice, Notice)
    assert (notice.where, "family" in notice.reason) == ("roles.csv line 3", True)
    assert isinstance(role, Role)
    assert role.family == "Data"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,SQL,5.1,1,,,", "The column level is out of range: '5.1' (0 to 5 is meant)."),
        ("A,SQL,-1,1,,,", "The column level is out of range"),
        ("A,SQL,good,1,,,", "The column level is not a number: 'good'"),
        ("A,SQL,nan,1,,,", "The column level is not a number"),
        ("A,SQL,,1,,,", "The column level is empty."),
        ("A,SQL,3,1.5,,,", "The column importance is out of range: '1.5' (0 to 1 is meant)."),
        ("A,SQL,3,1,2027-02-30,,", "The column valid_from is not a date such as"),
        ("A,SQL,3,1,1066-10-14,,", "The column valid_from is out of range"),
        ("A,SQL,3,1,,2.5,", "The column role_level is not a whole number"),
        ("A,SQL,3,1,,,perhaps", "The column leader is neither yes nor no"),
        ("A,,3,,,,", "the column skill is empty"),
        (",SQL,3,1,,,", "The column role is empty."),
        ("A,ЅQL,3,1,,,", "The column skill mixes letters of several alphabets in one word"),
        ("Аnalyst,SQL,3,1,,,", "only look alike: 'Аnalyst'."),
        (f"{'A' * 256},SQL,3,1,,,", "The column role is longer than 255"),
        ("first,  sql ,3,1,,,", "asks for this skill in line 2 already"),
    ],
)
def test_a_bad_requirement_is_reported_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    content = f"{HEAD},valid_from,role_level,leader\nFirst,SQL,3,1,,,\n{row}\nLast,SQL,3,1,,,\n"
    first, told, last = taxonomy(tmp_path, roles=content).requirements()
    assert isinstance(first, Requirement)
    assert isinstance(last, Requirement)
    assert isinstance(told, Rejected)
    assert told.where == "roles.csv line 3"
    assert reason in told.reason


def test_an_unknown_column_is_told_once(tmp_path: Path) -> None:
    found = taxonomy(tmp_path, roles=f"{HEAD},colour\nA,SQL,3,1,red\n")
    assert [type(each) for each in found.roles()] == [Role]
    notice, _ = found.requirements()
    assert isinstance(notice, Notice)
    assert "'colour'" in notice.reason


def test_check_and_reading_refuse_a_file_without_its_columns(tmp_path: Path) -> None:
    found = taxonomy(tmp_path, roles="job,skill\nA,SQL\n")
    skills, roles = found.check()
    assert skills.ok
    assert "roles.csv lacks the column role and the column level" in roles.hint
    with pytest.raises(BadFile, match="lacks the column role"):
        list(found.requirements())
    assert list(found.skills()) == []


def test_more_rows_than_make_sense_are_refused_at_their_line(tmp_path: Path) -> None:
    content = "id,name\n" + "".join(f"{n},name {n}\n" for n in range(MOST_ROWS))
    found = taxonomy(tmp_path, skills=content)
    assert len(list(islice(found.skills(), 5))) == 5
    (tmp_path / "skills.csv").write_text(content + "x,one more\n")
    with pytest.raises(BadFile, match=r"skills.csv has more than 200,000 rows \(line 200002\)"):
        list(found.skills())


@given(st.fixed_dictionaries({n: st.text(max_size=8) for n in (*ROLES.required, *ROLES.optional)}))
def test_any_row_is_read_or_refused_with_a_reason(row: dict[str, str]) -> None:
    found, reason = None, ""
    try:
        found = role_row(row)
    except ValueError as error:
        reason = str(error)
    assert (found is None) == reason.endswith(".")
    if found is not None and found.requirement is not None:
        assert 0 <= found.requirement.level <= 5
        assert 0 <= found.requirement.importance <= 1
