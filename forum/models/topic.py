"""A topic: a conversation on a board."""

import datetime as dt

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify

from forum.enums import MayAct, SlowMode, TopicKind
from forum.models.access import caught_up, heard, in_topic, is_member, waiting_of, with_hearing
from forum.models.board import Board
from ratsite.lib.addresses import address
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, ExploitationForm
from ratsite.notifications.enums import Level

MONTH = dt.timedelta(days=30)  # of a board's retention time


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TopicQuerySet":
        """Topics on visible boards whose first post is live; your own while its first post waits or came back."""
        return self.filter(in_topic(user)) if is_member(user) else self.none()

    def published(self) -> "TopicQuerySet":
        return self.filter(published_at__isnull=False)

    def listed(self) -> "TopicQuerySet":
        """Published ones that are not archived: those that lists, news and feeds show. Searches find the others too."""
        return self.published().filter(is_archived=False)

    def holding(self, merged_id: int) -> "TopicQuerySet":
        """The one where the posts of this topic stand since it was merged."""
        return self.filter(pk__in=self.model.objects.filter(pk=merged_id).values("merged_into"))

    def due_for_review(self) -> "TopicQuerySet":
        """Those whose board's time has run since the last reply, and since a steward last decided about them."""
        asked = Q(review_on=None) | Q(review_on__lte=timezone.localdate())
        return self.published().filter(_without_reply_for_long(), asked, is_anonymised=False)

    def unread_by(self, person) -> "TopicQuerySet":
        """Listed topics that this person has not read to the end; the caller adds what they caught up with."""
        return self.listed().filter(~Exists(_marks(person).filter(last_read_number__gte=OuterRef("last_number"))))

    def not_left_out_by(self, person) -> "TopicQuerySet":
        """Without those that this person wants to hear nothing of: the topic, or its board where they follow no topic.

        For the pages that bring news; nothing is hidden from whoever looks for it.
        """
        here, around = heard(person, "topic", "level", "pk"), heard(person, "board", "level", "board_id")
        return self.alias(heard=Coalesce(here, around, Value(""))).exclude(heard=Level.OFF)

    def with_hearing(self, person) -> "TopicQuerySet":
        """Each with `level` and `because` of this person's subscription to it; None without one."""
        return with_hearing(self, person, "topic")

    def with_own(self, person) -> "TopicQuerySet":
        """Each with what most people do not have there, and need not be asked for: `has_own_waiting`, whether posts of
        theirs wait or came back, and `has_own_draft`, whether they have begun a reply.
        """
        Draft = apps.get_model("forum", "Draft")
        return self.annotate(
            # Not Exists: SQLite would look at each post of the topic, instead of at this person's own that wait.
            has_own_waiting=ExpressionWrapper(Q(pk__in=waiting_of(person.pk).values("topic")), BooleanField()),
            has_own_draft=Exists(Draft.objects.filter(person=person.pk, topic=OuterRef("pk"))),
        )

    def with_reading(self, person, since: dt.datetime | None = None) -> "TopicQuerySet":
        """Each with what `read_to` and `new_posts` of a topic are made of: here they would be eight subqueries.

        `marked` is the number in this person's own mark, `caught_up_to` that of the newest post up to `since`, the
        moment when they caught up with the board; None without one. since: that moment, where it is the same for all.
        """
        Post = apps.get_model("forum", "Post")
        older = Post.objects.live().filter(topic=OuterRef("pk"), published_at__lte=OuterRef("since"))
        return self.annotate(
            since=Value(since) if since else caught_up(person, "board_id"),
            marked=Subquery(_marks(person).values("last_read_number")),
            caught_up_to=Subquery(older.order_by("-published_at", "-number").values("number")[:1]),
        )


def _marks(person):
    """Of a topic that a query asks for: this person's own mark."""
    TopicRead = apps.get_model("forum", "TopicRead")
    return TopicRead.objects.filter(person=person.pk, topic=OuterRef("pk"))


TAKEN_SLUGS = {
    "reply",
    "unread",
    "new",
    "read",
    "follow",
    "manage",
}  # /forum/topics/<id>/<this>/ leads elsewhere (forum/urls.py)


def _without_reply_for_long() -> Q:
    """Topics without a reply for as long as their board says: one query for the boards, a condition for each."""
    now, due = timezone.now(), Q(pk=None)
    for pk, months in Board.objects.exclude(retention_months=None).values_list("pk", "retention_months"):
        due |= Q(board=pk, last_post_at__lte=now - months * MONTH)
    return due


