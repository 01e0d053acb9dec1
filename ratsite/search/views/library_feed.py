"""RSS and Atom feeds of the newest versions of public resources."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from library.models import Resource
from ratsite.lib.own_network import own_network
from ratsite.pages.feeds import Entry, atom, rss

MOST_RESOURCES = 30


@require_safe
def rss_feed(request: HttpRequest) -> HttpResponse:
    return rss(**_feed("library:rss_feed"))


@require_safe
def atom_feed(request: HttpRequest) -> HttpResponse:
    return atom(**_feed("library:atom_feed"))


def _feed(name: str) -> dict:
    """Return the content of the feed, the same for every visitor. A new version moves its resource to the top.

    name: the name of the feed's URL.
    """
    resources = Resource.objects.public().select_related("current").prefetch_related("forms")
    newest = resources.order_by("-current__published_at", "-pk")[:MOST_RESOURCES]
    return {
        "title": _("%(site)s: open resources") % {"site": own_network().short_name},
        "about": _("Guidance, cards and templates that everyone can read."),
        "page_path": reverse("library:resource_list"),
        "feed_path": reverse(name),
        "entries": [_entry(resource) for resource in newest],
    }


def _entry(resource: Resource) -> Entry:
    """Return the feed entry for the newest version of a resource.

    Each version has its own id and date, so feed readers show a new version as a new entry. If only the description of
    the resource changes, id and date stay, and nothing new is shown.
    """
    version, title, edition = resource.current, resource.title, ""
    if version.number > 1:
        title = _("%(title)s (version %(number)s)") % {"title": title, "number": version.number}
        edition = f"version-{version.number}"
    return Entry(
        title=title,
        path=resource.get_absolute_url(),
        summary=resource.summary,
        author=resource.publisher or own_network().short_name,
        published=version.published_at,
        updated=version.published_at,
        topics=[form.name for form in resource.forms.all()],
        edition=edition,
    )
