"""Compiled queries: querysets whose SQL is compiled once per process and run again with new parameters.

For the queries of members' pages, building the queryset in the ORM and planning it in PostgreSQL take several times as
long as running it. `@prepared(int)` turns a function that returns a queryset into a Prepared object. Its first call
compiles the SQL with stand-in values; every call then only fills in the parameters.

On PostgreSQL, the second use on a connection also prepares the statement there. PostgreSQL plans the first five
executions for their values and then reuses one generic plan, unless it reckons that a new plan saves more than planning
costs (as for "newer than this date"). `@written_once` prepares nothing, so PostgreSQL plans every execution: used for
searches.

Private API of Django: a copied SQLCompiler whose `as_sql` is replaced, given to the queryset by replacing
`query.get_compiler`; and `connection.close_if_health_check_failed`, `ensure_connection` and `settings_dict`.
tests/lib/db/test_compiled_queries_everywhere.py compares every compiled query with the same query of the ORM, so an
upgrade of Django that breaks this fails there. Reasons and measurements: docs/decisions/0030-compiled-queries.md.
"""

import copy
import datetime as dt
import itertools
import json
import re
import uuid
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

TYPES = {int: "bigint", str: "text", dt.datetime: "timestamptz", uuid.UUID: "uuid", list: "bigint[]"}
PREPARED_FROM = 2  # a statement that runs once on a connection would pay for an extra round trip
EVERY_NUMBER = range(-(2**63), 2**63)
MARKS = re.compile(r"%[%s]")
_FIRST_NUMBER = 2_147_000_000  # fits every integer column, and no number of ours is as high
_FAMILY = uuid.UUID("7d0c1c2e-5b1f-4a6e-9b53-3f1d2f0c8a11")
_MOMENT = dt.datetime(9876, 5, 4, tzinfo=dt.UTC)
_TRACES = re.compile(r"\x02|\\u0002|21470000\d\d|9876-05-0")  # stand-ins that the query has transformed

# For each database connection: {name of the statement: how often it has run}.
_asked: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()


class Prepared:
    """A compiled query: call it with values to get the list of rows.

    rows: a function of these values that returns a queryset, defined at module level. It is called once for each
    variant of the values, with stand-ins instead of the values. So it must not read the clock or the database,
    calculate with its arguments or branch on them. Most violations raise TypeError.

    kinds: for each value a type from TYPES, or an object with the methods of Plain. Any value may be None.

    Model instances come with everything that the queryset selects or prefetches.
    """

    def __init__(self, rows: Callable[..., QuerySet], kinds: Sequence[Any], *, is_planned_anew: bool = False):
        self.rows, self.is_planned_anew = rows, is_planned_anew
        self.kinds = [Plain(kind) if kind in TYPES else kind for kind in kinds]
        self._written: dict[tuple, _Written] = {}

    def __call__(self, *given: Any) -> list:
        sorts: tuple = ()
        values: tuple = ()
        for kind, one in zip(self.kinds, given, strict=True):
            told = kind.told(one)
            if told is None:
                return []
            sorts, values = (*sorts, told[0]), values + told[1]
        if sorts not in self._written:
            self._written[sorts] = _write(self, sorts)
        return self._written[sorts].rows(values)

    def one(self, *given: Any) -> Any:
        """Return the first row, or None."""
        return next(iter(self(*given)), None)

    def get(self, *given: Any) -> Any:
        """Return the first row; raise ObjectDoesNotExist if there is none."""
        found = self.one(*given)
        if found is None:
            raise ObjectDoesNotExist(f"{self.rows.__name__} finds nothing.")
        return found


def prepared(*kinds: Any) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """Decorator for a function that returns a queryset: `@prepared(Reader, int)`. See Prepared."""
    return partial(Prepared, kinds=kinds)


def written_once(*kinds: Any) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """Like `prepared`, but PostgreSQL plans every execution: for queries whose best plan depends on the values."""
    return partial(Prepared, kinds=kinds, is_planned_anew=True)


