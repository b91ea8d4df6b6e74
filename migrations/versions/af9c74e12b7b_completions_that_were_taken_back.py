"""Completions that were taken back

Revision: af9c74e12b7b, after 488b3272a253
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "af9c74e12b7b"
down_revision = "488b3272a253"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "completions",
        sa.Column("told_of", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "completions",
        sa.Column("withdrawn_at", base.UTCDateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("completions", "withdrawn_at")
    op.drop_column("completions", "told_of")
