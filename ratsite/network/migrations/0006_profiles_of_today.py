from django.db import migrations
from django.utils import timezone


def make(apps, schema_editor) -> None:
    """Each agency has said of itself what it says today."""
    profiles = apps.get_model("network", "AgencyProfile").objects
    for agency in apps.get_model("network", "Agency").objects.filter(profile=None):
        agency.profile = profiles.create(
            agency=agency,
            main_remit_id=agency.main_remit_id,
            what_we_cannot_do=agency.what_we_cannot_do,
            said_at=timezone.now(),
        )
        agency.save(update_fields=["profile"])


class Migration(migrations.Migration):
    dependencies = [("network", "0005_agency_profiles")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
