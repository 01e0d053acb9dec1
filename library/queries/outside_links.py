"""The addresses outside the site that resources and public pages link to, and the results of their link checks."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from wagtail.models import Page

from library.enums import LinkState
from library.models import LinkCheck, Resource, ResourceLink

HREF = re.compile(r"""https?://[^\s"'<>\\)]{3,490}""")


@dataclass(frozen=True)
class OutsideLink:
    """A link of a resource with the result of its link check; `check` is None if it was never checked."""

    link: ResourceLink
    check: LinkCheck | None


@dataclass(frozen=True)
class PageLink:
    """A link of a public page with the result of its link check."""

    page: Page
    check: LinkCheck


def outside_addresses() -> set[str]:
    """Return all addresses outside this site that current versions of resources or live public pages link to."""
    addresses = set(_current_links().values_list("url", flat=True))
    for _page, found in _on_pages():
        addresses |= found
    own = urlsplit(settings.SITE_URL).hostname
    return {url.partition("#")[0] for url in addresses if urlsplit(url).hostname != own}


def newest_check() -> dt.datetime | None:
    """Return when a link was last checked; None if none was."""
    return LinkCheck.objects.aggregate(newest=Max("checked_at"))["newest"]


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


def broken_page_links() -> list[PageLink]:
    """Return the links with a moved or missing address on live public pages.

    Reads all public pages, except if the link checks found no moved or missing address at all.
    """
    checks = {check.url: check for check in LinkCheck.objects.exclude(state=LinkState.ANSWERS)}
    if not checks:
        return []
    links = [
        PageLink(page, checks[url])
        for page, found in _on_pages()
        for url in sorted({url.partition("#")[0] for url in found} & checks.keys())
    ]
    return sorted(links, key=lambda link: (link.page.title, link.check.url))


def _on_pages() -> Iterator[tuple[Page, set[str]]]:
    """Yield pairs of a live public page and the addresses in its texts."""
    for page in Page.objects.live().specific().iterator():
        found: set[str] = set()
        for field in page._meta.concrete_fields:
            if field.get_internal_type() in ("TextField", "JSONField", "CharField"):
                found.update(url.rstrip(".,;") for url in HREF.findall(str(field.value_from_object(page) or "")))
        yield page, found


def _current_links():
    return ResourceLink.objects.filter(version__current_of__isnull=False)
