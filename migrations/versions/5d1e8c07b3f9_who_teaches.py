"""Who teaches a course

Revision: 5d1e8c07b3f9, after 0343ac941ff1
"""

import sqlalchemy as sa
from alembic import op

revision = "5d1e8c07b3f9"
down_revision = "0343ac941ff1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "enrolments",
        sa.Column("teaches", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("enrolments", "teaches")
