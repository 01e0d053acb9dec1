"""The database refuses to change or delete a seal (ratsite.lib.db.append_only has the SQL)."""

from django.db import migrations

from ratsite.lib.db.append_only import operation


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [operation("audit_logseal", deleting=True)]
