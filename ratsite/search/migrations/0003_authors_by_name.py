from django.db import migrations
from django.http import QueryDict


def name_authors(apps, schema_editor):
    """A saved search named an author by number; the filter takes a name now, of at most 80 letters.

    Any number could be saved, also of somebody whose name its owner may not know. So theirs alone are named who have
    signed something that all members read; of the others, and of whoever is gone, nothing is left.
    """
    searches, posts = apps.get_model("search", "SavedSearch"), apps.get_model("forum", "Post")
    signed = posts.objects.filter(state="live", voice="name", topic__board__circle=None)
    signed = signed.filter(topic__published_at__isnull=False).select_related("author")
    for search in searches.objects.filter(query__contains="author="):
        query = QueryDict(search.query, mutable=True)
        number = query.get("author", "")
        if not (number.isascii() and number.isdigit()) or len(number) > 18:
            continue
        post = signed.filter(author=int(number)).first()
        name = f"{post.author.first_name} {post.author.last_name}".strip() if post else ""
        query.pop("author")
        if name:
            query["author"] = name[:80].strip()
        search.query = query.urlencode()
        search.save(update_fields=["query"])


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_saved_searches'),
        ('accounts', '0013_readmitted'),
        ('forum', '0035_names_on_boards'),
    ]

    operations = [migrations.RunPython(name_authors, migrations.RunPython.noop)]