class Topic(models.Model):
    """A conversation. It exists for others from the moment its first post is live."""

    wagtail_reference_index_ignore = True

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="topics")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="topics")
    # What stands in place of the author's name; empty: the name. So with last_shown_as.
    shown_as = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=140)
    slug = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=TopicKind, default=TopicKind.DISCUSSION)
    marking = models.CharField(max_length=12, choices=Marking, default=Marking.GREEN)
    may_act = models.CharField(max_length=8, choices=MayAct, default=MayAct.CHECK)
    forms = models.ManyToManyField(ExploitationForm, blank=True, related_name="+")
    affected = models.ManyToManyField(AffectedGroup, blank=True, related_name="+")
    learned = models.CharField("what was learned", max_length=300, blank=True, help_text="Of case learning.")
    is_pinned = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    lock_reason = models.CharField(max_length=300, blank=True)
    is_archived = models.BooleanField(default=False)
    slow_minutes = models.PositiveSmallIntegerField("slow mode", choices=SlowMode, default=SlowMode.OFF)
    # The day on which a steward wants to be asked about it once more; nobody has been asked while it is empty.
    review_on = models.DateField(null=True, blank=True)
    is_anonymised = models.BooleanField(default=False)
    has_events = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    # The number of the newest live post: paging asks by number, never by counting rows.
    last_number = models.PositiveIntegerField(default=0)
    # When its newest post went up, or when a moderator last put posts or all of it where they stand now.
    last_post_at = models.DateTimeField(null=True, blank=True)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_shown_as = models.CharField(max_length=200, blank=True)

    # Of posts that stand in another topic now: given to no other post, and counted for nobody.
    gone_numbers = models.JSONField(default=list, blank=True)
    # When it was last moved, split off or merged into, and its last number then. Whoever has caught up with its board
    # since then has read up to that number; what others had read is in their marks (forum.actions.carry_read_marks).
    arranged_at = models.DateTimeField(null=True, blank=True)
    arranged_number = models.PositiveIntegerField(default=0)
    # Where its posts stand since it was merged: it is nobody's any more, and its address leads there.
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    # Of this person's reading; with_reading alone fetches them.
    marked: int | None
    caught_up_to: int | None
    since: dt.datetime
    # Of what this person has there alone; with_own fetches them.
    has_own_waiting: bool
    has_own_draft: bool

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-is_pinned", "-last_post_at", "-pk"]
        indexes = [
            models.Index(
                F("board"),
                F("is_pinned").desc(),
                F("last_post_at").desc(),
                F("id").desc(),
                name="topic_list",
                condition=Q(is_archived=False),
            ),
            models.Index(F("last_post_at").desc(), name="topic_by_time"),
            models.Index(F("published_at").desc(), name="topic_by_publication"),
        ]
        constraints = [
            models.CheckConstraint(
                name="topic_published_when_it_has_a_live_post",
                condition=Q(published_at=None, last_number=0) | Q(published_at__isnull=False, last_number__gt=0),
            ),
            models.CheckConstraint(
                name="topic_dates_follow_publication",
                condition=Q(published_at=None, last_post_at=None)
                | Q(published_at__isnull=False, last_post_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"topic {self.pk}"

    def save(self, *args, **kwargs) -> None:
        self.slug = slugify(self.title)[:80] or "topic"
        if self.slug in TAKEN_SLUGS:
            self.slug += "-topic"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address("forum:topic", self.pk, self.slug)

    @property
    def begun_by(self) -> str:
        """How whoever began it is named, to everybody."""
        return self.shown_as or str(self.author)

    @property
    def begun_by_in_full(self) -> str:
        """The same with their agency of today, where they are named."""
        agency = None if self.shown_as else self.author.agency
        return f"{self.begun_by}, {agency.name}" if agency else self.begun_by

    @property
    def last_by(self) -> str:
        """How whoever wrote last is named, to everybody."""
        return self.last_shown_as or str(self.last_author)

    @property
    def is_printable(self) -> bool:
        """Paper leaves the building: what must stay inside an agency, or with named readers, prints one sentence."""
        return not Marking(self.marking).is_close

    @property
    def takes_replies(self) -> bool:
        return not (self.is_locked or self.is_archived)

    @property
    def is_arranged_last(self) -> bool:
        """Since a moderator has moved it, or posts into it, nobody has written."""
        return self.arranged_at is not None and self.arranged_at == self.last_post_at

    @property
    def post_count(self) -> int:
        return self.posts_after(0)

    @property
    def reply_count(self) -> int:
        return max(0, self.post_count - 1)

    @property
    def read_to(self) -> int:
        """The post number up to which nothing is new to the person for whom it was fetched `with_reading`."""
        return self.number_read(self.marked or 0, self.caught_up_to or 0, self.since)

    def number_read(self, marked: int, caught_up_to: int, since: dt.datetime) -> int:
        """The same for anybody: their mark, the newest post up to `since`, when they caught up with the board."""
        if self.arranged_at is not None:
            caught_up_to = max(caught_up_to, self.arranged_number) if since >= self.arranged_at else 0
        number = max(marked, caught_up_to)
        while number + 1 in self.gone_numbers:
            number += 1
        return number

    @property
    def new_posts(self) -> int:
        """How many posts are new to that person."""
        return self.posts_after(self.read_to)

    def posts_after(self, number: int) -> int:
        """How many stand here after this number."""
        return max(0, self.last_number - number - sum(number < gone <= self.last_number for gone in self.gone_numbers))

    @property
    def unread_url(self) -> str:
        """Leads to the first post that is new to whoever follows it."""
        return address("forum:topic_unread", self.pk)
