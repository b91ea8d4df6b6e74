"""Files of pieces of work

Revision: c5f1a83e7d24, after d2b7f4a9c618
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "c5f1a83e7d24"
down_revision = "d2b7f4a9c618"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portfolio_files",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "item_id"],
            ["portfolio_items.site_id", "portfolio_items.id"],
            name=op.f("fk_portfolio_files_site_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_portfolio_files_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_portfolio_files_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_files")),
        sa.UniqueConstraint("site_id", "item_id", name=op.f("uq_portfolio_files_site_id_item_id")),
    )
    op.create_index(
        op.f("ix_portfolio_files_site_id_person_id"),
        "portfolio_files",
        ["site_id", "person_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_portfolio_files_site_id_person_id"), table_name="portfolio_files")
    op.drop_table("portfolio_files")
