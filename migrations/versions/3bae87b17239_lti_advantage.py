"""LTI Advantage: registration, services, roles, paths, key rotation

Revision: 3bae87b17239, after 9b63fe2f1992
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "3bae87b17239"
down_revision = "9b63fe2f1992"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paths",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=255), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("started_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_paths_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_paths_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paths")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_paths_site_id_id")),
        sa.UniqueConstraint(
            "site_id", "person_id", "role", name=op.f("uq_paths_site_id_person_id_role")
        ),
    )
    op.create_table(
        "resource_links",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("resource_link_id", sa.String(length=255), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column("view", sa.String(length=20), nullable=True),
        sa.Column("role", sa.String(length=255), nullable=True),
        sa.Column("item", sa.String(length=36), nullable=True),
        sa.Column("memberships_url", sa.String(length=2000), nullable=True),
        sa.Column("line_items_url", sa.String(length=2000), nullable=True),
        sa.Column("line_item_url", sa.String(length=2000), nullable=True),
        sa.Column("seen_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "registration_id"],
            ["registrations.site_id", "registrations.id"],
            name=op.f("fk_resource_links_site_id_registration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_resource_links_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_links")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_resource_links_site_id_id")),
        sa.UniqueConstraint(
            "site_id",
            "registration_id",
            "deployment_id",
            "resource_link_id",
            name=op.f("uq_resource_links_site_id_registration_id_deployment_id_resource_link_id"),
        ),
    )
    op.create_table(
        "role_overrides",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("set_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_role_overrides_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_role_overrides_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_overrides")),
        sa.UniqueConstraint(
            "site_id", "person_id", name=op.f("uq_role_overrides_site_id_person_id")
        ),
    )
    op.create_table(
        "path_grades",
        sa.Column("path_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("resource_link_id", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.Double(), nullable=True),
        sa.Column("sent_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "path_id"],
            ["paths.site_id", "paths.id"],
            name=op.f("fk_path_grades_site_id_path_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_path_grades_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "resource_link_id"],
            ["resource_links.site_id", "resource_links.id"],
            name=op.f("fk_path_grades_site_id_resource_link_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_path_grades_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_grades")),
        sa.UniqueConstraint(
            "site_id",
            "path_id",
            "resource_link_id",
            name=op.f("uq_path_grades_site_id_path_id_resource_link_id"),
        ),
    )
    # Added as they stand: SQLite would otherwise make each table anew and empty what refers to it.
    op.add_column(
        "one_time_links",
        sa.Column("purpose", sa.String(length=20), server_default="enter", nullable=False),
    )
    op.add_column("registrations", sa.Column("scopes", sa.JSON(), nullable=True))
    op.add_column(
        "registrations", sa.Column("last_launch_at", base.UTCDateTime(timezone=True), nullable=True)
    )
    op.add_column("registrations", sa.Column("last_error", sa.String(length=60), nullable=True))
    op.add_column(
        "registrations", sa.Column("last_error_at", base.UTCDateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "signing_keys", sa.Column("withdrawn_at", base.UTCDateTime(timezone=True), nullable=True)
    )
    op.add_column("sites", sa.Column("roles", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("sites", "roles")
    op.drop_column("signing_keys", "withdrawn_at")
    for column in ("last_error_at", "last_error", "last_launch_at", "scopes"):
        op.drop_column("registrations", column)
    op.drop_column("one_time_links", "purpose")
    op.drop_table("path_grades")
    op.drop_table("role_overrides")
    op.drop_table("resource_links")
    op.drop_table("paths")
