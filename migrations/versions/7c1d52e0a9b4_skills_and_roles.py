"""Skills and roles: evidence, profiles, outlooks, objectives, aims, taxonomies

Revision: 7c1d52e0a9b4, after 3bae87b17239
"""

import sqlalchemy as sa
from alembic import op

from lti_plugin.store import base

revision = "7c1d52e0a9b4"
down_revision = "3bae87b17239"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objectives",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("owner", sa.String(length=255), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("agreed_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.String(length=255), nullable=True),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_objectives_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objectives")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_objectives_site_id_id")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_objectives_site_id_name")),
    )
    op.create_table(
        "roles",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("family", sa.String(length=255), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("leader", sa.Boolean(), nullable=False),
        sa.Column("uri", sa.String(length=255), nullable=True),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("reviewed_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=255), nullable=True),
        sa.Column("outlook", sa.String(length=20), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("planned_share", sa.Double(), nullable=True),
        sa.Column("planned_by", sa.Date(), nullable=True),
        sa.Column("outlook_source", sa.String(length=500), nullable=False),
        sa.Column("outlook_signed_on", sa.Date(), nullable=True),
        sa.Column("outlook_signed_by", sa.String(length=255), nullable=True),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_roles_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_roles_site_id_id")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_roles_site_id_name")),
    )
    op.create_table(
        "taxonomies",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("imported_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_taxonomies_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomies")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_taxonomies_site_id_id")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_taxonomies_site_id_name")),
    )
    op.create_table(
        "aims",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_aims_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "role_id"],
            ["roles.site_id", "roles.id"],
            name=op.f("fk_aims_site_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_aims_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aims")),
        sa.UniqueConstraint("site_id", "person_id", name=op.f("uq_aims_site_id_person_id")),
    )
    op.create_table(
        "concepts",
        sa.Column("taxonomy_id", sa.Uuid(), nullable=False),
        sa.Column("uri", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("broader", sa.JSON(), nullable=False),
        sa.Column("collections", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "taxonomy_id"],
            ["taxonomies.site_id", "taxonomies.id"],
            name=op.f("fk_concepts_site_id_taxonomy_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_concepts_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concepts")),
        sa.UniqueConstraint(
            "site_id", "taxonomy_id", "uri", name=op.f("uq_concepts_site_id_taxonomy_id_uri")
        ),
    )
    op.create_index(op.f("ix_concepts_site_id_name"), "concepts", ["site_id", "name"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=255), nullable=True),
        sa.Column("towards", sa.String(length=255), nullable=True),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("suggested_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_decisions_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_decisions_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(
        op.f("ix_decisions_site_id_person_id_suggested_at"),
        "decisions",
        ["site_id", "person_id", "suggested_at"],
        unique=False,
    )
    op.create_table(
        "evidence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=True),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_evidence_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "skill_id"],
            ["skills.site_id", "skills.id"],
            name=op.f("fk_evidence_site_id_skill_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_evidence_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "site_id", "person_id", "key", name=op.f("uq_evidence_site_id_person_id_key")
        ),
    )
    op.create_index(
        op.f("ix_evidence_site_id_person_id_created_at"),
        "evidence",
        ["site_id", "person_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "learning_times",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("calendar_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("set_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "person_id"],
            ["people.site_id", "people.id"],
            name=op.f("fk_learning_times_site_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_learning_times_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_times")),
        sa.UniqueConstraint("calendar_hash", name=op.f("uq_learning_times_calendar_hash")),
        sa.UniqueConstraint(
            "site_id", "person_id", name=op.f("uq_learning_times_site_id_person_id")
        ),
    )
    op.create_table(
        "objective_skills",
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "objective_id"],
            ["objectives.site_id", "objectives.id"],
            name=op.f("fk_objective_skills_site_id_objective_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "skill_id"],
            ["skills.site_id", "skills.id"],
            name=op.f("fk_objective_skills_site_id_skill_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_objective_skills_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective_skills")),
        sa.UniqueConstraint(
            "site_id",
            "objective_id",
            "skill_id",
            name=op.f("uq_objective_skills_site_id_objective_id_skill_id"),
        ),
    )
    op.create_table(
        "occupations",
        sa.Column("taxonomy_id", sa.Uuid(), nullable=False),
        sa.Column("uri", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("family", sa.String(length=60), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("broader", sa.JSON(), nullable=False),
        sa.Column("job_zone", sa.Integer(), nullable=True),
        sa.Column("demands", sa.JSON(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "taxonomy_id"],
            ["taxonomies.site_id", "taxonomies.id"],
            name=op.f("fk_occupations_site_id_taxonomy_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_occupations_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupations")),
        sa.UniqueConstraint(
            "site_id", "taxonomy_id", "uri", name=op.f("uq_occupations_site_id_taxonomy_id_uri")
        ),
    )
    op.create_index(
        op.f("ix_occupations_site_id_name"), "occupations", ["site_id", "name"], unique=False
    )
    op.create_table(
        "removed_course_skills",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("removed_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "course_id"],
            ["courses.site_id", "courses.id"],
            name=op.f("fk_removed_course_skills_site_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "skill_id"],
            ["skills.site_id", "skills.id"],
            name=op.f("fk_removed_course_skills_site_id_skill_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["sites.id"],
            name=op.f("fk_removed_course_skills_site_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_course_skills")),
        sa.UniqueConstraint(
            "site_id",
            "course_id",
            "skill_id",
            name=op.f("uq_removed_course_skills_site_id_course_id_skill_id"),
        ),
    )
    op.create_table(
        "role_requirements",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("importance", sa.Double(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "role_id"],
            ["roles.site_id", "roles.id"],
            name=op.f("fk_role_requirements_site_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "skill_id"],
            ["skills.site_id", "skills.id"],
            name=op.f("fk_role_requirements_site_id_skill_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_role_requirements_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_requirements")),
        sa.UniqueConstraint(
            "site_id",
            "role_id",
            "skill_id",
            "valid_from",
            name=op.f("uq_role_requirements_site_id_role_id_skill_id_valid_from"),
        ),
    )
    op.create_table(
        "role_triggers",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "role_id"],
            ["roles.site_id", "roles.id"],
            name=op.f("fk_role_triggers_site_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_role_triggers_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_triggers")),
    )
    op.add_column("sites", sa.Column("curated_at", base.UTCDateTime(timezone=True), nullable=True))
    op.add_column("paths", sa.Column("hours", sa.Double(), nullable=True))
    op.add_column(
        "skills", sa.Column("kind", sa.String(length=20), server_default="skill", nullable=False)
    )
    op.add_column("skills", sa.Column("description", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "skills", sa.Column("alternatives", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column("skills", sa.Column("broader", sa.JSON(), server_default="[]", nullable=False))
    op.add_column(
        "skills", sa.Column("collections", sa.JSON(), server_default="[]", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("skills", "collections")
    op.drop_column("skills", "broader")
    op.drop_column("skills", "alternatives")
    op.drop_column("skills", "description")
    op.drop_column("skills", "kind")
    op.drop_column("paths", "hours")
    op.drop_column("sites", "curated_at")
    op.drop_table("role_triggers")
    op.drop_table("role_requirements")
    op.drop_table("removed_course_skills")
    op.drop_index(op.f("ix_occupations_site_id_name"), table_name="occupations")
    op.drop_table("occupations")
    op.drop_table("objective_skills")
    op.drop_table("learning_times")
    op.drop_index(op.f("ix_evidence_site_id_person_id_created_at"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_decisions_site_id_person_id_suggested_at"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_concepts_site_id_name"), table_name="concepts")
    op.drop_table("concepts")
    op.drop_table("aims")
    op.drop_table("taxonomies")
    op.drop_table("roles")
    op.drop_table("objectives")
