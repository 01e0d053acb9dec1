from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index_and_synonyms")]

    operations = [migrations.RenameField("savedsearch", "told_until", "notified_until")]
