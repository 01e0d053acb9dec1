"""Words of a resource's remits, forms, type and so on, for the full-text index, which is made anew with them."""

from django.db import migrations, models

from ratsite.lib.search.fulltext import Index, operation

DESCRIBED = (("title", "A"), ("summary", "B"), ("creators", "C"), ("publisher", "C"))
BEFORE = Index("library_resource", DESCRIBED)
RESOURCES = Index("library_resource", (*DESCRIBED, ("search_words", "C")))


def drop(apps, schema_editor) -> None:
    BEFORE.drop(schema_editor.connection)


def create(apps, schema_editor) -> None:
    BEFORE.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("library", "0003_checks")]
    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            model_name="resource",
            name="search_words",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        operation(RESOURCES),
    ]
