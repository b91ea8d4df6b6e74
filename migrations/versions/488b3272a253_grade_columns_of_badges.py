"""Grade columns of badges

Revision: 488b3272a253, after e71f5a90c3d8
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "488b3272a253"
down_revision = "e71f5a90c3d8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_columns",
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("line_item_url", sa.String(length=2000), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("asked_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "achievement_id"],
            ["achievements.site_id", "achievements.id"],
            name=op.f("fk_badge_columns_site_id_achievement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "registration_id"],
            ["registrations.site_id", "registrations.id"],
            name=op.f("fk_badge_columns_site_id_registration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_badge_columns_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_columns")),
        sa.UniqueConstraint(
            "site_id", "achievement_id", name=op.f("uq_badge_columns_site_id_achievement_id")
        ),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_badge_columns_site_id_id")),
    )
    op.create_table(
        "badge_grades",
        sa.Column("column_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.Double(), nullable=True),
        sa.Column("sent_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "column_id"],
            ["badge_columns.site_id", "badge_columns.id"],
            name=op.f("fk_badge_grades_site_id_column_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_badge_grades_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_badge_grades_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_grades")),
        sa.UniqueConstraint(
            "site_id",
            "column_id",
            "person_id",
            name=op.f("uq_badge_grades_site_id_column_id_person_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("badge_grades")
    op.drop_table("badge_columns")
