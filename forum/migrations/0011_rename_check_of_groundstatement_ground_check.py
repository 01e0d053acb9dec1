from django.db import migrations, models

NAME = "ground_statement_once_a_place"


class Migration(migrations.Migration):
    dependencies = [("forum", "0010_poll_votes")]

    operations = [
        migrations.RemoveConstraint("groundstatement", NAME),
        migrations.RenameField("groundstatement", "check_of", "ground_check"),
        migrations.AddConstraint(
            "groundstatement", models.UniqueConstraint(fields=["ground_check", "position"], name=NAME)
        ),
    ]
