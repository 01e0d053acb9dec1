"""The database refuses to change a note or a message. Changes no model."""

from django.db import migrations

from ratsite.lib.db.append_only import operation


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_notes")]
    operations = [operation("moderation_note")]
