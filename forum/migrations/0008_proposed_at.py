from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def fill_proposed_at(apps, schema_editor):
    """Nobody kept when the older proposals were made: they wait from now on."""
    apps.get_model("forum", "BlamingPhrase").objects.filter(state="proposed").update(proposed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("forum", "0007_event_title")]

    operations = [
        migrations.AddField("blamingphrase", "proposed_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill_proposed_at, migrations.RunPython.noop),
        migrations.AddConstraint(
            "blamingphrase",
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(proposed_at__isnull=False), name="phrase_proposed_at_a_time"
            ),
        ),
    ]
