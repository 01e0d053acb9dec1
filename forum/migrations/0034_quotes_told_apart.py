from importlib import import_module

from django.db import migrations

quoted_by = import_module("forum.migrations.0025_quotations_that_stand").quoted_by


def tell_apart(apps, schema_editor) -> None:
    """Of the quotes of posts that were changed, which stand in an earlier version alone."""
    Post, Revision = apps.get_model("forum", "Post"), apps.get_model("forum", "Revision")
    Quotation = apps.get_model("forum", "Quotation")
    changed = Quotation.objects.filter(post__in=Revision.objects.filter(state="applied").values("post"))
    for post in Post.objects.filter(pk__in=changed.values("post")).order_by("pk").iterator(500):
        waiting = Revision.objects.filter(post=post, state="pending").values_list("source", flat=True)
        stands = {pk for source in (post.source, *waiting) for pk in quoted_by(source)}
        Quotation.objects.filter(post=post).exclude(quoted__in=stands).update(is_past=True)


class Migration(migrations.Migration):
    dependencies = [("forum", "0033_quotes_of_before")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
