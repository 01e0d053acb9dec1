"""Lookups that Django lacks. Whoever uses one imports this module."""

import json

from django.db.models import Field, Lookup
from django.db.models.lookups import In


@Field.register_lookup
class Among(In):
    """`in`, for a subquery that asks nothing of the row that it is compared with: few answers, or none.

    PostgreSQL looks for them once at the most. Of `in` it would reckon with doing so for each row, and rather read a
    whole table at once than look a few rows up.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection, rhs: str) -> str:
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else super().get_rhs_op(connection, rhs)


@Field.register_lookup
class AnyOf(Lookup):
    """`in`, for a list of numbers that the query holds as one value: it reads the same however many there are.

    PostgreSQL does not look into it when it plans, as it would into a bare value: so one plan does for all lists.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY((SELECT %s)::bigint[])", [*parameters, self.rhs]
        numbers = "SELECT value FROM json_each(%s)"
        return f"{column} IN ({numbers})", [*parameters, json.dumps(self.rhs)]
