"""Full text of what is said about resources. Changes no model."""

from django.db import migrations

from ratsite.lib.search.fulltext import Index, operation

RESOURCES = Index("library_resource", (("title", "A"), ("summary", "B"), ("creators", "C"), ("publisher", "C")))


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [operation(RESOURCES)]
