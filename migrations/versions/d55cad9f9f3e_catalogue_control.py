"""What admins change, pin, hide and rule in the catalogue

Revision: d55cad9f9f3e, after c90a7d35e2b1
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "d55cad9f9f3e"
down_revision = "c90a7d35e2b1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_rules",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_catalogue_rules_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_rules")),
        sa.UniqueConstraint(
            "site_id", "kind", "value", name=op.f("uq_catalogue_rules_site_id_kind_value")
        ),
    )
    op.create_table(
        "course_changes",
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_course_changes_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_course_changes_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_changes")),
    )
    op.create_index(
        op.f("ix_course_changes_site_id_at"), "course_changes", ["site_id", "at"], unique=False
    )
    op.create_index(
        op.f("ix_course_changes_site_id_batch"),
        "course_changes",
        ["site_id", "batch"],
        unique=False,
    )
    op.create_index(
        op.f("ix_course_changes_site_id_course_id_at"),
        "course_changes",
        ["site_id", "course_id", "at"],
        unique=False,
    )

    op.create_table(
        "course_edits",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("edited_by", sa.String(length=100), nullable=False),
        sa.Column("edited_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_course_edits_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_course_edits_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_edits")),
        sa.UniqueConstraint(
            "site_id", "course_id", "field", name=op.f("uq_course_edits_site_id_course_id_field")
        ),
    )
    op.create_table(
        "picks",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("audience_kind", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=255), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_picks_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_picks_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picks")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_picks_site_id_id")),
    )
    op.create_index(
        op.f("ix_picks_site_id_course_id"), "picks", ["site_id", "course_id"], unique=False
    )

    op.create_table(
        "picked_people",
        sa.Column("pick_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_picked_people_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "pick_id"],
            ["picks.site_id", "picks.id"],
            name=op.f("fk_picked_people_site_id_pick_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_picked_people_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picked_people")),
        sa.UniqueConstraint(
            "site_id",
            "pick_id",
            "person_id",
            name=op.f("uq_picked_people_site_id_pick_id_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_picked_people_site_id_person_id"),
        "picked_people",
        ["site_id", "person_id"],
        unique=False,
    )

    op.add_column("courses", sa.Column("included", sa.Boolean(), nullable=True))
    op.add_column(
        "courses", sa.Column("ours", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("courses", sa.Column("edits", sa.Integer(), server_default="0", nullable=False))
    op.add_column("courses", sa.Column("group_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_courses_site_id_group_id"), "courses", ["site_id", "group_id"], unique=False
    )

    # What was left out before there were rules was somebody's own decision.
    op.execute("UPDATE courses SET included = false WHERE excluded")


def downgrade() -> None:
    op.drop_index(op.f("ix_courses_site_id_group_id"), table_name="courses")
    op.drop_column("courses", "group_id")
    op.drop_column("courses", "edits")
    op.drop_column("courses", "ours")
    op.drop_column("courses", "included")

    op.drop_index(op.f("ix_picked_people_site_id_person_id"), table_name="picked_people")

    op.drop_table("picked_people")
    op.drop_index(op.f("ix_picks_site_id_course_id"), table_name="picks")

    op.drop_table("picks")
    op.drop_table("course_edits")
    op.drop_index(op.f("ix_course_changes_site_id_course_id_at"), table_name="course_changes")
    op.drop_index(op.f("ix_course_changes_site_id_batch"), table_name="course_changes")
    op.drop_index(op.f("ix_course_changes_site_id_at"), table_name="course_changes")

    op.drop_table("course_changes")
    op.drop_table("catalogue_rules")
