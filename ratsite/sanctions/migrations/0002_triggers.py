"""The database refuses to change a note (ratsite.lib.db.append_only has the SQL)."""

from django.db import migrations

from ratsite.lib.db.append_only import operation


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0001_initial")]
    operations = [operation("sanctions_note")]
