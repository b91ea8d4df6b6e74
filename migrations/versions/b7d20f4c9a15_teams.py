"""Teams: assignments at work, budgets for learning, wishes for more

Revision: b7d20f4c9a15, after 8d2f6b31c7a5
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "b7d20f4c9a15"
down_revision = "8d2f6b31c7a5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_people_site_id_manager"), "people", ["site_id", "manager"])
    op.create_table(
        "assignments",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("mode", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("done_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_assignments_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_assignments_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_assignments_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_assignments_site_id_id")),
    )
    op.create_index(
        op.f("ix_assignments_site_id_person_id"),
        "assignments",
        ["site_id", "person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assignments_site_id_state_asked_at"),
        "assignments",
        ["site_id", "state", "asked_at"],
        unique=False,
    )
    op.create_table(
        "budget_lines",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("whole_team", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("money", sa.Double(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_budget_lines_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_budget_lines_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_budget_lines_site_id_id")),
    )
    op.create_index(
        op.f("ix_budget_lines_site_id_person_id"),
        "budget_lines",
        ["site_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "budget_requests",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("money", sa.Double(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "line_id"],
            ["budget_lines.site_id", "budget_lines.id"],
            name=op.f("fk_budget_requests_site_id_line_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_budget_requests_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_budget_requests_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_requests")),
    )
    op.create_index(
        op.f("ix_budget_requests_site_id_asked_at"),
        "budget_requests",
        ["site_id", "asked_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_budget_requests_site_id_asked_at"), table_name="budget_requests")
    op.drop_table("budget_requests")
    op.drop_index(op.f("ix_budget_lines_site_id_person_id"), table_name="budget_lines")
    op.drop_table("budget_lines")
    op.drop_index(op.f("ix_assignments_site_id_state_asked_at"), table_name="assignments")
    op.drop_index(op.f("ix_assignments_site_id_person_id"), table_name="assignments")
    op.drop_table("assignments")
    op.drop_index(op.f("ix_people_site_id_manager"), table_name="people")
