"""What is asked of the L&D team, of several kinds

Revision: b072a241a054, after 47991e33a367
"""

import sqlalchemy as sa
from alembic import op

revision = "b072a241a054"
down_revision = "47991e33a367"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("details", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("accepted", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_column("accepted")
        batch_op.drop_column("details")
