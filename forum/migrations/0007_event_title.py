"""Keep a title that an event quotes in a field of its own, so that it can be hidden without reading a sentence."""

import re

from django.db import migrations, models
from django.db.models import F

TITLE = "{title}"
THIRD = re.compile(r"((?:[^“]*“[^”]*”){2}[^“]*“)(.*)”", re.DOTALL)  # two quoted labels, then a quoted title
FIRST = re.compile(r"“(.*)”([^”]*)", re.DOTALL)


def take_titles_out(apps, schema_editor):
    TopicEvent = apps.get_model("forum", "TopicEvent")
    renamed = TopicEvent.objects.filter(kind="renamed")
    renamed.filter(about=None).update(about=F("topic"))
    for event in renamed.iterator():
        event.detail, event.title = TITLE, event.detail[:200]
        event.save(update_fields=["detail", "title"])
    for event in TopicEvent.objects.filter(kind__in=("merged", "acted")).exclude(about=None).iterator():
        if event.kind == "merged" and (found := FIRST.fullmatch(event.detail)):
            event.detail, event.title = f"“{TITLE}”{found[2]}", found[1][:200]
        elif event.kind == "acted" and (found := THIRD.fullmatch(event.detail)):
            event.detail, event.title = f"{found[1]}{TITLE}”", found[2][:200]
        event.save(update_fields=["detail", "title"])


class Migration(migrations.Migration):
    dependencies = [("forum", "0006_label_words")]

    operations = [
        migrations.AddField("topicevent", "title", models.CharField(blank=True, max_length=200)),
        migrations.RunPython(take_titles_out, migrations.RunPython.noop),
    ]
