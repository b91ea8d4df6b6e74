"""Achievements, badges and the lists of their status

Revision: e3b8d1f06a27, after e3b90d5a6f18
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "e3b8d1f06a27"
down_revision = "e3b90d5a6f18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "achievements",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column("skill_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Double(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("caption", sa.String(length=255), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("alignments", sa.JSON(), nullable=False),
        sa.Column("expires_after_days", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("when_undone", sa.String(length=20), nullable=False),
        sa.Column("active_from", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("retired_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("backfill_asked_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(course_id IS NOT NULL AND role_id IS NULL AND skill_id IS NULL)"
            " OR (course_id IS NULL AND role_id IS NOT NULL AND skill_id IS NULL)"
            " OR (course_id IS NULL AND role_id IS NULL AND skill_id IS NOT NULL)",
            name=op.f("ck_achievements_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_achievements_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievements")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_achievements_site_id_id")),
    )
    op.create_index(
        op.f("ix_achievements_site_id_course_id"),
        "achievements",
        ["site_id", "course_id"],
        unique=False,
    )
    op.create_table(
        "status_lists",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_status_lists_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_lists")),
        sa.UniqueConstraint("number", name=op.f("uq_status_lists_number")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_status_lists_site_id_id")),
    )
    op.create_table(
        "achievement_pictures",
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("svg", sa.LargeBinary(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "achievement_id"],
            ["achievements.site_id", "achievements.id"],
            name=op.f("fk_achievement_pictures_site_id_achievement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["sites.id"],
            name=op.f("fk_achievement_pictures_site_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement_pictures")),
        sa.UniqueConstraint(
            "site_id", "achievement_id", name=op.f("uq_achievement_pictures_site_id_achievement_id")
        ),
    )
    op.create_table(
        "badges",
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status_list_id", sa.Uuid(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("awarded_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("valid_from", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "achievement_id"],
            ["achievements.site_id", "achievements.id"],
            name=op.f("fk_badges_site_id_achievement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "status_list_id"],
            ["status_lists.site_id", "status_lists.id"],
            name=op.f("fk_badges_site_id_status_list_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_badges_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_badges_site_id_id")),
        sa.UniqueConstraint(
            "status_list_id", "status_index", name=op.f("uq_badges_status_list_id_status_index")
        ),
    )
    op.create_index(
        op.f("ix_badges_site_id_achievement_id"),
        "badges",
        ["site_id", "achievement_id"],
        unique=False,
    )
    op.create_table(
        "badge_holders",
        sa.Column("badge_id", sa.Uuid(), nullable=False),
        sa.Column("achievement_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("awarded_by", sa.String(length=100), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "achievement_id"],
            ["achievements.site_id", "achievements.id"],
            name=op.f("fk_badge_holders_site_id_achievement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "badge_id"],
            ["badges.site_id", "badges.id"],
            name=op.f("fk_badge_holders_site_id_badge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_badge_holders_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_badge_holders_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_holders")),
        sa.UniqueConstraint(
            "site_id",
            "achievement_id",
            "version",
            "person_id",
            name=op.f("uq_badge_holders_site_id_achievement_id_version_person_id"),
        ),
        sa.UniqueConstraint("site_id", "badge_id", name=op.f("uq_badge_holders_site_id_badge_id")),
    )
    op.create_index(
        op.f("ix_badge_holders_site_id_person_id"),
        "badge_holders",
        ["site_id", "person_id"],
        unique=False,
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_badge_holders_site_id_person_id"), table_name="badge_holders")
    op.drop_table("badge_holders")
    op.drop_index(op.f("ix_badges_site_id_achievement_id"), table_name="badges")
    op.drop_table("badges")
    op.drop_table("achievement_pictures")
    op.drop_table("status_lists")
    op.drop_index(op.f("ix_achievements_site_id_course_id"), table_name="achievements")
    op.drop_table("achievements")
