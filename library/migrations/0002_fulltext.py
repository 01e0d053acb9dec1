"""Full text of resources' descriptions, kept by the database (ratsite.lib.search.fulltext has the SQL)."""

from django.db import migrations

from ratsite.lib.search.fulltext import Index, operation

COLUMNS = (("title", "A"), ("summary", "B"), ("creators", "C"), ("publisher", "C"), ("search_words", "C"))


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [operation(Index("library_resource", COLUMNS))]
