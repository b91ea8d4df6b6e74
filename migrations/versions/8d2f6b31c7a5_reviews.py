"""When what a course teaches last changed: an older review is then out of date

Revision: 8d2f6b31c7a5, after 4e8a17c3d5f2
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "8d2f6b31c7a5"
down_revision = "4e8a17c3d5f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("skills_changed_at", base.UTCDateTime(timezone=True), nullable=True)
    op.add_column("courses", column)


def downgrade() -> None:
    op.drop_column("courses", "skills_changed_at")
