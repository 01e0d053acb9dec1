"""Database lookups that Django lacks. Import this module where you use one."""

import json

from django.db.models import Field, Lookup
from django.db.models.lookups import In


@Field.register_lookup
class Among(In):
    """`in` for a small subquery that does not refer to the outer row.

    On PostgreSQL it becomes `= ANY(ARRAY(subquery))`, which runs the subquery once at most. With `in`, the planner
    assumes that it may run for each row, and reads a whole table rather than look up a few rows.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection, rhs: str) -> str:
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else super().get_rhs_op(connection, rhs)


@Field.register_lookup
class AnyOf(Lookup):
    """`in` for a list of integers passed as one parameter, so that the SQL is the same for any length.

    The list is wrapped in a subquery on PostgreSQL, so the planner does not look at its values: one plan serves all
    lists.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY((SELECT %s)::bigint[])", [*parameters, self.rhs]
        numbers = "SELECT value FROM json_each(%s)"
        return f"{column} IN ({numbers})", [*parameters, json.dumps(self.rhs)]
