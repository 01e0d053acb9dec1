from django.db import migrations


def rename(apps, schema_editor) -> None:
    """/forum/topics/<id>/manage/ leads elsewhere from now on."""
    apps.get_model("forum", "Topic").objects.filter(slug="manage").update(slug="manage-topic")


class Migration(migrations.Migration):
    dependencies = [("forum", "0018_topic_work")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
