"""What a check of a site's connection found, and Moodle's version

Revision: c90a7d35e2b1, after c81d4e6fa927
"""

import sqlalchemy as sa
from alembic import op

revision = "c90a7d35e2b1"
down_revision = "c81d4e6fa927"
branch_labels = None
depends_on = None


def upgrade() -> None:
    checkup = sa.Column("checkup", sa.JSON(), server_default="{}", nullable=False)
    op.add_column("sites", checkup)
    op.add_column("sites", sa.Column("release", sa.String(length=100), nullable=True))


def downgrade() -> None:
    op.drop_column("sites", "release")
    op.drop_column("sites", "checkup")
