"""catalogue files

Revision: 7e2c90b4d5f1, after 6964bb6f1ebc
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "7e2c90b4d5f1"
down_revision = "6964bb6f1ebc"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_files",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("bad", sa.JSON(), nullable=False),
        sa.Column("sent_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_catalogue_files_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_files")),
    )


def downgrade() -> None:
    op.drop_table("catalogue_files")
