import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify

from forum.enums import MayAct, SlowMode, TopicKind
from forum.models.board import Board
from forum.models.topic_queryset import TopicQuerySet
from ratsite.lib.addresses import address, is_taken
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, ExploitationForm


class Topic(models.Model):
    """A conversation on a board. Other people see it once its first post is live."""

    wagtail_reference_index_ignore = True

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="topics")
    author = models.ForeignKey(  # an index below begins with the author
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="topics", db_index=False
    )
    # The name shown in place of the author's own; empty: the author's name is shown. last_shown_as: for last_author.
    shown_as = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=140)
    slug = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=TopicKind, default=TopicKind.DISCUSSION)
    marking = models.CharField(max_length=12, choices=Marking, default=Marking.GREEN)
    may_act = models.CharField(max_length=8, choices=MayAct, default=MayAct.CHECK)
    forms = models.ManyToManyField(ExploitationForm, blank=True, related_name="+")
    affected = models.ManyToManyField(AffectedGroup, blank=True, related_name="+")
    # What came of a question or trend note, as its author says. A date without a line means "nothing yet".
    closing_line = models.CharField(max_length=300, blank=True)
    closing_said_at = models.DateTimeField(null=True, blank=True)
    is_pinned = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    lock_reason = models.CharField(max_length=300, blank=True)
    is_archived = models.BooleanField(default=False)
    slow_minutes = models.PositiveSmallIntegerField(choices=SlowMode, default=SlowMode.OFF)
    # When a steward is next asked for a retention decision; empty before the first decision.
    review_on = models.DateField(null=True, blank=True)
    is_anonymised = models.BooleanField(default=False)
    has_events = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    # The number of the newest live post, so that paging never counts rows.
    last_number = models.PositiveIntegerField(default=0)
    # When its newest post was published, or when a moderator last moved posts or the whole topic here.
    last_post_at = models.DateTimeField(null=True, blank=True)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_shown_as = models.CharField(max_length=200, blank=True)

    # Numbers of posts that were moved to another topic. They are never used again, and not counted as posts.
    gone_numbers = models.JSONField(default=list, blank=True)
    # When the topic was last moved, split off or merged into, and its last number then. A person who caught up with the
    # board later has read up to that number; the others have read marks (forum.actions.move_read_marks).
    arranged_at = models.DateTimeField(null=True, blank=True)
    arranged_number = models.PositiveIntegerField(default=0)
    # The topic that now has this topic's posts. Nobody sees this topic, and its address redirects to that one.
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The topic from which this question was asked, with a button such as "Ask housing" next to its remits.
    asked_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")

    # Set only on topics fetched with with_reading.
    marked: int | None
    caught_up_to: int | None
    since: dt.datetime
    # Set only on topics fetched with with_own.
    has_own_waiting: bool
    has_own_draft: bool
    is_newcomer: bool
    has_own_saved: bool
    has_own_thanks: bool
    has_ground_checks: bool
    has_polls: bool

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
            models.Index(fields=["author", "created_at"], name="topic_by_author_time"),  # for forum.posting_limits
            # For lists of one kind, on all boards and on one board, and for a board's newest topics.
            models.Index(
                F("kind"),
                F("last_post_at").desc(),
                F("id").desc(),
                name="topic_by_kind",
                condition=Q(is_archived=False),
            ),
            models.Index(
                F("board"),
                F("kind"),
                F("last_post_at").desc(),
                F("id").desc(),
                name="topic_list_by_kind",
                condition=Q(is_archived=False),
            ),
            models.Index(
                F("board"),
                F("created_at").desc(),  # not published_at: SQLite would use this instead of topic_by_time
                F("id").desc(),
                name="topic_list_newest",
                condition=Q(is_archived=False),
            ),
            models.Index(F("last_post_at").desc(), F("id").desc(), name="topic_latest", condition=Q(is_archived=False)),
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
        if is_taken("forum:topic", 1, self.slug):  # by another page, such as reply/; 1 serves for any id
            self.slug += "-topic"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address("forum:topic", self.pk, self.slug)

    @property
    def begun_by(self) -> str:
        """The name that readers see as the name of the person who began the topic."""
        return self.shown_as or str(self.author)

    @property
    def begun_by_in_full(self) -> str:
        """The name of the person who began the topic, as readers see it, followed by that person's current agency.

        Without the agency if readers see another name in place of the person's.
        """
        agency = None if self.shown_as else self.author.agency
        return f"{self.begun_by}, {agency.name}" if agency else self.begun_by

    @property
    def last_by(self) -> str:
        return self.last_shown_as or str(self.last_author)

    @property
    def is_printable(self) -> bool:
        """False if the topic is closely marked: people can pass on paper, so a browser prints only a notice instead."""
        return not Marking(self.marking).is_closely_marked

    @property
    def takes_replies(self) -> bool:
        return not (self.is_locked or self.is_archived)

    @property
    def is_arranged_last(self) -> bool:
        """True if nobody has written in the topic since a moderator last moved it or moved posts into it."""
        return self.arranged_at is not None and self.arranged_at == self.last_post_at

    @property
    def post_count(self) -> int:
        return self.posts_after(0)

    @property
    def reply_count(self) -> int:
        return max(0, self.post_count - 1)

    @property
    def read_to(self) -> int:
        """The number of the post up to which the person given to `with_reading` has read the topic."""
        return self.number_read(self.marked or 0, self.caught_up_to or 0, self.since)

    def number_read(self, marked: int, caught_up_to: int, since: dt.datetime) -> int:
        """Return the number of the post up to which a person has read the topic.

        marked: the number of the post up to which their read mark reaches. since: the time when they last caught up
        with the board. caught_up_to: the number of the newest post that was in the topic at that time.
        """
        if self.arranged_at is not None:
            caught_up_to = max(caught_up_to, self.arranged_number) if since >= self.arranged_at else 0
        number = max(marked, caught_up_to)
        while number + 1 in self.gone_numbers:
            number += 1
        return number

    @property
    def new_posts(self) -> int:
        return self.posts_after(self.read_to)

    def posts_after(self, number: int) -> int:
        """Return how many posts of the topic have a higher number than this one; posts moved away do not count."""
        return max(0, self.last_number - number - sum(number < gone <= self.last_number for gone in self.gone_numbers))

    @property
    def unread_url(self) -> str:
        """The address that redirects each reader to the first post of this topic that is new to them."""
        return address("forum:topic_unread", self.pk)
