"""What admins say of roles and their future: leaders' weight, the register, scenarios

Revision: c81d4e6fa927, after af9c74e12b7b
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "c81d4e6fa927"
down_revision = "af9c74e12b7b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roles", sa.Column("leader_weight", sa.Double()))
    op.add_column(
        "roles", sa.Column("unconfirmed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # What no admin wrote and nobody has signed is imported and unreviewed.
    roles = sa.table(
        "roles",
        sa.column("unconfirmed", sa.Boolean()),
        sa.column("origin", sa.String()),
        sa.column("reviewed_at"),
    )
    op.execute(
        roles.update()
        .where(roles.c.origin != "admin", roles.c.reviewed_at.is_(None))
        .values(unconfirmed=sa.true())
    )
    with op.batch_alter_table("role_triggers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("skill_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", base.UTCDateTime(timezone=True), nullable=True))
        batch_op.alter_column("role_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_role_triggers_site_id_skill_id"),
            "skills",
            ["site_id", "skill_id"],
            ["site_id", "id"],
            ondelete="CASCADE",
        )
    op.create_table(
        "scenarios",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("becomes_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "role_id"],
            ["roles.site_id", "roles.id"],
            name=op.f("fk_scenarios_site_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "becomes_id"],
            ["roles.site_id", "roles.id"],
            name=op.f("fk_scenarios_site_id_becomes_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_scenarios_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_scenarios_site_id_name")),
    )


def downgrade() -> None:
    op.drop_table("scenarios")
    op.execute("DELETE FROM role_triggers WHERE role_id IS NULL OR closed_at IS NOT NULL")
    with op.batch_alter_table("role_triggers", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_role_triggers_site_id_skill_id"), type_="foreignkey")
        batch_op.alter_column("role_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("closed_at")
        batch_op.drop_column("skill_id")
    op.drop_column("roles", "unconfirmed")
    op.drop_column("roles", "leader_weight")
