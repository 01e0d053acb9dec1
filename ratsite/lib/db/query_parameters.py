"""Parameters of compiled queries (ratsite.lib.db.compiled_queries), and placeholders for their values."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NoReturn

SQL_TYPES = {int: "bigint", str: "text", dt.datetime: "timestamptz", dt.date: "date", uuid.UUID: "uuid"}
BIGINT = range(-(2**63), 2**63)
# What remains of a placeholder in a value that a query has made out of it.
TRACE = re.compile(r"\x02|\\u0002|2147000\d\d\d|987[678]-\d\d-\d\d")


class Value:
    """A parameter of a compiled query that takes one value of one of SQL_TYPES.

    Other classes of parameters have the same two methods.
    """

    def __init__(self, sql_type: type):
        self.sql_type = sql_type

    def split(self, argument: Any) -> tuple[Hashable, tuple] | None:
        """Split an argument into (variant, SQL values).

        Returns None if the argument can match no row: then no query runs. SQL is compiled once for each variant, so
        there should be few variants. A Value has a single variant, None.
        """
        is_too_big = isinstance(argument, int) and argument not in BIGINT
        is_no_text = isinstance(argument, str) and "\x00" in argument
        return None if is_too_big or is_no_text else (None, (argument,))

    def placeholder(self, variant: Hashable, new: Callable[[type], Any]) -> Any:
        """Return the argument with which the SQL of this variant is compiled.

        new(type) returns a placeholder of a type. The argument must contain a placeholder for each SQL value, in order.
        """
        return new(self.sql_type)


class Values(Value):
    """A parameter of a compiled query that takes a list of values of one of SQL_TYPES.

    Each length of the list is a variant; an empty list matches no row.
    """

    def split(self, argument: Sequence) -> tuple[int, tuple] | None:
        is_impossible = not argument or None in map(super().split, argument)
        return None if is_impossible else (len(argument), tuple(argument))

    def placeholder(self, variant: Any, new: Callable[[type], Any]) -> list:
        return [new(self.sql_type) for _ in range(variant)]


class Number(int):
    """Placeholder for an integer argument while a query is compiled. Calculating or comparing with it raises TypeError.

    Otherwise the compiled SQL would contain the result of that calculation, for every later argument.
    """

    def _refuse(self, *others: Any) -> NoReturn:
        raise TypeError("A compiled query must not calculate with its arguments or branch on them.")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = __mod__ = __neg__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse  # type: ignore[assignment]


def make_placeholder(sql_type: type, number: int) -> Any:
    """Return a placeholder of this type that occurs nowhere else in a query; different for each number below 1,000."""
    if sql_type is int:
        return Number(2_147_000_000 + number)  # fits into every integer column, and no row has so high an id
    if sql_type is str:
        # If the case is changed or spaces are trimmed, a trace of the placeholder remains.
        return f" \x02Aa{number}\x02 "
    if sql_type is uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_URL, str(number))
    if sql_type is dt.date:
        return dt.date(9876, 1, 1) + dt.timedelta(days=number)
    return dt.datetime(9876, 5, 4, microsecond=number, tzinfo=dt.UTC)
