"""The four groups of the catch-up page: needs you, your remit, decisions and summaries, the rest."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.enums import PostState, TopicKind
from forum.models import Ask, Attachment, Draft, Post, Topic
from forum.models.access import waiting_of
from forum.models.draft import KEPT
from forum.queries.recipients import group_of
from forum.queries.unread import News, minutes, news_for
from ratsite.accounts.models import User
from ratsite.lib.addresses import address
from ratsite.lib.db.compiled_queries import compiled
from ratsite.notifications.mail_text import why_of
from ratsite.notifications.models import Notification

MOST_NEEDS = 20  # rows: more than a person does in one sitting
WARNED_BEFORE = dt.timedelta(days=5)
SHOWN_OF_REST = 10  # rows: the others are collapsed
WORDS_SHOWN = 24
PLACE = ("topic__title", "topic__board__name")  # the columns that a row prints as its place


@dataclass(frozen=True)
class Row:
    """One line of the catch-up page: its link and why it is shown. new_posts: 0 unless it shows a topic with news."""

    title: str
    url: str
    place: str
    why: str
    icon: str
    text: str = ""
    new_posts: int = 0
    topic: Topic | None = None

    @property
    def mark_url(self) -> str:
        return address("forum:topic_mark_read", self.topic.pk)


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    rows: list[Row]

    @property
    def minutes(self) -> float:
        return minutes(sum(max(1, row.new_posts) for row in self.rows))


@dataclass(frozen=True)
class CatchUp:
    groups: list[Group]
    news: News

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def minutes(self) -> float:
        return sum(group.minutes for group in self.groups)

    @property
    def since(self) -> dt.datetime | None:
        return self.news.since


def catch_up_of(person: User) -> CatchUp:
    """Return what is new for this person or needs their action, in groups. Each topic is in one group only."""
    news = news_for(person)
    asked = _asked_at_once(person)
    needs, topics_in_needs = _needs_you(person, asked)
    left = [topic for topic in news.topics if topic.pk not in topics_in_needs]
    words = _first_words(person, left)
    own, told = _written_in(person, left), _told_of(person, left)
    remit, decided, rest = [], [], []
    for topic in left:
        group, why, icon = _place(topic, person, own, told)
        {"remit": remit, "decided": decided, "rest": rest}[group].append(_row(topic, why, icon, words))
    name = asked["remit"].lower() if remit and asked["remit"] else ""
    groups = [
        Group("needs-you", _("Needs you"), needs),
        Group("your-remit", _("Your remit: %(name)s") % {"name": name} if name else _("Close to you"), remit),
        Group("decisions", _("Decisions and summaries"), decided),
        Group("the-rest", _("The rest"), rest),
    ]
    return CatchUp([group for group in groups if group.rows], news)


def _place(topic: Topic, person: User, own: set[int], told: dict[str, str]) -> tuple[str, str, str]:
    """Return the topic's (group, why, icon) on the catch-up page, by the first reason that applies.

    own: ids of the topics in which the person wrote. told: why the person is told, by notification group.
    """
    if topic.kind == TopicKind.CASE:
        return "decided", _("What was learned from a case"), "check"
    if topic.pk in own:
        return "remit", _("You wrote in this topic"), "reply"
    if why := told.get(group_of(topic.pk)):
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
        topic=topic,
    )


def _needs_you(person: User, may_wait: dict) -> tuple[list[Row], set[int]]:
    """Return the rows of the group "Needs you", and the ids of the topics that they are about.

    The rows are the person's own posts and files that are held or refused, unread mentions, questions to their remits,
    drafts that will soon be deleted, and yearly confirmations.
    """
    rows = _yearly(person)
    rows += _waiting(person) if may_wait["has_posts"] else []
    rows += _refused(person) if may_wait["has_refused_files"] else []
    asked = _open_asks(person) if may_wait["is_asked"] else []
    called = _called(person)
    rows += [row for _, row in called] + [_asked(ask) for ask in asked]
    rows += _expiring(person) if may_wait["has_old_drafts"] else []
    return rows, {ask.topic_id for ask in asked} | {topic_id for topic_id, _ in called}


def _asked_at_once(person: User) -> dict:
    """Return the name of this person's remit, and which kinds of "Needs you" rows they may have. One query.

    Most people have none. The detailed queries, which apply visible_to, run only for the kinds that the person may
    have.
    """
    return _looks(person.pk, timezone.now() - KEPT + WARNED_BEFORE)[0]


@compiled(int, dt.datetime)
def _looks(person_id: int, going_before: dt.datetime) -> QuerySet:
    looks = {
        "remit": F("agency__main_remit__name"),
        "has_posts": Exists(waiting_of(person_id)),
        "has_refused_files": Exists(Attachment.objects.refused().filter(post__author=person_id, is_put_right=False)),
        "is_asked": Exists(Ask.objects.filter(answer=None, remit__agencies=OuterRef("agency"))),
        "has_old_drafts": Exists(Draft.objects.filter(person=person_id, saved_at__lt=going_before)),
    }
    return User.objects.filter(pk=person_id).order_by().values(**looks)


def _open_asks(person: User) -> list[Ask]:
    asks = Ask.objects.visible_to(person).open().of(person).select_related("remit", "topic__board")
    return list(asks.only("asked_at", "answer_by", "remit__name", *PLACE).order_by("asked_at")[:MOST_NEEDS])


def _waiting(person: User) -> list[Row]:
    posts = waiting_of(person).visible_to(person).select_related("topic__board")
    posts = posts.only("state", "hold_reasons", "decision_reason", *PLACE)
    return [_own_post(post) for post in posts.order_by("created_at")[:MOST_NEEDS]]


def _called(person: User) -> list[tuple[int, Row]]:
    """Return (topic id, row) for each post that mentions this person and that they have not read."""
    if not person.unread_groups:  # no unread notifications
        return []
    told = Notification.objects.unread().filter(person=person, verb="mention").order_by("pk")
    posts = Post.objects.shown_to(person).filter(pk__in=told.values("item_id")).order_by("published_at")
    posts = posts.select_related("author", "agency", "topic__board")[:MOST_NEEDS]
    return [
        (
            post.topic_id,
            Row(
                title=post.topic.title,
                url=post.get_absolute_url(),
                place=post.topic.board.name,
                why=_("%(name)s mentioned you") % {"name": post.byline.name},
                icon="people",
                text=post.first_words(WORDS_SHOWN),
            ),
        )
        for post in posts
    ]


def _expiring(person: User) -> list[Row]:
    """Return a row for each of this person's drafts that will be deleted within WARNED_BEFORE."""
    old = Draft.objects.current().filter(person=person, saved_at__lt=timezone.now() - KEPT + WARNED_BEFORE)
    return [
        Row(
            title=_("One of your drafts will be deleted"),
            url=reverse("drafts:draft_list"),
            place=_("Drafts"),
            why=_("You have not changed the draft for a while. We delete it on %(day)s")
            % {"day": _day(draft.expires_at)},
            icon="clock",
        )
        for draft in old.order_by("saved_at")[:MOST_NEEDS]
    ]


