"""What is new in the library since a person last caught up."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum.queries.unread import News
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.catchup.queries.rows import WORDS_SHOWN, Row
from ratsite.lib.db.compiled_queries import compiled

MOST_RESOURCES = 10  # rows; the library lists the others
COLUMNS = ("slug", "title", "summary", "kind", "current__number", "current__note", "current__published_at")


def new_resources(person: User, news: News) -> list[Row]:
    """Return rows for the resources and new versions that others published since this person caught up. One query.

    news: what is new on the person's boards. The person caught up when they marked these boards as read; of several
    days, the earliest counts. Boards that they never marked are left out: because of these, all resources would be new.
    """
    marked = [board.since for board in news.boards if board.since > person.member_since]
    since = min(marked, default=person.member_since)
    return [_row(resource) for resource in _newest(person, since)]


@compiled(Reader, dt.datetime)
def _newest(reader: User, since: dt.datetime) -> QuerySet:
    resources = Resource.objects.visible_to(reader).published().filter(current__published_at__gt=since)
    newest = resources.exclude(posted_by=reader.pk).select_related("current").only(*COLUMNS)
    return newest.order_by("-current__published_at", "-pk")[:MOST_RESOURCES]


def _row(resource: Resource) -> Row:
    number = resource.current.number
    return Row(
        title=resource.title,
        url=resource.get_absolute_url(),
        place=_("Library: %(kind)s") % {"kind": resource.get_kind_display()},
        why=_("New version, number %(number)s") % {"number": number} if number > 1 else _("New resource"),
        icon="plus",
        at=resource.current.published_at,
        text=Truncator(resource.current.note if number > 1 else resource.summary).words(WORDS_SHOWN),
    )
