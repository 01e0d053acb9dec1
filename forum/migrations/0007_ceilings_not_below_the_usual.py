from django.db import migrations

MARKINGS = ["clear", "green", "amber_strict", "red"]


def lift(apps, schema_editor):
    """A ceiling below its board's usual marking was never obeyed: it is lifted to it, and no topic is touched."""
    boards = apps.get_model("forum", "Board").objects
    for rank, marking in enumerate(MARKINGS):
        boards.filter(marking=marking, ceiling__in=MARKINGS[:rank]).update(ceiling=marking)


class Migration(migrations.Migration):

    dependencies = [("forum", "0006_subscriptions")]

    operations = [migrations.RunPython(lift, migrations.RunPython.noop, elidable=True)]
