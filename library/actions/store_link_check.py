from django.utils import timezone

from library.models import LinkCheck


def store_link_check(*, url: str, state: str, answer: str, moved_to: str) -> LinkCheck:
    """Store the result of a link check of an address, in place of its earlier result."""
    fields = {"state": state, "answer": answer[:120], "moved_to": moved_to, "checked_at": timezone.now()}
    return LinkCheck.objects.update_or_create(url=url, defaults=fields)[0]


def delete_other_links(addresses: set[str]) -> int:
    """Delete the link checks of all addresses except these, and return how many were deleted.

    addresses: those that resources and public pages still link to.
    """
    urls = [url for url in LinkCheck.objects.values_list("url", flat=True) if url not in addresses]
    return LinkCheck.objects.filter(url__in=urls).delete()[0]
