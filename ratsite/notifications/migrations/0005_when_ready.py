import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whatever waits while this runs has been told before: a mail may speak of it from now on."""

    dependencies = [("notifications", "0004_waiting_mail")]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="ready_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
