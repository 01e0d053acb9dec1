import datetime as dt

from django.db import migrations
from django.utils import timezone

TIME_TO_ACCEPT = dt.timedelta(days=30)


def ask_everybody(apps, schema_editor):
    """Who applied has accepted a version; who came another way is asked now, as for a version of today."""
    application, acceptance = apps.get_model("accounts", "Application"), apps.get_model("accounts", "Acceptance")
    accepted = application.objects.filter(state="approved").exclude(person=None)
    acceptance.objects.bulk_create(
        [
            acceptance(person_id=one.person_id, terms_id=one.terms_id, accepted_at=one.created_at)
            for one in accepted.iterator()
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    people = apps.get_model("accounts", "User").objects.exclude(state="left").filter(acceptances=None)
    people.update(terms_by=timezone.localdate() + TIME_TO_ACCEPT)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_acceptances")]

    operations = [migrations.RunPython(ask_everybody, migrations.RunPython.noop)]
