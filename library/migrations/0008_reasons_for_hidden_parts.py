from django.db import migrations
from django.db.models.functions import Coalesce


def give_reasons(apps, schema_editor):
    """Give the hidden parts of a version's files the one reason that its curator gave for all of them."""
    HiddenPart = apps.get_model("files", "HiddenPart")
    explained = apps.get_model("library", "ResourceVersion").objects.exclude(justification="")
    explained = explained.annotate(said_at=Coalesce("published_at", "created_at"))
    for version in explained.only("justification", "created_by").iterator():
        parts = HiddenPart.objects.filter(stored_file__resource_file__version=version, reason="")
        parts.exclude(kind="title").update(
            reason=version.justification, cleared_by_id=version.created_by_id, cleared_at=version.said_at
        )


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0007_openings"),
        ("files", "0006_reasons_for_hidden_parts"),
    ]

    operations = [migrations.RunPython(give_reasons, migrations.RunPython.noop)]
