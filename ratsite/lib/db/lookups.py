"""Database lookups that Django lacks. Import this module where you use one."""

from django.db.models import Field
from django.db.models.lookups import In


@Field.register_lookup
class Among(In):
    """The lookup `in` for a small subquery that does not refer to the outer query's rows.

    On PostgreSQL it becomes `= ANY(ARRAY(subquery))`, which runs the subquery at most once. With a plain `in`, the
    planner assumes that the subquery may run for each row, and reads a whole table rather than look up a few rows.
    """

    lookup_name = "among"

    def get_rhs_op(self, connection, rhs: str) -> str:
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else super().get_rhs_op(connection, rhs)
