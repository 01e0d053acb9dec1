"""On PostgreSQL Wagtail searches title and body as one: an index of just that, or each search reads every page."""

from django.db import migrations

CREATE = "CREATE INDEX IF NOT EXISTS page_title_and_body ON wagtailsearch_indexentry USING gin ((title || body))"
DROP = "DROP INDEX IF EXISTS page_title_and_body"


def run(statement):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    initial = True
    dependencies = [("wagtailsearch", "0010_add_text_fields")]
    operations = [migrations.RunPython(run(CREATE), run(DROP))]
