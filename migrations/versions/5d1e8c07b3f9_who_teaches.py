"""Who teaches a course

Revision: 5d1e8c07b3f9, after a91c52e7d4b0
"""

import sqlalchemy as sa
from alembic import op

revision = "5d1e8c07b3f9"
down_revision = "a91c52e7d4b0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "enrolments",
        sa.Column("teaches", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("enrolments", "teaches")
