"""Full text of titles and posts, kept by the database (ratsite.lib.search.fulltext has the SQL)."""

from django.db import migrations

from ratsite.lib.search.fulltext import Index, operation


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial")]
    operations = [operation(Index("forum_topic", (("title", "A"),)), Index("forum_post", (("source", "B"),)))]
