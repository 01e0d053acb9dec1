"""Private feeds, which say only that there is something new, and when.

Other people may see the owner's feed reader. So a feed has no title, board or text of a post. It has the title and
summary of a resource only if its marking allows anyone to read them. The response is 404 if the token is invalid or was
replaced, and if its owner is not a member today.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.models import Topic
from library.models import Resource, ResourceVersion
from ratsite.accounts.models import User
from ratsite.feeds.actions import record_use
from ratsite.feeds.enums import FeedKind
from ratsite.feeds.models import FeedToken
from ratsite.lib.own_network import own_network
from ratsite.network.enums import Marking
from ratsite.pages.calendars import MEDIA_TYPE, calendar_of, public_events
from ratsite.pages.feeds import Entry, atom

MOST_TOPICS = 30
MOST_RESOURCES = 30


@require_safe
def forum(request: HttpRequest, token: str) -> HttpResponse:
    person = _owner(request, token, FeedKind.FORUM)
    # Feed readers show the feed's metadata, so it has neither the token nor the owner's name.
    return _not_indexed(
        atom(
            title=_("%(site)s: members’ area") % {"site": own_network().short_name},
            about=_("This feed tells you that there is something new. Sign in to read it."),
            page_path=reverse("catchup:catch_up"),
            feed_path=reverse("feeds:feed_list"),
            entries=[_entry(topic) for topic in new_topics(person)],
        )
    )


@require_safe
def library(request: HttpRequest, token: str) -> HttpResponse:
    person = _owner(request, token, FeedKind.LIBRARY)
    return _not_indexed(
        atom(
            title=_("%(site)s: members’ library") % {"site": own_network().short_name},
            about=_("This feed tells you that there is something new. Sign in to read it."),
            page_path=reverse("library:resource_list"),
            feed_path=reverse("feeds:feed_list"),
            entries=[_resource_entry(resource) for resource in new_resources(person)],
        )
    )


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    _owner(request, token, FeedKind.CALENDAR)
    return _not_indexed(HttpResponse(calendar_of(public_events(), request), content_type=MEDIA_TYPE))


def new_topics(person: User):
    topics = Topic.objects.visible_to(person).listed().exclude(author=person)
    return topics.only("pk", "published_at").order_by("-published_at")[:MOST_TOPICS]


def new_resources(person: User):
    """Return the resources by others that this person may read: those with the newest versions, newest first."""
    resources = Resource.objects.visible_to(person).published().exclude(posted_by=person)
    return resources.select_related("current").order_by("-current__published_at", "-pk")[:MOST_RESOURCES]


def _owner(request: HttpRequest, token: str, kind: FeedKind) -> User:
    feed_token = FeedToken.objects.by_token(token, kind)
    if feed_token is None:
        raise Http404
    record_use(feed_token=feed_token, day=timezone.localdate())
    return feed_token.person


def _entry(topic: Topic) -> Entry:
    return Entry(
        title=_("Something new in the forum"),
        path=reverse("forum:topic_by_number", args=[topic.pk]),
        summary=_("Sign in to read it."),
        author=own_network().short_name,
        published=topic.published_at,
        updated=topic.published_at,
    )


def _resource_entry(resource: Resource) -> Entry:
    """Return the feed entry of a resource. Its address has the version's ID instead of words of the title."""
    version: ResourceVersion = resource.current
    is_clear = resource.marking == Marking.CLEAR and resource.circle_id is None
    return Entry(
        title=resource.title if is_clear else _("Something new in the library"),
        path=reverse("library:version_by_number", args=[version.pk]),
        summary=resource.summary if is_clear else _("Sign in to read it."),
        author=own_network().short_name,
        published=version.published_at,
        updated=version.published_at,
    )


def _not_indexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
