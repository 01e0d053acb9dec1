from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0032_told_of")]

    operations = [migrations.AddField("quotation", "is_past", models.BooleanField(default=False))]