class Plain:
    """A parameter with one value of a type from TYPES. Other kinds of parameter have the same three methods.

    A kind of parameter may have several variants (`sort`), each with a compiled query of its own; keep them few. Plain
    has one variant, None.
    """

    def __init__(self, kind: type):
        self.kind = kind

    def types(self, sort: Hashable) -> tuple[type, ...]:
        """Return the types, from TYPES, of the SQL values that this variant passes."""
        return (self.kind,)

    def told(self, given: Any) -> tuple[Hashable, tuple] | None:
        """Return (variant, SQL values) for an argument; None if no row can match it, and then no query is run."""
        return None if self._is_nowhere(given) else (None, (given,))

    def _is_nowhere(self, given: Any) -> bool:
        """Return True for a value that no column can hold and that the database would reject."""
        return given not in EVERY_NUMBER if isinstance(given, int) else isinstance(given, str) and "\x00" in given

    def standing_in(self, sort: Hashable, *values: Any) -> Any:
        """Return what `rows` is called with for this variant, built from the stand-ins of its SQL values."""
        return values[0]


class Several:
    """A parameter with a list of one or more values of a type from TYPES.

    Each length has a compiled query of its own, which must use all of the values.
    """

    def __init__(self, kind: type):
        self.kind = kind

    def types(self, count: int) -> tuple[type, ...]:
        return (self.kind,) * count

    def told(self, given: Sequence) -> tuple[int, tuple] | None:
        one_by_one = [Plain(self.kind).told(one) for one in given]
        return None if None in one_by_one else (len(given), tuple(given))

    def standing_in(self, count: int, *values: Any) -> list:
        return list(values)


class Number(int):
    """Stand-in for an integer that raises TypeError if the query calculates or compares with it.

    The result would otherwise be compiled into the SQL for good.
    """

    def _refuse(self, *others: Any) -> NoReturn:
        raise TypeError("A query that is written down once neither reckons with its values nor decides by them.")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = __mod__ = __neg__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse  # type: ignore[assignment]


def _stand_in(kind: type, place: int) -> Any:
    """Return a value that occurs nowhere else in any query, to find its place among the parameters."""
    if kind is int:
        return Number(_FIRST_NUMBER + place)
    if kind is list:
        return [Number(_FIRST_NUMBER + place)]
    if kind is str:
        return f" \x02Aa{place}\x02 "
    return uuid.uuid5(_FAMILY, str(place)) if kind is uuid.UUID else _MOMENT + dt.timedelta(microseconds=place)


def _write(prepared: Prepared, sorts: tuple) -> "_Written":
    """Compile the query for one variant of its arguments. Raises TypeError if `rows` breaks the rules of Prepared."""
    connection = connections[DEFAULT_DB_ALIAS]
    places = itertools.count()
    kinds = [one.types(sort) for one, sort in zip(prepared.kinds, sorts, strict=True)]
    stand_ins = [[_stand_in(kind, next(places)) for kind in own] for own in kinds]
    with connection.execute_wrapper(_refuse_to_ask):
        given = zip(prepared.kinds, sorts, stand_ins, strict=True)
        rows = prepared.rows(*(kind.standing_in(sort, *own) for kind, sort, own in given))
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            raise TypeError(f"{prepared.rows.__name__} finds nothing, whatever it is given.") from None
    compiler.connection = None  # set again in rows(): each thread has its own connection
    types = [TYPES[kind] for kind in itertools.chain(*kinds)]
    known = {_key(_parameter(one, connection)): place for place, one in enumerate(itertools.chain(*stand_ins))}
    written = [_place_or_value(parameter, known) for parameter in parameters]
    asked_of = {place for place, _ in written}
    for kind, own in zip(prepared.kinds, stand_ins, strict=True):
        enough = all if isinstance(kind, Several) else any
        if not enough(known[_key(_parameter(one, connection))] in asked_of for one in own):
            raise TypeError(f"{prepared.rows.__name__} changes what it is given, or does not ask for it.")
    return _Written(_new_name(), types, rows, compiler, sql, written, prepared.is_planned_anew)


def _new_name() -> str:
    """Return a statement name that is unique across all workers.

    A connection pooler that mixes up the workers' connections without our knowing would otherwise run another worker's
    query of the same name, and show one reader what only another may read.
    """
    return f"prepared_{uuid.uuid4().hex}"


