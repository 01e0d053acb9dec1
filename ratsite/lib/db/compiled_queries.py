"""Compile the SQL of a queryset once per process, and run the compiled SQL again with other values.

For most queries of members' pages, Django takes several times as long to build and compile the queryset as PostgreSQL
takes to run it. `@compiled` saves that time:

    @compiled(Reader, int)
    def _topic(reader: User, topic_id: int) -> QuerySet:
        return Topic.objects.visible_to(reader).filter(pk=topic_id)

    rows = _topic(request.user, 7)

At the first call, the function runs with placeholders instead of its arguments, and the placeholders are found again
among the parameters of the compiled SQL. Every call puts its own values in their places. On PostgreSQL the SQL also
becomes a prepared statement of the connection, which saves planning.

docs/decisions/0030-compiled-queries.md has the measured gain and the private API of Django that this module uses.
tests/lib/db/test_compiled_queries_everywhere.py compares each compiled query with the plain ORM.
"""

import copy
import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from psycopg2.extensions import AsIs

from ratsite.lib.db.query_parameters import SQL_TYPES, TRACE, Value, make_placeholder

# Use at which a statement is prepared: preparing takes a round trip, wasted if a connection runs it only once.
PREPARED_FROM = 2

# How often each connection has run each statement: {database connection: {statement name: count}}.
_uses: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()


def compiled(*parameters: Any, plan_every_time: bool = False) -> Callable[[Callable[..., QuerySet]], "CompiledQuery"]:
    """Decorate a function that returns a queryset, so that it becomes a CompiledQuery.

    parameters: for each argument of the function, one of SQL_TYPES or an object with the methods of Value, such as
    Reader.
    plan_every_time: use no prepared statement, for queries whose best plan depends on the values, such as searches.
    """
    return partial(CompiledQuery, parameters=parameters, plan_every_time=plan_every_time)


class CompiledQuery:
    """A query that compiles its SQL once; calling it with arguments returns the list of rows. Any argument may be None.

    build: the function that returns the queryset. It must not read the time or the database, calculate with its
    arguments or branch on them. Most violations raise TypeError at the first call.
    """

    def __init__(self, build: Callable[..., QuerySet], parameters: Sequence[Any], plan_every_time: bool = False):
        self.build, self.plan_every_time = build, plan_every_time
        self.parameters = [Value(parameter) if parameter in SQL_TYPES else parameter for parameter in parameters]
        self._statements: dict[tuple, Statement] = {}

    def __call__(self, *arguments: Any) -> list:
        splits = []
        for parameter, argument in zip(self.parameters, arguments, strict=True):
            if (split := parameter.split(argument)) is None:
                return []
            splits.append(split)
        variants = tuple([variant for variant, _ in splits])
        if variants not in self._statements:
            self._statements[variants] = self._compile(variants)
        return self._statements[variants].rows([value for _, values in splits for value in values])

    def first(self, *arguments: Any) -> Any:
        return next(iter(self(*arguments)), None)

    def get(self, *arguments: Any) -> Any:
        """Return the first row that the query finds; raise ObjectDoesNotExist if there is none."""
        row = self.first(*arguments)
        if row is None:
            raise ObjectDoesNotExist(f"{self.build.__name__} found no row.")
        return row

    def _compile(self, variants: tuple) -> "Statement":
        connection, name = connections[DEFAULT_DB_ALIAS], self.build.__name__
        types: list[type] = []

        def new(sql_type: type) -> Any:
            types.append(sql_type)
            return make_placeholder(sql_type, len(types) - 1)

        with connection.execute_wrapper(_refuse_query):
            arguments, ends = [], [0]
            for parameter, variant in zip(self.parameters, variants, strict=True):
                arguments.append(parameter.placeholder(variant, new))
                ends.append(len(types))
            queryset = self.build(*arguments)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
        compiler.connection = None  # Statement.rows sets the connection, because each thread has its own
        positions = {_for_driver(make_placeholder(kind, n), connection): Position(n) for n, kind in enumerate(types)}
        parameters = [_position_or_constant(parameter, positions) for parameter in parameters]
        used = {parameter for parameter in parameters if isinstance(parameter, Position)}
        if any(used.isdisjoint(range(*own)) for own in itertools.pairwise(ends)):
            raise TypeError(f"{name} changes one of its arguments, or does not use it.")
        sql_types = [SQL_TYPES[kind] for kind in types]
        return Statement(sql, parameters, sql_types, queryset, compiler, self.plan_every_time)


