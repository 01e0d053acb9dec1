"""A post: one contribution to a topic, as its author wrote it for their agency."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.bylines import Byline, byline_of
from forum.enums import HoldReason, PostState, Voice
from forum.models.topic import Topic
from forum.querysets import PostQuerySet
from ratsite.lib import markup
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.network.enums import AgencyKind
from ratsite.network.models import Agency, AgencyProfile


class Post(models.Model):
    """One contribution. Live posts have a number in their topic, given once and never again."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    # As they were when it was written: people move on, and what they said was said for that agency.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    profile = models.ForeignKey(AgencyProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    job_title = models.CharField(max_length=120, blank=True)
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    # Readers see `byline`. Author, agency, profile and job title are for rules and actions.
    voice = models.CharField(max_length=8, choices=Voice, default=Voice.NAME)
    # Of an author who was erased: what kind of agency it was. Then there is no agency, whose name could tell who.
    agency_kind = models.CharField(max_length=20, choices=AgencyKind, blank=True)
    # The form that it was sent with: sending it twice makes one post.
    submission = models.UUIDField(null=True, blank=True, editable=False)
    source = models.TextField(max_length=markup.MAX_SOURCE)
    html = models.TextField(editable=False)
    # What to expect in it: the post folds behind these words. A moderator's is not the author's to change.
    content_note = models.CharField(max_length=80, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Counted in the actions, so that pages without files ask for none.
    file_count = models.PositiveSmallIntegerField(default=0)
    # Why what looks like a person's is not one's, in its author's words; for moderators.
    spoken_for = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=PostState)
    hold_reasons = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    sent_again_at = models.DateTimeField(null=True, blank=True)  # after it came back: the queue's clock begins anew
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.PositiveIntegerField(default=0)  # how many others may have read it when it was withdrawn
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
            # Every question what somebody may read asks whether a topic of their own still waits
            # (forum.querysets.reach): while that is cheap, PostgreSQL reads the newest posts first, and stops.
            models.Index(
                fields=["topic"],
                name="post_not_published",
                condition=Q(state__in=[PostState.HELD, PostState.REJECTED]),
            ),
            models.Index(fields=["id"], name="post_with_files", condition=Q(file_count__gt=0)),
            models.Index(fields=["topic", "published_at"], name="post_by_time", condition=Q(state=PostState.LIVE)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once_a_topic"),
            models.UniqueConstraint(fields=["author", "submission"], name="post_once_a_submission"),
            models.CheckConstraint(
                name="post_live_has_number_and_time",
                condition=Q(state=PostState.LIVE, number__isnull=False, published_at__isnull=False)
                | Q(state__in=[PostState.HELD, PostState.REJECTED], number=None, published_at=None)
                | Q(state=PostState.WITHDRAWN, withdrawn_at__isnull=False, source="", html=""),
            ),
            models.CheckConstraint(
                name="post_has_profile_of_agency",
                condition=Q(agency=None, profile=None) | Q(agency__isnull=False, profile__isnull=False),
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

    @property
    def byline(self) -> Byline:
        """How its writer is named, to everybody."""
        kind = self.get_agency_kind_display() if self.agency_kind else ""
        return byline_of(
            self.voice,
            author=self.author,
            agency=self.agency,
            job_title=self.job_title,
            told_by=self,
            agency_kind=kind,
        )

    @property
    def answered_number(self) -> int | None:
        """Of the post that it replies to, as long as both stand in one topic: elsewhere fewer may read it."""
        above = self.reply_to
        return above.number if above and above.topic_id == self.topic_id else None

    @property
    def shown_as(self) -> str:
        """What stands in place of its author's name; empty where the name stands."""
        return "" if self.voice == Voice.NAME else self.byline.name

    def set_body(self, source: str, names: Collection[str] = ()) -> None:
        """Source and rendering change together, and nowhere else; names are those of people who can be called."""
        self.source = source.strip()
        self.html = markup.render(self.source, names)

    @property
    def words(self) -> str:
        """Its text without markup, for excerpts. Where there is a content note, that stands instead."""
        return f"Content note: {self.content_note}" if self.content_note else markup.words_of(self.html)

    def first_words(self, count: int) -> str:
        """So many of `words`, on one line."""
        words = self.words.split()
        return f"{' '.join(words[:count])}{'…' if len(words) > count else ''}"

    @property
    def is_live(self) -> bool:
        return self.state == PostState.LIVE

    @property
    def is_withdrawn(self) -> bool:
        return self.state == PostState.WITHDRAWN

    @property
    def is_taken_down(self) -> bool:
        """By a moderator, who has said why."""
        return self.is_withdrawn and self.decision_reason != ""

    @property
    def is_held(self) -> bool:
        return self.state == PostState.HELD

    @property
    def waits_for_files_alone(self) -> bool:
        """No person decides about it: it goes up when the check of its files has ended."""
        return self.is_held and self.hold_reasons == [HoldReason.FILES]

    @property
    def waits_since(self) -> dt.datetime:
        return self.sent_again_at or self.created_at

    @property
    def hours_to_look(self) -> int:
        """Within which a moderator means to have looked: the queue's own clock."""
        return int(WHILE_NOBODY_READS.total_seconds() // 3600)

    @property
    def hold_labels(self) -> list[str]:
        """Why it waits, in the words that its author reads."""
        return [HoldReason(reason).label for reason in self.hold_reasons]

    @property
    def anchor(self) -> str:
        return f"post-{self.number or f'own-{self.pk}'}"
