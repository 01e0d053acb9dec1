"""Full text of resources' descriptions, kept by the database (ratsite.lib.search.fulltext has the SQL)."""

from django.db import migrations

from ratsite.lib.search.fulltext import Index, operation

RESOURCES = Index("library_resource", (("title", "A"), ("summary", "B"), ("creators", "C"), ("publisher", "C")))


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [operation(RESOURCES)]