class Position(int):
    """Stands for a value among the parameters of compiled SQL: its index in the values that the SQL is run with."""


def _position_or_constant(parameter: Any, positions: dict[Any, Position]) -> Any:
    if isinstance(parameter, tuple(SQL_TYPES)) and parameter in positions:
        return positions[parameter]
    if TRACE.search(str(parameter)):
        raise TypeError("A compiled query must not change its arguments.")
    if isinstance(parameter, dt.date):
        raise TypeError("A compiled query must not contain a fixed time: pass the time as an argument.")
    return parameter


def _for_driver(value: Any, connection: BaseDatabaseWrapper) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    is_text = isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field
    return value.hex if is_text else value


def _refuse_query(execute, sql, parameters, many, context) -> NoReturn:
    raise TypeError("A compiled query must not run another query while it is compiled.")


@dataclass(frozen=True)
class Statement:
    """The compiled SQL of a CompiledQuery for one variant of its arguments, such as one length of a list."""

    sql: str
    parameters: list  # the parameters of the SQL: constants, and a Position for each value
    sql_types: list[str]
    queryset: QuerySet
    compiler: SQLCompiler
    plan_every_time: bool
    # Unique across all processes: even if a pooler mixes up their connections, no process runs another's statement.
    name: str = field(default_factory=lambda: f"compiled_{uuid.uuid4().hex}")

    def rows(self, values: Sequence) -> list:
        """Run the compiled SQL with these values and return the rows as model instances, with their prefetched objects.

        To make the instances and to prefetch, a copy of the queryset is run with a compiler that returns this SQL.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        locks = self.queryset.query.select_for_update and connection.features.has_select_for_update
        if locks and connection.get_autocommit():  # the ORM checks this only when it compiles the SQL
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        parameters = values = [_for_driver(value, connection) for value in values]
        sql = f"EXECUTE {self.name}{_in_brackets(['%s'] * len(values))}"
        if not self._is_prepared(connection):
            sql, parameters = (
                self.sql,
                [values[parameter] if isinstance(parameter, Position) else parameter for parameter in self.parameters],
            )
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, parameters)  # type: ignore[method-assign]
        queryset = self.queryset.all()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(queryset)

    def _is_prepared(self, connection: BaseDatabaseWrapper) -> bool:
        """Return True if this connection has the prepared statement. Prepare it at the second use (PREPARED_FROM).

        Nothing is prepared with DISABLE_SERVER_SIDE_CURSORS, Django's setting for a pooler: the pooler changes
        connections between transactions, and so loses prepared statements.
        """
        if self.plan_every_time or connection.vendor != "postgresql":
            return False
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return False
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        counts = _uses.setdefault(connection.connection, {})
        count = counts.get(self.name, 0) + 1
        if count == PREPARED_FROM:
            # Constants stay in the SQL: the planner uses a partial index only if it sees the constant of its condition.
            marks = [
                AsIs(f"${parameter + 1}") if isinstance(parameter, Position) else parameter
                for parameter in self.parameters
            ]
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name}{_in_brackets(self.sql_types)} AS {self.sql}", marks)
        counts[self.name] = count
        return count >= PREPARED_FROM


def _in_brackets(parts: list[str]) -> str:
    """Return "(a, b, …)" for a statement's values or types; "" for none, because PostgreSQL refuses "()"."""
    return f"({', '.join(parts)})" if parts else ""
