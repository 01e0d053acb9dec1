from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forum", "0007_event_title")]

    operations = [migrations.RenameField("quotation", "words", "text")]
