"""Rows of queries."""

from django.db.models import QuerySet


def only_one(rows: QuerySet):
    """The row of a query that finds one at most; None without one. first() would ask for an order, of one, which takes
    as long to write down as half of the query.
    """
    return next(iter(rows.order_by()[:1]), None)
