"""Counts with an upper limit: no reader needs to know whether it is 300 or 301, and counting all rows is slow."""

from django.db.models import IntegerField, Subquery


class CountUpTo(Subquery):
    """Number of rows of a sliced queryset: CountUpTo(queryset.values("pk")[:100]) is at most 100."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
