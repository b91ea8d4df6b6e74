"""What a check of a site's connection found, Moodle's version, and when people were hired

Revision: c90a7d35e2b1, after f2a9c4d7b153
"""

import sqlalchemy as sa
from alembic import op

revision = "c90a7d35e2b1"
down_revision = "f2a9c4d7b153"
branch_labels = None
depends_on = None


def upgrade() -> None:
    checkup = sa.Column("checkup", sa.JSON(), server_default="{}", nullable=False)
    op.add_column("sites", checkup)
    op.add_column("sites", sa.Column("release", sa.String(length=100), nullable=True))
    op.add_column("people", sa.Column("hired_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "hired_on")
    op.drop_column("sites", "release")
    op.drop_column("sites", "checkup")
