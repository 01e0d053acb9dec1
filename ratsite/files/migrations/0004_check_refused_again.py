from django.db import migrations
from django.db.models import Q

# What a clean copy may mend, as earlier releases said it. Others refused files for good, or by hand.
MAY_BE_MENDED = (
    Q(refusal="The document holds macros, programs or packed files. Save a copy without them.")
    | Q(refusal="The document loads a template from elsewhere. Save a copy without it.")
    | Q(refusal__startswith="The file may contain this: ")
)


def check_again(apps, schema_editor):
    """Check refused files of the library once more, because only a check finds out whether a clean copy mends them.

    The regular job takes up files whose check should have ended. Files of posts stay: their authors were told.
    """
    held = apps.get_model("library", "ResourceFile").objects.values("stored_file")
    refused = apps.get_model("files", "StoredFile").objects.filter(MAY_BE_MENDED, state="refused", pk__in=held)
    refused.filter(clean_copy_of=None).exclude(content="").update(
        state="quarantined", refusal="", is_mendable=False, checked_at=None
    )


class Migration(migrations.Migration):
    dependencies = [("files", "0003_mendable"), ("library", "0001_initial")]

    operations = [migrations.RunPython(check_again, migrations.RunPython.noop)]
