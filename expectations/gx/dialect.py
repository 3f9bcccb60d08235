"""A SQLAlchemy dialect that lets Great Expectations read DuckDB through the ETL's own connection.

DuckDB has no engine in Great Expectations, and over ``duckdb-engine`` alone every expectation fails
silently (see ``docs/adr/0003-great-expectations-on-duckdb.md``). This dialect

* calls itself ``postgresql``, so that regular expressions are offered,
* buffers a result as soon as it is there: GX fetches after it has given the connection back,
* compiles ``~`` to ``regexp_matches``, because DuckDB's own ``~`` matches whole strings only,
* answers reflection from ``duckdb_columns()``, inside the catalog of the staging database,
* hands out cursors of a connection that is already open, since DuckDB has one writer process.

Importing the module imports SQLAlchemy: only lazily imported modules of the package may do so.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Final

import duckdb
from duckdb_engine import DBAPI, ConnectionWrapper, Dialect
from sqlalchemy import types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler
from sqlalchemy.dialects.postgresql.psycopg2 import PGExecutionContext_psycopg2
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.pool import NullPool

from monitor.warehouse.database import STAGING

#: The connection string to give to Great Expectations.
URL: Final = "postgresql+eingang://"

_SHARED: ContextVar[duckdb.DuckDBPyConnection] = ContextVar("shared_connection")

_TYPES: Final[dict[str, type[types.TypeEngine[Any]]]] = {
    "BIGINT": types.BigInteger,
    "BOOLEAN": types.Boolean,
    "DATE": types.Date,
    "DOUBLE": types.Float,
    "INTEGER": types.Integer,
    "TIMESTAMP": types.DateTime,
    "VARCHAR": types.String,
}

_COLUMNS: Final = """
SELECT column_name, data_type, is_nullable FROM duckdb_columns()
WHERE table_name = $1 AND database_name = current_database() ORDER BY column_index
"""


@contextlib.contextmanager
def shared(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let the dialect work on a connection, as long as the block runs.

    Cursors see committed data only: to be called outside of a transaction.
    """
    token = _SHARED.set(connection)
    try:
        yield
    finally:
        _SHARED.reset(token)


class _BufferingContext(PGExecutionContext_psycopg2):
    """Reads a result to its end at once.

    An open result would be lost when GX returns the connection, and DuckDB 2 refuses the next call
    on a connection whose result was not read to the end.
    """

    def post_exec(self) -> None:
        if self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class _RegexCompiler(PGCompiler):
    """Compiles PostgreSQL's regular expression operators to DuckDB's function."""

    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        if operator.opstring not in {"~", "!~"}:
            return str(
                super().visit_custom_op_binary(  # type: ignore[no-untyped-call]  # of SQLAlchemy
                    element, operator, **kw
                )
            )
        left, right = (self.process(side, **kw) for side in (element.left, element.right))
        matches = f"regexp_matches({left}, {right})"
        return matches if operator.opstring == "~" else f"(NOT {matches})"


class StagingDialect(Dialect):
    """DuckDB as PostgreSQL, on cursors of the shared connection, in the staging catalog."""

    name = "postgresql"
    driver = "eingang"
    supports_statement_cache = True
    execution_ctx_cls = _BufferingContext
    statement_compiler = _RegexCompiler

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return duckdb-engine's DBAPI module."""
        return DBAPI

    @classmethod
    def get_pool_class(cls, url: Any) -> type[NullPool]:
        """Return a pool that keeps nothing: a cursor lives as long as one query."""
        del url
        return NullPool

    def create_connect_args(self, url: Any) -> tuple[tuple[()], dict[str, Any]]:
        """Return no arguments: the connection is open already."""
        del url
        return (), {}

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Return a cursor of the shared connection, looking at the staging catalog."""
        del cargs, cparams
        cursor = _SHARED.get().cursor()
        cursor.execute(f"USE {STAGING}")
        return ConnectionWrapper(cursor)

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> Any:
        """Return the columns of a table or view as SQLAlchemy's reflection wants them."""
        del schema, kw
        rows = connection.exec_driver_sql(_COLUMNS, (table_name,)).fetchall()
        return [
            {"name": name, "type": _column_type(kind), "nullable": nullable, "default": None}
            for name, kind, nullable in rows
        ]

    def has_table(
        self, connection: Any, table_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Say whether the staging catalog has a table or view of the name."""
        return bool(self.get_columns(connection, table_name, schema, **kw))

    def get_pk_constraint(self, *args: Any, **kw: Any) -> Any:
        """Return none: staging tables carry no constraints."""
        del args, kw
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, *args: Any, **kw: Any) -> Any:
        """Return none: staging tables carry no constraints."""
        del args, kw
        return []

    def get_indexes(self, *args: Any, **kw: Any) -> Any:
        """Return none: staging tables carry no indexes."""
        del args, kw
        return []


def _column_type(kind: str) -> types.TypeEngine[Any]:
    if kind.startswith("DECIMAL"):
        return types.Numeric()
    return _TYPES.get(kind, types.String)()


registry.register("postgresql.eingang", __name__, StagingDialect.__name__)
