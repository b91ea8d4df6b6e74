"""Names on badge pages, and app codes of Moodle profiles

Revision: f2a9c4d7b153, after e3b8d1f06a27
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "f2a9c4d7b153"
down_revision = "e3b8d1f06a27"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "badge_holders",
        sa.Column("named", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "backpack_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_backpack_codes_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_backpack_codes_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backpack_codes")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_backpack_codes_secret_hash")),
    )
    op.create_index(
        op.f("ix_backpack_codes_site_id_person_id"),
        "backpack_codes",
        ["site_id", "person_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_backpack_codes_site_id_person_id"), table_name="backpack_codes")
    op.drop_table("backpack_codes")
    op.drop_column("badge_holders", "named")
