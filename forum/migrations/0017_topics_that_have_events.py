from django.db import migrations
from django.db.models import Exists, OuterRef


def mark(apps, schema_editor) -> None:
    topics, events = apps.get_model("forum", "Topic"), apps.get_model("forum", "TopicEvent")
    topics.objects.filter(Exists(events.objects.filter(topic=OuterRef("pk")))).update(has_events=True)


class Migration(migrations.Migration):
    dependencies = [("forum", "0016_topics_with_events")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
