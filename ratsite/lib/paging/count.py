"""Counts that stop: nobody needs to know whether it is 300 or 301, and no page should pay for it."""

from django.db.models import IntegerField, Subquery


class CountUpTo(Subquery):
    """How many rows a sliced queryset finds: CountUpTo(queryset.values("pk")[:100]) is at most 100."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
