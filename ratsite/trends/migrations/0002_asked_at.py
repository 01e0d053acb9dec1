from django.db import migrations, models
from django.db.models import F


def fill_asked_at(apps, schema_editor):
    """A briefing that waits was asked for when or after it was last changed: take that day for the older ones."""
    apps.get_model("trends", "Briefing").objects.filter(state="waiting").update(asked_at=F("changed_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('trends', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='briefing',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='briefing',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('waiting', 'Waits for a signature'), ('published', 'Published'), ('taken_back', 'Sent back to its author')], default='draft', max_length=10),
        ),
        migrations.RunPython(fill_asked_at, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('asked_at__isnull', False), _connector='OR'), name='briefing_waiting_was_asked'),
        ),
    ]
