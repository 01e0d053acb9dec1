"""Boards, topics and posts. They change through forum.actions alone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from forum.enums import BoardState, HoldReason, MayAct, PostState, TopicKind
from forum.querysets import BoardQuerySet, PostQuerySet, TopicQuerySet
from ratsite.lib import markup
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm


class Board(models.Model):
    """A place with one stated aim and one audience, which its topics inherit."""

    wagtail_reference_index_ignore = True

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    aim = models.CharField(max_length=400, help_text="What this board is for, and what it is not for.")
    position = models.PositiveSmallIntegerField(default=0)
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, null=True, blank=True, help_text="Empty: all members can read it."
    )
    marking = models.CharField("usual marking", max_length=12, choices=Marking, default=Marking.GREEN)
    ceiling = models.CharField("highest marking", max_length=12, choices=Marking, default=Marking.AMBER_STRICT)
    state = models.CharField(max_length=10, choices=BoardState, default=BoardState.OPEN)
    holds_newcomers = models.BooleanField("hold newcomers' first posts", default=True)
    bars_own_agency = models.BooleanField("moderators never decide on their own agency's posts", default=True)
    moderators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="moderated_boards",
        help_text="Moderators for this board alone. Empty: every moderator who can see it.",
    )
    # Counted in the actions, so that the list of boards costs the same whatever they hold.
    topic_count = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    latest_topic = models.ForeignKey("Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            # TLP:RED names its readers: only a circle does that.
            models.CheckConstraint(
                name="board_red_only_in_circles",
                condition=~Q(marking=Marking.RED, circle=None) & ~Q(ceiling=Marking.RED, circle=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:board", args=[self.slug])

    @property
    def is_for_circle(self) -> bool:
        return self.circle_id is not None

    @property
    def is_open(self) -> bool:
        return self.state == BoardState.OPEN

    def markings(self) -> list[Marking]:
        """The markings that a topic here may have: up to the ceiling, open ones first."""
        return [marking for marking in Marking if marking.rank <= Marking(self.ceiling).rank]


class Topic(models.Model):
    """A conversation. It exists for others from the moment its first post is live."""

    wagtail_reference_index_ignore = True

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="topics")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(max_length=140)
    slug = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=TopicKind, default=TopicKind.DISCUSSION)
    marking = models.CharField(max_length=12, choices=Marking, default=Marking.GREEN)
    may_act = models.CharField(max_length=8, choices=MayAct, default=MayAct.CHECK)
    forms = models.ManyToManyField(ExploitationForm, blank=True, related_name="+")
    affected = models.ManyToManyField(AffectedGroup, blank=True, related_name="+")
    is_pinned = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    # The number of the newest live post: paging asks by number, never by counting rows.
    last_number = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-is_pinned", "-last_post_at", "-pk"]
        indexes = [
            models.Index(F("board"), F("is_pinned").desc(), F("last_post_at").desc(), F("id").desc(), name="topic_list")
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
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("forum:topic", args=[self.pk, self.slug])

    @property
    def is_printable(self) -> bool:
        """Paper leaves the building: what must stay inside an agency, or with named readers, prints one sentence."""
        return Marking(self.marking) in (Marking.CLEAR, Marking.GREEN)

    @property
    def reply_count(self) -> int:
        return max(0, self.last_number - 1)


class Post(models.Model):
    """One contribution. Live posts have a number in their topic, given once and never again."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    # As they were when it was written: people move on, and what they said was said for that agency.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    job_title = models.CharField(max_length=120, blank=True)
    source = models.TextField(max_length=markup.MAX_SOURCE)
    html = models.TextField(editable=False)
    state = models.CharField(max_length=10, choices=PostState)
    hold_reasons = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=500, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["created_at"], name="post_held_queue", condition=Q(state=PostState.HELD)),
            models.Index(fields=["author", "state"], name="post_by_author"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once_a_topic"),
            models.CheckConstraint(
                name="post_live_has_number_and_time",
                condition=Q(state=PostState.LIVE, number__isnull=False, published_at__isnull=False)
                | (~Q(state=PostState.LIVE) & Q(number=None, published_at=None)),
            ),
            models.CheckConstraint(
                name="post_held_has_reason", condition=~Q(state=PostState.HELD) | ~Q(hold_reasons=[])
            ),
            models.CheckConstraint(
                name="post_rejected_has_reason", condition=~Q(state=PostState.REJECTED) | ~Q(decision_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    def get_absolute_url(self) -> str:
        """The permanent link: it finds the page that the post stands on today."""
        return reverse("forum:post", args=[self.pk])

    def set_body(self, source: str) -> None:
        """Source and rendering change together, and nowhere else."""
        self.source = source.strip()
        self.html = markup.render(self.source)

    @property
    def is_live(self) -> bool:
        return self.state == PostState.LIVE

    @property
    def is_held(self) -> bool:
        return self.state == PostState.HELD

    @property
    def hold_labels(self) -> list[str]:
        """Why it waits, in the words that its author reads."""
        return [HoldReason(reason).label for reason in self.hold_reasons]

    @property
    def anchor(self) -> str:
        return f"post-{self.number or f'own-{self.pk}'}"
