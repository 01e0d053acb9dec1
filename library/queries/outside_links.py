"""The addresses outside the site that resources and public pages link to, and the results of their link checks."""

import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page

from library.enums import LinkState
from library.models import LinkCheck, Resource, ResourceLink

HREF = re.compile(r"""https?://[^\s"'<>\\)]{3,490}""")


@dataclass(frozen=True)
class OutsideLink:
    """A link of a resource with the result of its link check; `check` is None if it was never checked."""

    link: ResourceLink
    check: LinkCheck | None


def outside_addresses() -> set[str]:
    """Return all addresses outside this site that current versions of resources or live public pages link to."""
    addresses = set(_current_links().values_list("url", flat=True))
    for page in Page.objects.live().specific().iterator():
        for field in page._meta.concrete_fields:
            if field.get_internal_type() in ("TextField", "JSONField", "CharField"):
                addresses.update(url.rstrip(".,;") for url in HREF.findall(str(field.value_from_object(page) or "")))
    own = urlsplit(settings.SITE_URL).hostname
    return {url.partition("#")[0] for url in addresses if urlsplit(url).hostname != own}


def oldest_first(addresses: set[str]) -> list[str]:
    """Return the addresses in the order of checking: never checked ones first, then those checked longest ago."""
    asked = dict(LinkCheck.objects.values_list("url", "checked_at"))
    return sorted(addresses, key=lambda url: (url in asked, str(asked.get(url, "")), url))


def broken_links(user) -> list[OutsideLink]:
    """Return the links with a moved or missing address, in resources that this curator can see. Costs two queries."""
    checks = {check.url: check for check in LinkCheck.objects.exclude(state=LinkState.ANSWERS)}
    links = _current_links().filter(version__resource__in=Resource.objects.visible_to(user))
    rows = links.select_related("version__resource").order_by("version__resource__title", "pk")
    outside_links = [OutsideLink(link, checks.get(link.url.partition("#")[0])) for link in rows]
    return [outside_link for outside_link in outside_links if outside_link.check is not None]


def broken_page_links() -> list[LinkCheck]:
    """Return the failed link checks of addresses that public pages link to and no resource does."""
    of_resources: dict[str, bool] = defaultdict(bool, {url.partition("#")[0]: True for url in _urls()})
    return [check for check in LinkCheck.objects.exclude(state=LinkState.ANSWERS) if not of_resources[check.url]]


def _urls():
    return ResourceLink.objects.values_list("url", flat=True)


def _current_links():
    return ResourceLink.objects.filter(version__current_of__isnull=False)
