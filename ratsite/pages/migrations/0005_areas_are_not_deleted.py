from django.db import migrations


def take_away(apps, schema_editor):
    """Take the right to delete areas from Editors: a deleted area would silently leave agencies and trend notes."""
    right = apps.get_model("auth", "Permission").objects.filter(codename="delete_area", content_type__app_label="network")
    for group in apps.get_model("auth", "Group").objects.filter(name="Editors"):
        group.permissions.remove(*right)


class Migration(migrations.Migration):
    dependencies = [("pages", "0004_plain_texts")]

    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