def _yearly(person: User) -> list[Row]:
    """Return rows for terms that the person must accept, and for the yearly confirmations.

    Everybody confirms their own membership, and a lead also that of the agency's people.
    """
    rows = []
    if person.terms_by is not None:
        why = _("Every member must do this by %(day)s") % {"day": date_format(person.terms_by, "j F")}
        title = _("Read and accept the terms of reference")
        rows.append(Row(title, reverse("me:terms_accept"), _("Your membership"), why, "clock"))
    if person.is_asked_to_confirm:
        why = _("Once a year. This time by %(day)s") % {"day": date_format(person.confirm_by, "j F")}
        title = _("Confirm that you are still a member")
        rows.append(Row(title, reverse("me:confirm"), _("Your membership"), why, "clock"))
    if person.agency and person.is_agency_lead and person.agency.must_confirm_people:
        address = reverse("agencies:colleagues", args=[person.agency.slug])
        why = _("Once a year. This time by %(day)s") % {"day": date_format(person.agency.people_confirm_by, "j F")}
        rows.append(Row(_("Confirm which colleagues are still there"), address, person.agency.name, why, "people"))
    return rows


def _day(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "j F")


def _own_post(post: Post) -> Row:
    came_back = post.state == PostState.REJECTED
    if came_back:
        title = _("Your post in “%(topic)s” was sent back")
        why = _("The moderator’s reason: %(reason)s") % {"reason": post.decision_reason}
    else:
        title = _("Your post in “%(topic)s” is waiting for a moderator")
        why = _("Held because %(reason)s") % {"reason": post.hold_labels[0]}
    return Row(
        title=title % {"topic": post.topic.title},
        url=post.get_absolute_url(),
        place=post.topic.board.name,
        why=why,
        icon="alert" if came_back else "eye",
    )


