"""When people were hired

Revision: e71f5a90c3d8, after c8d3462b170a
"""

import sqlalchemy as sa
from alembic import op

revision = "e71f5a90c3d8"
down_revision = "c8d3462b170a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("hired_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "hired_on")
