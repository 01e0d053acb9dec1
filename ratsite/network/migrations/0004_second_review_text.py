from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0003_plain_texts")]

    operations = [migrations.RenameField("agencysecondreview", "words", "text")]
