from django.db import migrations
from django.db.models import OuterRef, Subquery


def keep_notes(apps, schema_editor):
    """Versions from before did not keep the content note: they get today's, so that no change is told that was none."""
    Post, Revision = apps.get_model("forum", "Post"), apps.get_model("forum", "Revision")
    note = Post.objects.filter(pk=OuterRef("post")).values("content_note")
    Revision.objects.filter(state="applied").update(content_note=Subquery(note))


class Migration(migrations.Migration):
    dependencies = [("forum", "0011_attachments")]

    operations = [migrations.RunPython(keep_notes, migrations.RunPython.noop, elidable=True)]
