"""A small folder of CSV files for imports, each file given as its text."""

from __future__ import annotations

from pathlib import Path

COURSES = """\
id,title,category,skills,level,prerequisites,language
sql-1,SQL basics,Data,SQL:2,Foundations,,en
sql-2,SQL in depth,Data,SQL:4:2;Statistics,Advanced,sql-1,en
py-1,Python,Code,,,,de
"""
LEARNERS = """\
id,name,username,role,target_role,department,manager_id,language
e1,Ana Ruiz,ana,Analyst,Engineer,Finance,e3,es
e2,Tom Berg,tom,,,,,
e3,Li Wei,li,Manager,,Finance,,
"""
COMPLETIONS = """\
learner_id,course_id,completed_at,progress
e1,sql-1,2025-06-27,
e2,sql-1,2025-07-01,
e2,sql-2,,40
"""


def write(
    folder: Path, courses: str = COURSES, learners: str = LEARNERS, completions: str = COMPLETIONS
) -> Path:
    """Write the three files that every folder has."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "courses.csv").write_text(courses, encoding="utf-8")
    (folder / "learners.csv").write_text(learners, encoding="utf-8")
    (folder / "completions.csv").write_text(completions, encoding="utf-8")
    return folder
