"""Competencies and ratings of Moodle, and who is adding a grade column

Revision: d2b7f4a9c618, after d17e6b40a9c3
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "d2b7f4a9c618"
down_revision = "d17e6b40a9c3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "competencies",
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("framework", sa.String(length=255), nullable=False),
        sa.Column("framework_number", sa.String(length=255), nullable=True),
        sa.Column("id_number", sa.String(length=255), nullable=True),
        sa.Column("scale_id", sa.String(length=20), nullable=True),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "skill_id"],
            ["skills.site_id", "skills.id"],
            name=op.f("fk_competencies_site_id_skill_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_competencies_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competencies")),
        sa.UniqueConstraint("site_id", "source_id", name=op.f("uq_competencies_site_id_source_id")),
    )
    op.add_column(
        "evidence",
        sa.Column("first_seen", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "resource_links",
        sa.Column("column_asked_at", base.UTCDateTime(timezone=True), nullable=True),
    )
    op.add_column("sites", sa.Column("ratings_report_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("sites", "ratings_report_id")
    op.drop_column("resource_links", "column_asked_at")
    op.drop_column("evidence", "first_seen")
    op.drop_table("competencies")
