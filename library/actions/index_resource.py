"""Store the words of resources that the full-text index cannot see by itself."""

from django.db import transaction

from library.models import Resource
from library.queries.search_words import search_words_of

AT_A_TIME = 200


def index_resource(resource: Resource) -> bool:
    """Store the search words of a resource; return False if they are stored already.

    The caller has locked the resource, and calls this after each change of its sets, type or language.
    """
    words = search_words_of(resource)
    if words == resource.search_words:
        return False
    resource.search_words = words
    resource.save(update_fields=["search_words"])
    return True


def index_all() -> int:
    """Index the resources whose words have changed because a remit or form was renamed; return how many these were."""
    count = 0
    for pk in Resource.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=AT_A_TIME):
        with transaction.atomic():
            locked = Resource.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
            count += locked is not None and index_resource(locked)
    return count
