"""A badge may be earned again after one that went with what it stood on

Revision: a91c52e7d4b0, after 0343ac941ff1
"""

import sqlalchemy as sa
from alembic import op

revision = "a91c52e7d4b0"
down_revision = "0343ac941ff1"
branch_labels = None
depends_on = None

ONE = ["site_id", "achievement_id", "version", "person_id"]
BEFORE = "uq_badge_holders_site_id_achievement_id_version_person_id"
AFTER = "uq_badge_holders_one_of_each"


def upgrade() -> None:
    with op.batch_alter_table("badge_holders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undone", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_constraint(op.f(BEFORE), type_="unique")
        batch_op.create_unique_constraint(op.f(AFTER), [*ONE, "undone"])


def downgrade() -> None:
    op.execute("DELETE FROM badge_holders WHERE undone > 0")
    with op.batch_alter_table("badge_holders", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(AFTER), type_="unique")
        batch_op.create_unique_constraint(op.f(BEFORE), ONE)
        batch_op.drop_column("undone")
