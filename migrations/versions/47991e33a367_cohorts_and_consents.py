"""Cohorts, what is wished for them, consents, and when progress in a course changed

Revision: 47991e33a367, after f2a9c4d7b153
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "47991e33a367"
down_revision = "f2a9c4d7b153"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohort_steps",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("gain", sa.Double(), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_cohort_steps_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_cohort_steps_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_cohort_steps_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_steps")),
        sa.UniqueConstraint(
            "site_id",
            "person_id",
            "course_id",
            name=op.f("uq_cohort_steps_site_id_person_id_course_id"),
        ),
    )
    op.create_index(
        op.f("ix_cohort_steps_site_id_course_id"),
        "cohort_steps",
        ["site_id", "course_id"],
        unique=False,
    )

    op.create_table(
        "cohort_wishes",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("spread", sa.Boolean(), nullable=False),
        sa.Column("set_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_cohort_wishes_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_cohort_wishes_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_wishes")),
        sa.UniqueConstraint(
            "site_id", "course_id", name=op.f("uq_cohort_wishes_site_id_course_id")
        ),
    )
    op.create_table(
        "cohorts",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("required", sa.Double(), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("gain", sa.Double(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("departments", sa.Integer(), nullable=False),
        sa.Column("made_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "after_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_cohorts_site_id_after_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_cohorts_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "skill_id"],
            ["skills.site_id", "skills.id"],
            name=op.f("fk_cohorts_site_id_skill_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_cohorts_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_cohorts_site_id_id")),
    )
    op.create_index(
        op.f("ix_cohorts_site_id_after_id"), "cohorts", ["site_id", "after_id"], unique=False
    )
    op.create_index(
        op.f("ix_cohorts_site_id_course_id"), "cohorts", ["site_id", "course_id"], unique=False
    )

    op.create_table(
        "consents",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("given_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_consents_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_consents_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint(
            "site_id", "person_id", "kind", name=op.f("uq_consents_site_id_person_id_kind")
        ),
    )
    op.create_table(
        "cohort_members",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "cohort_id"],
            ["cohorts.site_id", "cohorts.id"],
            name=op.f("fk_cohort_members_site_id_cohort_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_cohort_members_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_cohort_members_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_cohort_members_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_members")),
        sa.UniqueConstraint(
            "site_id",
            "cohort_id",
            "person_id",
            name=op.f("uq_cohort_members_site_id_cohort_id_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_cohort_members_site_id_person_id"),
        "cohort_members",
        ["site_id", "person_id"],
        unique=False,
    )

    op.add_column(
        "enrolments", sa.Column("moved_at", base.UTCDateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("enrolments", "moved_at")

    op.drop_index(op.f("ix_cohort_members_site_id_person_id"), table_name="cohort_members")

    op.drop_table("cohort_members")
    op.drop_table("consents")
    op.drop_index(op.f("ix_cohorts_site_id_course_id"), table_name="cohorts")
    op.drop_index(op.f("ix_cohorts_site_id_after_id"), table_name="cohorts")

    op.drop_table("cohorts")
    op.drop_table("cohort_wishes")
    op.drop_index(op.f("ix_cohort_steps_site_id_course_id"), table_name="cohort_steps")

    op.drop_table("cohort_steps")
