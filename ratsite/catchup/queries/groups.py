"""The four groups of the catch-up page: needs you, your remit, new in the library, the rest."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from forum.models import Post, Topic
from forum.queries.recipients import group_of
from forum.queries.unread import News, minutes_to_read, news_for
from ratsite.accounts.models import User
from ratsite.catchup.queries.needs import needs_of
from ratsite.catchup.queries.resources import new_resources
from ratsite.catchup.queries.rows import WORDS_SHOWN, Row
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.paging import next_topics
from ratsite.notifications.models import Notification
from ratsite.notifications.notification_email import why_of

NEEDS_YOU = "needs-you"
LIBRARY = "library"
THE_REST = "the-rest"
SHOWN_OF_REST = 10  # rows shown of the last group; the others are collapsed


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    rows: list[Row]

    @property
    def shown(self) -> list[Row]:
        return self.rows[:SHOWN_OF_REST] if self.slug == THE_REST else self.rows

    @property
    def collapsed(self) -> list[Row]:
        """Return the rows that are collapsed until the reader opens them: in the last group, all after the first 10."""
        return self.rows[len(self.shown) :]

    @property
    def minutes_to_read(self) -> float:
        return minutes_to_read(sum(max(1, row.new_posts) for row in self.rows))


@dataclass(frozen=True)
class CatchUp:
    groups: list[Group]
    news: News
    waiting: list[Row]  # posts that wait for a moderator or a check of files; `count` leaves them out
    has_ever_caught_up: bool  # with any board since they became a member

    @property
    def needs(self) -> int:
        return sum(len(group.rows) for group in self.groups if group.slug == NEEDS_YOU)

    @property
    def has_news(self) -> bool:
        """True if there is anything new that the button "I have caught up" marks as read."""
        return bool(self.news.topics) or any(group.slug == LIBRARY for group in self.groups)

    @property
    def until(self) -> dt.datetime | None:
        """Return the time of the newest thing on the page: the page's button marks everything up to this time as read.

        The current time would not do: a post that is published while the page is made, and so is not on it, may have an
        earlier time. It would be marked as read although nobody has seen it.
        """
        times = [topic.last_post_at for topic in self.news.topics]
        return max(times + [row.at for group in self.groups for row in group.rows if row.at], default=None)

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def minutes_to_read(self) -> float:
        return sum(group.minutes_to_read for group in self.groups)

    @property
    def since(self) -> dt.datetime | None:
        return self.news.since


def catch_up_of(person: User) -> CatchUp:
    """Return what is new for this person or needs their action, in groups. Each topic is in one group only."""
    news = news_for(person)
    needs = needs_of(person)
    others = [topic for topic in news.topics if topic.pk not in needs.topics]
    words = _first_words(person, others)
    own, reasons = {*_written_in(person.pk, [topic.pk for topic in others])}, _why_notified(person, others)
    remit, rest = [], []
    for topic in others:
        group, why, icon = _group_why_icon(topic, person, own, reasons)
        {"remit": remit, "rest": rest}[group].append(_row(topic, why, icon, words))
    groups = [
        Group(NEEDS_YOU, _("Needs you"), needs.rows),
        Group(
            "your-remit",
            _("Your remits and topics"),  # an agency can have several remits
            _with_next_topics(remit),
        ),
        Group(LIBRARY, _("New in the library"), new_resources(person, news)),
        Group(THE_REST, _("The rest"), _with_next_topics(rest)),
    ]
    has_ever_caught_up = any(board.since > person.member_since for board in news.boards)
    return CatchUp([group for group in groups if group.rows], news, needs.waiting, has_ever_caught_up)


def _group_why_icon(topic: Topic, person: User, own: set[int], reasons: dict[str, str]) -> tuple[str, str, str]:
    """Return (group, why, icon) for a topic on the catch-up page; the first reason that applies decides.

    group: "remit" or "rest". why: the words that say why the topic is shown. own: IDs of the topics in which the person
    wrote. reasons: {notification group: why the person was notified}.
    """
    if topic.pk in own:
        return "remit", _("You wrote in this topic"), "reply"
    if why := reasons.get(group_of(topic.pk)):
        return "remit", why, "bell"
    author_agency = None if topic.shown_as else topic.author.agency
    if person.agency and author_agency and author_agency.main_remit_id == person.agency.main_remit_id:
        return "remit", _("Started by %(agency)s") % {"agency": author_agency.name}, "people"
    return "rest", _("%(kind)s by %(name)s") % {"kind": topic.get_kind_display(), "name": topic.begun_by}, "feed"


def _row(topic: Topic, why: str, icon: str, words: dict[int, str]) -> Row:
    return Row(
        title=topic.title,
        url=topic.unread_url,
        place=topic.board.name,
        why=why,
        icon=icon,
        text=words.get(topic.pk, ""),
        new_posts=topic.new_posts,
        topic_id=topic.pk,
        last_number=topic.last_number,
    )


def _with_next_topics(rows: list[Row]) -> list[Row]:
    """Return the rows of one group, each with a link whose query string lists the other topics of the group.

    The opened topic links to the next one in this list: first come the topics below the row, then those above it.
    """
    ids = [row.topic_id for row in rows]
    after = {topic_id: ids[position + 1 :] + ids[:position] for position, topic_id in enumerate(ids)}
    return [replace(row, url=next_topics.with_ids(row.url, after[row.topic_id])) for row in rows]


@compiled(int, Values(int))
def _written_in(person_id: int, topic_ids: list[int]) -> QuerySet:
    """Return the IDs of those topics in which the person wrote a post that others can read."""
    own = Post.objects.live().filter(author=person_id, topic__in=topic_ids)
    return own.order_by().values_list("topic_id", flat=True).distinct()


def _why_notified(person: User, topics: Iterable[Topic]) -> dict[str, str]:
    """Return {notification group: why this person was notified} for each topic with unread notifications.

    Costs one query, which returns one row for each topic, however many notifications it has.
    """
    if not person.unread_groups:
        return {}
    notifications = Notification.objects.unread().filter(
        person=person, group__in=[group_of(topic.pk) for topic in topics]
    )
    oldest = notifications.order_by().values("group").annotate(oldest=Min("pk")).values("oldest")
    return {row.group: why_of(row) for row in Notification.objects.filter(pk__in=oldest)}


def _first_words(person: User, topics: list[Topic]) -> dict[int, str]:
    """Return {topic ID: the beginning of its first unread post}. Costs one query."""
    if not topics:
        return {}
    # {number of the first unread post: topic IDs}: one condition for each number keeps the query short.
    unread: dict[int, list[int]] = {}
    for topic in topics:
        unread.setdefault(topic.read_to + 1, []).append(topic.pk)
    is_first_unread = Q()
    for number, topic_ids in unread.items():
        is_first_unread |= Q(topic__in=topic_ids, number=number)
    posts = Post.objects.shown_to(person).filter(is_first_unread).only("topic_id", "html", "content_note")
    return {post.topic_id: post.first_words(WORDS_SHOWN) for post in posts}
