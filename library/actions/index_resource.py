"""Store the search words of resources: names from other tables, for the full-text index, which reads no other table."""

from django.db import transaction

from library.models import Resource
from library.queries.search_words import search_words_of

AT_A_TIME = 200


def index_resource(resource: Resource) -> bool:
    """Store the search words of a resource. Return False if the stored ones are still right.

    The caller has locked the resource. Call this after each change of a field whose names readers can search for:
    its type, language, remits, forms of exploitation and so on.
    """
    words = search_words_of(resource)
    if words == resource.search_words:
        return False
    resource.search_words = words
    resource.save(update_fields=["search_words"])
    return True


def index_all() -> int:
    """Update the search words of all resources: the names of remits and other terms in them may have changed.

    Returns the number of resources whose search words changed.
    """
    count = 0
    for pk in Resource.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=AT_A_TIME):
        with transaction.atomic():
            locked = Resource.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
            count += locked is not None and index_resource(locked)
    return count
