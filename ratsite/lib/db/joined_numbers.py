"""An aggregate that joins the numbers of rows into one text."""

from django.db.models import Aggregate, TextField


class JoinedNumbers(Aggregate):
    """The numbers of all rows as one text such as "3,1,2", in no order; NULL if there are no rows.

    Python reads one row with 20,000 numbers in a tenth of the time that it takes to read 20,000 rows.
    """

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **context)
