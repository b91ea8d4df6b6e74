"""How much it may count at a site that a course is popular

Revision: e3b90d5a6f18, after c5f1a83e7d24
"""

import sqlalchemy as sa
from alembic import op

revision = "e3b90d5a6f18"
down_revision = "c5f1a83e7d24"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added as it stands: SQLite would otherwise make the table anew and empty what refers to it.
    column = sa.Column("popularity", sa.String(length=20), server_default="learned", nullable=False)
    op.add_column("sites", column)


def downgrade() -> None:
    op.drop_column("sites", "popularity")
