"""Replace the earlier texts that changes of resources kept by hashes (library.queries.description_changes.kept)."""

from django.db import migrations
from django.utils.crypto import salted_hmac

WRITTEN = (
    *("title", "summary", "uses", "limits", "creators", "publisher", "jurisdiction", "licence", "origin"),
    "permission",
)


def hash_texts(apps, schema_editor):
    for change in apps.get_model("library", "ResourceChange").objects.iterator():
        change.fields = {
            name: [_hash(text) for text in texts] if name in WRITTEN else texts for name, texts in change.fields.items()
        }
        change.save(update_fields=["fields"])


def _hash(text):
    return salted_hmac("library.ResourceChange", text, algorithm="sha256").hexdigest()


class Migration(migrations.Migration):
    dependencies = [("library", "0006_report_text")]

    operations = [migrations.RunPython(hash_texts, migrations.RunPython.noop)]
