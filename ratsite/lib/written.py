"""Subqueries that the ORM writes down once for each worker, for what every members' page asks.

Written down anew for each request they took longer than the database takes to answer: half of such a page's queries.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from django.db import connections
from django.db.models import BooleanField, Func, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

STAND_IN = "\x00{}\x00"  # no SQL that the ORM writes holds the character
PLACES = re.compile(r"\x00(\d+)\x00")
MOST_KEPT = 200

Rows = Callable[..., QuerySet]


class Written(Func):
    """What one of some rows says: `rows` is a function of the expressions, each a value or the name of a column.

    It is called once, with something in the place of each of them, and what it returned is kept: it stands in its
    module, and asks for nothing else.
    """

    template = "({})"
    asks_whether = False

    def __init__(self, rows: Rows, *expressions, output_field):
        super().__init__(*expressions, output_field=output_field)
        self.rows = rows

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra_context):
        given = [compiler.compile(expression) for expression in self.get_source_expressions()]
        sql, parameters = _filled(_pieces(self.rows, len(given), self.asks_whether, connection.alias), given)
        return self.template.format(sql), parameters


class WrittenExists(Written):
    """Whether there are any such rows."""

    template = "EXISTS({})"
    asks_whether = True

    def __init__(self, rows: Rows, *expressions):
        super().__init__(rows, *expressions, output_field=BooleanField())


class WrittenCount(Written):
    """How many there are; a sliced queryset ends the count."""

    template = "(SELECT COUNT(*) FROM ({}) AS counted)"

    def __init__(self, rows: Rows, *expressions):
        super().__init__(rows, *expressions, output_field=IntegerField())


@lru_cache(maxsize=MOST_KEPT)
def _pieces(rows: Rows, count: int, asks_whether: bool, alias: str) -> list:
    """The SQL up to the first expression; then for each its number, and the SQL that follows."""
    stand_ins = [RawSQL(STAND_IN.format(number), ()) for number in range(count)]  # noqa: S611 no words but ours
    query = rows(*stand_ins).query
    query = query.exists() if asks_whether else query.clone()
    # Names of its own: else a column of the row that asks would be taken for one of the same table in here.
    query.change_aliases({alias: f"W{place}" for place, alias in enumerate(query.alias_map)})
    sql, parameters = query.get_compiler(connection=connections[alias]).as_sql()
    words, left, pieces = PLACES.split(sql), list(parameters), []
    for text in words[::2]:
        fixed = text.count("%s")
        pieces.append((text, tuple(left[:fixed])))
        del left[:fixed]
    return [pieces[0], *zip(map(int, words[1::2]), pieces[1:], strict=True)]


def _filled(pieces: list, given: list) -> tuple[str, list]:
    first, *others = pieces
    sql, parameters = [first[0]], [*first[1]]
    for place, (words, fixed) in others:
        sql += [given[place][0], words]
        parameters += [*given[place][1], *fixed]
    return "".join(sql), parameters
