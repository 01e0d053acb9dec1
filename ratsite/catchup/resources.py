"""What is new in the library since a person last caught up."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum.queries.unread import News
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.catchup.rows import WORDS_SHOWN, Row

MOST_RESOURCES = 10  # rows; the library lists the others


def new_resources(person: User, news: News) -> list[Row]:
    """Return the resources that others published, or published a version of, since this person caught up. One query.

    A person last caught up when they marked all their boards as read, as the page's button does.
    """
    since = min((board.since for board in news.boards), default=person.member_since)
    resources = Resource.objects.visible_to(person).published().filter(current__published_at__gt=since)
    newest = resources.exclude(posted_by=person).select_related("current").order_by("-current__published_at", "-pk")
    return [_row(resource) for resource in newest[:MOST_RESOURCES]]


def _row(resource: Resource) -> Row:
    number = resource.current.number
    return Row(
        title=resource.title,
        url=resource.get_absolute_url(),
        place=_("Library: %(kind)s") % {"kind": resource.get_kind_display()},
        why=_("New version, number %(number)s") % {"number": number} if number > 1 else _("New resource"),
        icon="plus",
        text=Truncator(resource.current.note if number > 1 else resource.summary).words(WORDS_SHOWN),
    )
