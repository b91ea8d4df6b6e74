"""Portfolio: pieces of work, what they claim, links that show them

Revision: 4e8a17c3d5f2, after a41f0c7d93e6
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "4e8a17c3d5f2"
down_revision = "a41f0c7d93e6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portfolio_items",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_portfolio_items_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_portfolio_items_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_items")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_portfolio_items_site_id_id")),
    )
    op.create_index(
        op.f("ix_portfolio_items_site_id_person_id"),
        "portfolio_items",
        ["site_id", "person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_portfolio_items_site_id_state_changed_at"),
        "portfolio_items",
        ["site_id", "state", "changed_at"],
        unique=False,
    )
    op.create_table(
        "portfolio_claims",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("claimed", sa.Double(), nullable=False),
        sa.Column("verdict", sa.Double(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "item_id"],
            ["portfolio_items.site_id", "portfolio_items.id"],
            name=op.f("fk_portfolio_claims_site_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_portfolio_claims_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "skill_id"],
            ["skills.site_id", "skills.id"],
            name=op.f("fk_portfolio_claims_site_id_skill_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_portfolio_claims_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_claims")),
        sa.UniqueConstraint(
            "site_id",
            "item_id",
            "skill_id",
            name=op.f("uq_portfolio_claims_site_id_item_id_skill_id"),
        ),
    )
    op.create_table(
        "portfolio_shares",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("with_name", sa.Boolean(), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_portfolio_shares_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_portfolio_shares_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_shares")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_portfolio_shares_secret_hash")),
    )
    op.create_index(
        op.f("ix_portfolio_shares_site_id_person_id"),
        "portfolio_shares",
        ["site_id", "person_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_portfolio_shares_site_id_person_id"), table_name="portfolio_shares")
    op.drop_table("portfolio_shares")
    op.drop_table("portfolio_claims")
    op.drop_index(op.f("ix_portfolio_items_site_id_state_changed_at"), table_name="portfolio_items")
    op.drop_index(op.f("ix_portfolio_items_site_id_person_id"), table_name="portfolio_items")
    op.drop_table("portfolio_items")
