from django.db import migrations
from django.db.models import Q


def close(apps, schema_editor) -> None:
    """What was found in files was not kept: of those that no moderator has let pass, each may be one."""
    files = apps.get_model("forum", "Attachment").objects.filter(stored_file__state="clean")
    files.filter(Q(waits=True) | Q(post__state__in=["held", "rejected"])).update(identifies=True)


class Migration(migrations.Migration):
    dependencies = [("forum", "0030_what_a_hold_keeps")]

    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
