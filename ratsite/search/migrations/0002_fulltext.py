"""PostgreSQL index of pages' title and body as one text: Wagtail searches just that, and would read every page."""

from django.db import migrations

CREATE = "CREATE INDEX IF NOT EXISTS page_title_and_body ON wagtailsearch_indexentry USING gin ((title || body))"
DROP = "DROP INDEX IF EXISTS page_title_and_body"


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("wagtailsearch", "0010_add_text_fields")]
    operations = [migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP))]
