"""Answers of the report builder: a report of how people are rated in competencies."""

from __future__ import annotations

from lti_plugin.demo.answers.competencies import id_number
from lti_plugin.demo.answers.parameters import Parameters
from lti_plugin.demo.answers.shapes import Json
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.tables import rows

NAME = "Ratings"
HEADERS = ("Username", "ID number", "Proficient", "Rating")
RATED = {"yes": ("Yes", "Competent"), "no": ("No", "Not yet competent")}


def data(moodle: LookAlike, given: Parameters, page_size: int) -> Json:
    """Return a page of rows; competencies come first, each with an empty person."""
    page, size = max(given.number("page", 0), 0), max(given.number("perpage", page_size), 1)
    skills = moodle.organisation.catalogue.skills
    numbers = {skill.name: id_number(skill) for skill in skills}
    found = [["", number, "", ""] for number in numbers.values()]
    for row in rows("competency_ratings"):
        person = moodle.organisation.personas_by_key[row["who"]]
        found.append([person.username, numbers[row["competency"]], *RATED[row["proficient"]]])
    here = found[page * size : (page + 1) * size]
    return {
        "headers": list(HEADERS),
        "rows": [{"columns": cells} for cells in here],
        "totalrowcount": len(found),
    }
