"""The database refuses to change a seal. Changes no model: it can stand after any other migration that adds none."""

from django.db import migrations

from ratsite.lib.db.append_only import operation


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_seal_what_stands")]
    operations = [operation("moderation_logseal", deleting=True)]