def _refused(person: User) -> list[Row]:
    files = Attachment.objects.to_put_right_by(person).select_related("stored_file", "post__topic__board")
    files = files.only("stored_file__name", "stored_file__refusal", *(f"post__{name}" for name in PLACE))
    return [
        Row(
            title=_("Your file in “%(topic)s” was refused") % {"topic": file.post.topic.title},
            url=file.post.get_absolute_url(),
            place=file.post.topic.board.name,
            why=f"{file.stored_file.name}: {file.stored_file.refusal}",
            icon="alert",
            text=_("Edit the post to remove or replace the file."),
        )
        for file in files.order_by("created_at")[:MOST_NEEDS]
    ]


def _asked(ask: Ask) -> Row:
    days = (timezone.now() - ask.asked_at).days
    if not days and ask.answer_by:
        why = _("Asked of %(remit)s today. Answer by %(day)s")
    elif not days:
        why = _("Asked of %(remit)s today")
    elif ask.answer_by:
        why = ngettext(
            "Asked of %(remit)s, %(days)s day without an answer. Answer by %(day)s",
            "Asked of %(remit)s, %(days)s days without an answer. Answer by %(day)s",
            days,
        )
    else:
        why = ngettext(
            "Asked of %(remit)s, %(days)s day without an answer",
            "Asked of %(remit)s, %(days)s days without an answer",
            days,
        )
    day = date_format(ask.answer_by, "j F") if ask.answer_by else ""
    return Row(
        title=ask.topic.title,
        url=ask.topic.unread_url,
        place=ask.topic.board.name,
        why=why % {"remit": ask.remit.name.lower(), "days": days, "day": day},
        icon="clock",
    )


def _written_in(person: User, topics: Iterable[Topic]) -> set[int]:
    own = Post.objects.live().filter(author=person, topic__in=[topic.pk for topic in topics])
    return set(own.order_by().values_list("topic_id", flat=True).distinct())


def _told_of(person: User, topics: Iterable[Topic]) -> dict[str, str]:
    """Return why this person is told of each topic with unread notifications, by notification group.

    One query, which returns one row for each topic, even for a topic with a thousand replies.
    """
    if not person.unread_groups:
        return {}
    told = Notification.objects.unread().filter(person=person, group__in=[group_of(topic.pk) for topic in topics])
    oldest = told.order_by().values("group").annotate(oldest=Min("pk")).values("oldest")
    return {row.group: why_of(row) for row in Notification.objects.filter(pk__in=oldest)}


def _first_words(person: User, topics: list[Topic]) -> dict[int, str]:
    """Return the beginning of the first unread post in each topic, by topic id. One query."""
    if not topics:
        return {}
    unread: dict[int, list[int]] = {}  # {number of the post: topics}, few after a long absence
    for topic in topics:
        unread.setdefault(topic.read_to + 1, []).append(topic.pk)
    places = Q()
    for number, topic_ids in unread.items():
        places |= Q(topic__in=topic_ids, number=number)
    posts = Post.objects.shown_to(person).filter(places).only("topic_id", "html", "content_note")
    return {post.topic_id: post.first_words(WORDS_SHOWN) for post in posts}
