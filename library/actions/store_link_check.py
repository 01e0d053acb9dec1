from django.utils import timezone

from library.models import LinkCheck


def store_link_check(*, url: str, state: str, answer: str, moved_to: str) -> LinkCheck:
    """Store what an address answered just now, in place of what it answered before."""
    fields = {"state": state, "answer": answer[:120], "moved_to": moved_to, "checked_at": timezone.now()}
    return LinkCheck.objects.update_or_create(url=url, defaults=fields)[0]


def forget_other_links(addresses: set[str]) -> int:
    """Delete the checks of addresses that nothing links to any more, and return how many there were."""
    urls = [url for url in LinkCheck.objects.values_list("url", flat=True) if url not in addresses]
    return LinkCheck.objects.filter(url__in=urls).delete()[0]
