"""What a hire costs and what indices say of a role; whether a course can still be entered

Revision: d17e6b40a9c3, after b7d20f4c9a15
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "d17e6b40a9c3"
down_revision = "b7d20f4c9a15"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "role_figures",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("cost_per_hire", sa.Double(), nullable=True),
        sa.Column("days_to_hire", sa.Double(), nullable=True),
        sa.Column("hour_cost", sa.Double(), nullable=True),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("entered_by", sa.String(length=255), nullable=False),
        sa.Column("entered_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "role_id"],
            ["roles.site_id", "roles.id"],
            name=op.f("fk_role_figures_site_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_role_figures_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_figures")),
        sa.UniqueConstraint("site_id", "role_id", name=op.f("uq_role_figures_site_id_role_id")),
    )
    op.create_table(
        "role_indices",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("percentile", sa.Double(), nullable=True),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "role_id"],
            ["roles.site_id", "roles.id"],
            name=op.f("fk_role_indices_site_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_role_indices_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_indices")),
        sa.UniqueConstraint(
            "site_id", "role_id", "name", name=op.f("uq_role_indices_site_id_role_id_name")
        ),
    )
    op.add_column(
        "courses",
        sa.Column("enrolable", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column("courses", sa.Column("ends_at", base.UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("courses", "ends_at")
    op.drop_column("courses", "enrolable")
    op.drop_table("role_indices")
    op.drop_table("role_figures")
