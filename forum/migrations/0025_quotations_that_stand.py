import re
from itertools import chain
from urllib.parse import urlsplit

from django.db import migrations

from ratsite.lib.markup.markdown import quoted_links

PERMALINK = re.compile(r"/forum/posts/(\d{1,8})/?")
AT_A_TIME = 500  # texts that are held in memory


def quoted_by(source: str) -> set[int]:
    found = set()
    for link in quoted_links(source):
        try:
            match = PERMALINK.fullmatch(urlsplit(link).path)
        except ValueError:
            continue
        if match:
            found.add(int(match[1]))
    return found


def fill(apps, schema_editor) -> None:
    Post, Revision = apps.get_model("forum", "Post"), apps.get_model("forum", "Revision")
    Quotation = apps.get_model("forum", "Quotation")
    posts = Post.objects.filter(source__contains="/forum/posts/").order_by("pk").values_list("pk", "source")
    versions = Revision.objects.filter(source__contains="/forum/posts/", state__in=["applied", "pending"])
    versions = versions.exclude(post__state="withdrawn").order_by("pk").values_list("post", "source")
    for post_id, source in chain(posts.iterator(AT_A_TIME), versions.iterator(AT_A_TIME)):
        quoted = Post.objects.filter(pk__in=quoted_by(source) - {post_id}).values_list("pk", flat=True)
        rows = [Quotation(post_id=post_id, quoted_id=pk) for pk in quoted]
        Quotation.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("forum", "0024_quotations")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
