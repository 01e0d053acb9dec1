from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0005_list_no_longer_shared")]

    operations = [
        migrations.RemoveConstraint("outdatedreport", "report_words_of_members"),
        migrations.RenameField("outdatedreport", "words", "text"),
        migrations.AddConstraint(
            "outdatedreport",
            models.CheckConstraint(
                name="report_text_of_members", condition=models.Q(person__isnull=False) | models.Q(text="")
            ),
        ),
    ]
