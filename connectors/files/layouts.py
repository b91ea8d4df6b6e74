"""The files of the folder and their columns."""

from connectors.files.table import Layout

COURSES = Layout(
    "courses.csv",
    required=("id", "title"),
    optional=(
        "category",
        "skills",
        "level",
        "mode",
        "duration_minutes",
        "cost",
        "language",
        "summary",
        "prerequisites",
        "visible",
        "reviewed_at",
    ),
)
LEARNERS = Layout(
    "learners.csv",
    required=("id",),
    optional=(
        "name",
        "email",
        "username",
        "role",
        "target_role",
        "department",
        "manager_id",
        "language",
    ),
)
COMPLETIONS = Layout(
    "completions.csv",
    required=("learner_id", "course_id", "completed_at"),
    optional=("grade", "progress"),
)
COURSE_FEATURES = Layout(
    "course_features.csv", required=("course_id", "feature"), optional=("weight",), needed=False
)
LEARNER_FEATURES = Layout(
    "learner_features.csv", required=("learner_id", "feature"), optional=("weight",), needed=False
)
EVIDENCE = Layout(
    "evidence.csv",
    required=("learner_id", "skill", "level", "source"),
    optional=("date", "note", "expires", "url"),
    needed=False,
)
ALL = (COURSES, LEARNERS, COMPLETIONS, COURSE_FEATURES, LEARNER_FEATURES, EVIDENCE)
