from django.db import migrations


def take_off(apps, schema_editor) -> None:
    """Whoever moderates no more was still named by boards."""
    apps.get_model("forum", "Board").moderators.through.objects.exclude(user__groups__name="Moderators").delete()


class Migration(migrations.Migration):
    dependencies = [("forum", "0034_quotes_told_apart")]

    operations = [migrations.RunPython(take_off, migrations.RunPython.noop)]
