"""The base of every table: ids, times in UTC, the site that a row belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Annotated, Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Uuid,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import NullType, TypeDecorator

INSERT: Mapping[str, Callable[..., Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}
WHOSE = "site_id"  # the option of a statement that names the site of its rows
_A_MOMENT = timedelta(microseconds=1)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite has no zone of its own, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Say what values are."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=uuid4)]
SiteKey = Annotated[
    UUID, mapped_column(Uuid, ForeignKey("sites.id", ondelete="CASCADE"), nullable=False)
]


class Base(DeclarativeBase):
    """What every table shares."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads this class attribute as it stands
        datetime: UTCDateTime,
        UUID: Uuid,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Owned:
    """A row that belongs to a site."""

    id: Mapped[Key]
    site_id: Mapped[SiteKey]


def same_site(column: str, table: str) -> ForeignKeyConstraint:
    """Return a foreign key that cannot leave the row's own site."""
    return ForeignKeyConstraint(
        ["site_id", column], [f"{table}.site_id", f"{table}.id"], ondelete="CASCADE"
    )


def now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def one_after_another() -> Iterator[datetime]:
    """Yield times from now on, each a little later than the one before.

    So rows that are written at once keep their order, however quick the machine is.
    """
    at = now()
    return (at + place * _A_MOMENT for place in count())


def raw(column: Any) -> ColumnElement[Any]:
    """Return a column whose values stay as the driver gives them.

    To make ids and times of a hundred thousand rows into objects takes longer than all that is
    done with them; among themselves raw ids compare as well.
    """
    return type_coerce(column, NullType())


def of_one_site(statement: Any, site_id: UUID) -> Any:
    """Say whose rows a statement changes, where it changes many at once: it counts for no other."""
    return statement.execution_options(**{WHOSE: site_id})


def quietly(statement: Any) -> Any:
    """Spare the session the search for loaded objects, where these rows are never held as such."""
    return statement.execution_options(synchronize_session=False)


def insert_new(session: Session, table: type[Base]) -> Any:
    """Return an insert that leaves out, without an error, what is there already.

    It takes one statement where a savepoint for each row takes three, and nobody can come between.
    """
    dialect = session.get_bind().dialect.name
    return INSERT[dialect](table).on_conflict_do_nothing()
