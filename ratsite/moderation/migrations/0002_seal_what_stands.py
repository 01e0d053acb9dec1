"""Seals every entry that the log holds by now, in the order of time."""

import heapq
from itertools import islice

from django.db import migrations

from ratsite.moderation.models.seal import Log
from ratsite.moderation.sealing import START, sealed

CHUNK = 1_000


def seal_what_stands(apps, schema_editor):
    seals = apps.get_model("moderation", "LogSeal").objects
    logs = {Log.MODEL: "ModelLogEntry", Log.PAGE: "PageLogEntry"}
    entries = heapq.merge(
        *(_in_order(apps.get_model("wagtailcore", name), log) for log, name in logs.items()), key=lambda one: one[0]
    )
    number, before = 0, START
    while chunk := list(islice(entries, CHUNK)):
        made = []
        for (_, log, _), entry in chunk:
            number += 1
            fields = sealed(log, entry, number=number, before=before)
            before = fields["digest"]
            made.append(seals.model(**fields))
        seals.bulk_create(made)


def _in_order(model, log):
    for entry in model.objects.order_by("timestamp", "pk").iterator(chunk_size=CHUNK):
        yield (entry.timestamp, log, entry.pk), entry


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_log_seals"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]

    operations = [migrations.RunPython(seal_what_stands, migrations.RunPython.noop)]
