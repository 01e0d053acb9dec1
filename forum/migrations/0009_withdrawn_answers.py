from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0008_saved_posts")]

    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="answers",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
