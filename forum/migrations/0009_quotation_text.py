from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forum", "0008_proposed_at")]

    operations = [migrations.RenameField("quotation", "words", "text")]
