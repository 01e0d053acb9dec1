from django.db import migrations
from django.http import QueryDict


def name_authors(apps, schema_editor):
    """A saved search named an author by number; the filter takes a name now. Of whoever is gone nothing is left."""
    searches, people = apps.get_model("search", "SavedSearch"), apps.get_model("accounts", "User")
    for search in searches.objects.filter(query__contains="author="):
        query = QueryDict(search.query, mutable=True)
        number = query.get("author", "")
        if not (number.isascii() and number.isdigit()) or len(number) > 18:
            continue
        author = people.objects.filter(pk=int(number)).first()
        name = f"{author.first_name} {author.last_name}".strip() if author else ""
        query.pop("author")
        if name:
            query["author"] = name
        search.query = query.urlencode()
        search.save(update_fields=["query"])


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_saved_searches'),
        ('accounts', '0013_readmitted'),
    ]

    operations = [migrations.RunPython(name_authors, migrations.RunPython.noop)]
