"""Full text of files' pages, kept by the database (ratsite.lib.search.fulltext has the SQL)."""

from django.db import migrations

from ratsite.lib.search.fulltext import Index, operation


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]
    operations = [operation(Index("files_filetext", (("text", "B"),)))]
