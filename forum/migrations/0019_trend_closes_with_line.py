"""A trend is closed by its closing line alone."""

from django.db import migrations


def move_to_closing_lines(apps, schema_editor):
    TrendNote = apps.get_model("forum", "TrendNote")
    for note in TrendNote.objects.exclude(closed_at=None).select_related("topic"):
        topic = note.topic
        if not topic.closing_line:
            topic.closing_line, topic.closing_said_at, topic.learned = topic.learned, note.closed_at, ""
            topic.save(update_fields=["closing_line", "closing_said_at", "learned"])


class Migration(migrations.Migration):
    dependencies = [("forum", "0018_topic_print")]

    operations = [
        migrations.RunPython(move_to_closing_lines, migrations.RunPython.noop),
        migrations.RemoveField(model_name="trendnote", name="closed_at"),
    ]
