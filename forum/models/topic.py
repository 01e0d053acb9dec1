"""A topic: a conversation on a board."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from forum.enums import MayAct, TopicKind
from forum.models.board import Board
from forum.querysets import TopicQuerySet
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, ExploitationForm

TAKEN_SLUGS = {"reply", "unread", "new", "read", "follow"}  # /forum/topics/<id>/<this>/ leads elsewhere (forum/urls.py)


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
    learned = models.CharField("what was learned", max_length=300, blank=True, help_text="Of case learning.")
    is_pinned = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    # The day on which a steward wants to be asked about it once more; nobody has been asked while it is empty.
    review_on = models.DateField(null=True, blank=True)
    is_anonymised = models.BooleanField(default=False)
    has_events = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    # The number of the newest live post: paging asks by number, never by counting rows.
    last_number = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Of this person's reading; with_reading alone fetches them.
    marked: int | None
    caught_up_to: int | None

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-is_pinned", "-last_post_at", "-pk"]
        indexes = [
            models.Index(
                F("board"), F("is_pinned").desc(), F("last_post_at").desc(), F("id").desc(), name="topic_list"
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
        return reverse("forum:topic", args=[self.pk, self.slug])

    @property
    def is_printable(self) -> bool:
        """Paper leaves the building: what must stay inside an agency, or with named readers, prints one sentence."""
        return Marking(self.marking) in (Marking.CLEAR, Marking.GREEN)

    @property
    def reply_count(self) -> int:
        return max(0, self.last_number - 1)

    @property
    def read_to(self) -> int:
        """The post number up to which nothing is new to the person for whom it was fetched `with_reading`."""
        return max(self.marked or 0, self.caught_up_to or 0)

    @property
    def new_posts(self) -> int:
        """How many posts are new to that person."""
        return max(0, self.last_number - self.read_to)

    @property
    def unread_url(self) -> str:
        """Leads to the first post that is new to whoever follows it."""
        return reverse("forum:topic_unread", args=[self.pk])
