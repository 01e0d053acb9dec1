"""Full text of the pages of files."""

from django.db import migrations

from ratsite.lib.search.fulltext import Index, operation


class Migration(migrations.Migration):
    dependencies = [("files", "0002_text_of_files")]
    operations = [operation(Index("files_filetext", (("text", "B"),)))]
