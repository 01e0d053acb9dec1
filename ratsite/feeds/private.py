"""What a private address answers. It may lie in a feed reader on somebody else's computer: it says that there is
something, and when; never a title, a board or a word. A token that is wrong, replaced or whose owner is no member today
is a page that does not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.models import Topic
from ratsite.accounts.models import User
from ratsite.feeds.actions import note_use
from ratsite.feeds.enums import Kind
from ratsite.feeds.models import FeedToken
from ratsite.pages.calendars import MEDIA_TYPE, calendar_of, public_events
from ratsite.pages.feeds import Entry, atom

MOST_TOPICS = 30
NEUTRAL_TITLE = "Something new in the forum"


@require_safe
def forum(request: HttpRequest, token: str) -> HttpResponse:
    person = _owner(request, token, Kind.FORUM)
    # Neither the token nor the owner stands in the feed itself: readers print what they find there.
    return _not_indexed(
        atom(
            title=f"{settings.SITE_NAME}: members’ rooms",
            about="That there is something new. Sign in to read it.",
            page_path=reverse("catchup:catch_up"),
            feed_path=reverse("feeds:feed_list"),
            entries=[_entry(topic) for topic in new_topics(person)],
        )
    )


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    _owner(request, token, Kind.CALENDAR)
    return _not_indexed(HttpResponse(calendar_of(public_events(), request), content_type=MEDIA_TYPE))


def new_topics(person: User):
    """The newest topics by others that this person can read today."""
    topics = Topic.objects.visible_to(person).listed().exclude(author=person)
    return topics.only("pk", "published_at").order_by("-published_at")[:MOST_TOPICS]


def _owner(request: HttpRequest, token: str, kind: Kind) -> User:
    request.has_token = True  # for ratsite.web.headers: whatever is answered here is for nobody's cache
    found = FeedToken.objects.behind(token, kind)
    if found is None:
        raise Http404
    note_use(found=found, day=timezone.localdate())
    return found.person


def _entry(topic: Topic) -> Entry:
    return Entry(
        title=NEUTRAL_TITLE,
        path=reverse("forum:topic_by_number", args=[topic.pk]),
        summary="Sign in to read it.",
        author=settings.SITE_NAME,
        published=topic.published_at,
        updated=topic.published_at,
    )


def _not_indexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
