from django.db import migrations


def mark(apps, schema_editor):
    """A site that was seeded before has it; editors add what else they know of."""
    apps.get_model("pages", "Helpline").objects.filter(name="Samaritans").update(is_for_members=True)


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_support_for_members")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
