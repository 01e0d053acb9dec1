"""Full text of titles and posts. Changes no model: it can stand after any other migration of the forum."""

from django.db import migrations

from ratsite.lib.search.fulltext import Index, operation


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_drafts")]
    operations = [operation(Index("forum_topic", (("title", "A"),)), Index("forum_post", (("source", "B"),)))]