def _refuse_to_ask(execute, sql, parameters, many, context) -> NoReturn:
    raise TypeError("A query that is written down once asks nothing meanwhile.")


def _parameter(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """Return the value in the form in which Django passes it to the database driver."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, list):
        return value if connection.vendor == "postgresql" else json.dumps(value)
    return int(value) if isinstance(value, Number) else value


def _key(parameter: Any) -> Hashable:
    return tuple(parameter) if isinstance(parameter, list) else parameter


def _place_or_value(parameter: Any, known: dict[Any, int]) -> tuple[int | None, Any]:
    """Return (index of the value, None) for a parameter that changes, or (None, constant). Raises TypeError."""
    if isinstance(parameter, list):
        parameter = tuple(parameter)
    if isinstance(parameter, (tuple, *TYPES)) and parameter in known:
        return known[parameter], None
    if _TRACES.search(str(parameter)):
        raise TypeError("A query that is written down once asks for its values as they are.")
    if isinstance(parameter, dt.date):
        raise TypeError("A query that is written down once holds no moment: hand it over as a value.")
    return None, parameter


@dataclass(frozen=True)
class _Written:
    """The compiled SQL of one variant of a Prepared."""

    name: str
    types: list[str]
    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: list[tuple[int | None, Any]]  # (index of the value, None) or (None, constant)
    is_planned_anew: bool

    def rows(self, values: Sequence) -> list:
        """Run the SQL with these values and return the rows.

        A copy of the queryset builds instances and prefetches, as it does for its own query.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        self._refuse_to_lock_for_nobody(connection)
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        given = [_parameter(value, connection) for value in values]
        sql = self._execution if self._is_prepared(connection) else self.sql
        parameters = given if sql is not self.sql else self._filled(given)
        compiler.as_sql = lambda *args, **kwargs: (sql, parameters)  # type: ignore[method-assign]
        found = self.queryset.all()
        found.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(found)

    def _refuse_to_lock_for_nobody(self, connection: BaseDatabaseWrapper) -> None:
        """Raise TransactionManagementError for select_for_update outside a transaction.

        The lock would end at once. The ORM checks this only when it compiles, which happens only once here.
        """
        locks = self.queryset.query.select_for_update and connection.features.has_select_for_update
        if locks and connection.get_autocommit():
            raise TransactionManagementError("A lock is for a transaction, and there is none.")

    def _filled(self, values: list) -> list:
        return [fixed if place is None else values[place] for place, fixed in self.parameters]

    @property
    def _execution(self) -> str:
        return f"EXECUTE {self.name}" + (f"({', '.join(['%s'] * len(self.types))})" if self.types else "")

    @property
    def _preparation(self) -> str:
        """Return the PREPARE statement. Only the values are parameters.

        Constants stay in the SQL, because the planner uses a partial index only if it sees the constant of its
        condition.
        """
        places: Iterator[int | None] = (place for place, _ in self.parameters)

        def put_in(mark: re.Match[str]) -> str:
            if mark.group() == "%%":
                return "%%"
            place = next(places)
            return "%s" if place is None else f"${place + 1}"

        types = f"({', '.join(self.types)})" if self.types else ""
        return f"PREPARE {self.name}{types} AS {MARKS.sub(put_in, self.sql)}"

    def _is_prepared(self, connection: BaseDatabaseWrapper) -> bool:
        """Return True if the statement is prepared on this connection; prepare it on its second use (PREPARED_FROM).

        Always False for `written_once`, on other databases, and with DISABLE_SERVER_SIDE_CURSORS: Django's setting for
        a pooler that changes connections between transactions and so loses prepared statements.
        """
        if self.is_planned_anew or connection.vendor != "postgresql":
            return False
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return False
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        counts = _asked.setdefault(connection.connection, {})
        count = counts.get(self.name, 0) + 1
        if count == PREPARED_FROM:
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(self._preparation, [fixed for place, fixed in self.parameters if place is None])
        counts[self.name] = count
        return count >= PREPARED_FROM
