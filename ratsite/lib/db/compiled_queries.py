"""Whole queries that the ORM writes down once for each worker, and PostgreSQL plans a few times for each connection.

For what members' pages ask, both take several times as long as answering. PostgreSQL plans the first five for their
values, and from then on no more: except where it reckons that such a plan is cheaper by more than planning costs, as
of what is newer or older than a moment; and except for what is only written down once, as searches are.
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
PREPARED_FROM = 2  # a connection that asks only once would pay for the planning and for a message more
EVERY_NUMBER = range(-(2**63), 2**63)
MARKS = re.compile(r"%[%s]")
_FIRST_NUMBER = 2_147_000_000  # fits every column of whole numbers; nothing of ours counts so far
_FAMILY = uuid.UUID("7d0c1c2e-5b1f-4a6e-9b53-3f1d2f0c8a11")
_MOMENT = dt.datetime(9876, 5, 4, tzinfo=dt.UTC)
_TRACES = re.compile(r"\x02|\\u0002|21470000\d\d|9876-05-0")  # of stand-ins, whatever was made of them

# Of each connection, how often each statement was asked on it.
_asked: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()


class Prepared:
    """The rows of a queryset that is asked for again and again with other values.

    rows: a function of these values, which returns the queryset. It is called once, with something in the place of
    each: so it stands in its module, asks for nothing else, neither the clock nor the database, and neither reckons
    with what it is given nor decides by it. Most of what breaks this raises TypeError.

    kinds: of each value a type of TYPES, None being allowed for it; or something that has what Plain has.

    Called with values it returns the list of such a queryset. A model's instances come with what was selected and
    prefetched with them.
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
        """The first of them; None without any."""
        return next(iter(self(*given)), None)

    def get(self, *given: Any) -> Any:
        """The first of them; raises ObjectDoesNotExist without any."""
        found = self.one(*given)
        if found is None:
            raise ObjectDoesNotExist(f"{self.rows.__name__} finds nothing.")
        return found


def prepared(*kinds: Any) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """A decorator: @prepared(Reader, int)."""
    return partial(Prepared, kinds=kinds)


def written_once(*kinds: Any) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """The same, but PostgreSQL plans it each time: where the best way to the rows lies with the values."""
    return partial(Prepared, kinds=kinds, is_planned_anew=True)


class Plain:
    """One value of a type of TYPES."""

    def __init__(self, kind: type):
        self.kind = kind

    def types(self, sort: Hashable) -> tuple[type, ...]:
        """Of each value of this sort its type, one of TYPES."""
        return (self.kind,)

    def told(self, given: Any) -> tuple[Hashable, tuple] | None:
        """(of what sort it is, its values); None where there can be no rows for it.

        For each sort there is a query of its own: there are few of them.
        """
        return None if self._is_nowhere(given) else (None, (given,))

    def _is_nowhere(self, given: Any) -> bool:
        """No column can hold it, and the database would not take it."""
        return given not in EVERY_NUMBER if isinstance(given, int) else isinstance(given, str) and "\x00" in given

    def standing_in(self, sort: Hashable, *values: Any) -> Any:
        """What `rows` is given: something of this sort, made of the stand-ins of its values."""
        return values[0]


class Several:
    """One or more values of a type of TYPES, as a list: for each number of them there is a query of its own, which asks
    for all of them.
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
    """Stands for a number. To reckon with it or to compare it would put something wrong into the query for ever."""

    def _refuse(self, *others: Any) -> NoReturn:
        raise TypeError("A query that is written down once neither reckons with its values nor decides by them.")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = __mod__ = __neg__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse  # type: ignore[assignment]


def _stand_in(kind: type, place: int) -> Any:
    """A value that no query holds otherwise."""
    if kind is int:
        return Number(_FIRST_NUMBER + place)
    if kind is list:
        return [Number(_FIRST_NUMBER + place)]
    if kind is str:
        return f" \x02Aa{place}\x02 "
    return uuid.uuid5(_FAMILY, str(place)) if kind is uuid.UUID else _MOMENT + dt.timedelta(microseconds=place)


def _write(prepared: Prepared, sorts: tuple) -> "_Written":
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
    compiler.connection = None  # each thread has its own, which ends with it
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
    """No other worker gives it to another query: a pool that mixes their connections up, though this site was not told
    of it, would answer one reader with what another kind of reader may read.
    """
    return f"prepared_{uuid.uuid4().hex}"


def _refuse_to_ask(execute, sql, parameters, many, context) -> NoReturn:
    raise TypeError("A query that is written down once asks nothing meanwhile.")


def _parameter(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """As it stands among the parameters of a query."""
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
    """Which of the values a parameter is; else what it always is."""
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
    """The query of a Prepared as its database reads it."""

    name: str
    types: list[str]
    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: list[tuple[int | None, Any]]  # (which of the values, or None; what it is then)
    is_planned_anew: bool

    def rows(self, values: Sequence) -> list:
        """The queryset does with the answer all that it would do with that to its own query."""
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
        """The ORM refuses it when it writes a query down, which has been done: such a lock would end at once."""
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
        """Only the values are left open. What is always the same must be known: an index may hold for it alone."""
        places: Iterator[int | None] = (place for place, _ in self.parameters)

        def put_in(mark: re.Match[str]) -> str:
            if mark.group() == "%%":
                return "%%"
            place = next(places)
            return "%s" if place is None else f"${place + 1}"

        types = f"({', '.join(self.types)})" if self.types else ""
        return f"PREPARE {self.name}{types} AS {MARKS.sub(put_in, self.sql)}"

    def _is_prepared(self, connection: BaseDatabaseWrapper) -> bool:
        """On PostgreSQL, from the second time on that a connection asks. A pool that hands each transaction another
        connection keeps no statement; of one, Django is told by the same setting as for its cursors.
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
