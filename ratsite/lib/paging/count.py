"""Count rows up to a limit: no reader needs to know whether there are 300 or 301, and counting all rows is slow."""

from django.db.models import IntegerField, Subquery


class CountUpTo(Subquery):
    """Subquery that counts the rows of a sliced queryset: CountUpTo(queryset.values("pk")[:100]) is at most 100."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
