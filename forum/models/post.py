import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.enums import HoldReason, PostState, Voice
from forum.models.byline import Byline, byline_of
from forum.models.post_queryset import PostQuerySet
from forum.models.topic import Topic
from ratsite.lib.markup import markdown
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.network.enums import AgencyKind
from ratsite.network.models import Agency, AgencyProfile

UNDO_FOR = dt.timedelta(minutes=10)  # how long an author can undo a withdrawal
WORDS_IN_EXCERPT = 35
CHARACTERS_A_WORD = 15  # an excerpt has at most this many for each of its words: a pasted text can be one long word


class Post(models.Model):
    """A contribution to a topic. When a post is published, it gets a number in its topic. The number never changes."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(  # two indexes below begin with the author
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts", db_index=False
    )
    # As they were when the post was written: the author wrote it for this agency, even if they work elsewhere now.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    profile = models.ForeignKey(AgencyProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    job_title = models.CharField(max_length=120, blank=True)
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    # Readers see only `byline`. Rules and actions use author, agency, profile and job title.
    voice = models.CharField(max_length=8, choices=Voice, default=Voice.NAME)
    # For an erased author: the kind of agency. Then `agency` is empty, because its name could identify them.
    agency_kind = models.CharField(max_length=20, choices=AgencyKind, blank=True)
    # The id of the form that sent the post: if the form is sent twice, only one post is made.
    submission = models.UUIDField(null=True, blank=True, editable=False)
    source = models.TextField(max_length=markdown.MAX_SOURCE)
    html = models.TextField(editable=False)
    # The page folds the post under this note. An author cannot change a note that a moderator has set.
    content_note = models.CharField(max_length=80, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The actions keep this count, so that pages without files need no query for files.
    file_count = models.PositiveSmallIntegerField(default=0)
    # Ids of the remits for which this post answers the topic's question once it is live.
    answers_for = models.JSONField(default=list, blank=True)
    # The author's explanation, which moderators read, why an identifier finding is not about a person.
    explanation = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=PostState)
    hold_reasons = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    sent_again_at = models.DateTimeField(null=True, blank=True)  # after a rejection; the queue counts from then
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.PositiveIntegerField(default=0)  # others who may have read it before it was withdrawn
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
            models.Index(fields=["author", "created_at"], name="post_by_author_time"),  # for forum.posting_limits
            # Every visibility query asks whether the user has an unpublished topic (forum.models.access). While that is
            # cheap, PostgreSQL reads the newest posts first, and stops.
            models.Index(
                fields=["topic"],
                name="post_not_published",
                condition=Q(state__in=[PostState.HELD, PostState.REJECTED]),
            ),
            models.Index(fields=["id"], name="post_with_files", condition=Q(file_count__gt=0)),
            models.Index(  # for forum.actions.end_withdrawal
                fields=["withdrawn_at"],
                name="post_withdrawn_files",
                condition=Q(state=PostState.WITHDRAWN, file_count__gt=0),
            ),
            models.Index(fields=["topic", "published_at"], name="post_by_time", condition=Q(number__isnull=False)),
            # For finding whether people of an agency have spoken in a topic (forum.queries.remits_heard).
            models.Index(fields=["topic", "profile"], name="post_by_profile", condition=Q(number__isnull=False)),
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
        """Return the post's permanent link, which redirects to the topic page that now shows the post."""
        return reverse("forum:post", args=[self.pk])

    @property
    def byline(self) -> Byline:
        kind = self.get_agency_kind_display() if self.agency_kind else ""
        return byline_of(
            self.voice,
            author=self.author,
            agency=self.agency,
            job_title=self.job_title,
            profile_of=self,
            agency_kind=kind,
        )

    @property
    def answered_number(self) -> int | None:
        """The number of the post to which this post replies; None if it replies to none.

        None too if that post is in another topic, which may have fewer readers.
        """
        above = self.reply_to
        return above.number if above and above.topic_id == self.topic_id else None

    @property
    def shown_as(self) -> str:
        """The name that readers see instead of the author's name; empty if the author is named."""
        return "" if self.voice == Voice.NAME else self.byline.name

    def set_body(self, source: str, names: Collection[str] = ()) -> None:
        """Set the post's Markdown source and the HTML rendered from it.

        names: the names of people whom the post can mention.
        """
        self.source = source.strip()
        self.html = markdown.render(self.source, names)

    @property
    def plain_text(self) -> str:
        """The post's text without markup, for excerpts; if the post has a content note, only the note."""
        if self.content_note:
            return _("Content note: %(note)s") % {"note": self.content_note}
        return markdown.plain_text_of(self.html)

    def first_words(self, count: int) -> str:
        """Return at most `count` words of the post, and at most CHARACTERS_A_WORD characters for each of them.

        A shortened text ends with “…”.
        """
        words = self.plain_text.split()
        text = " ".join(words[:count])
        is_cut = len(words) > count or len(text) > count * CHARACTERS_A_WORD
        text = text[: count * CHARACTERS_A_WORD]
        if not is_cut:
            return text
        return f"{text} …" if text.endswith((".", "!", "?")) else f"{text}…"

    @property
    def excerpt(self) -> str:
        return self.first_words(WORDS_IN_EXCERPT)

    @property
    def is_live(self) -> bool:
        return self.state == PostState.LIVE

    @property
    def is_withdrawn(self) -> bool:
        return self.state == PostState.WITHDRAWN

    @property
    def is_taken_down(self) -> bool:
        """True if a moderator took the post down; decision_reason says why, for its author."""
        return self.is_withdrawn and bool(self.decision_reason)

    @property
    def undo_until(self) -> dt.datetime | None:
        """The time until which the post's author can undo its withdrawal; None if they no longer can or never could.

        The author can never undo it if a moderator took the post down.
        """
        until = self.withdrawn_at + UNDO_FOR if self.is_withdrawn and not self.is_taken_down else None
        return until if until and until > timezone.now() else None

    @property
    def is_held(self) -> bool:
        return self.state == PostState.HELD

    @property
    def waits_for_files_alone(self) -> bool:
        """True if the post is held only until its files are checked. If they pass, no moderator has to decide."""
        return self.is_held and self.hold_reasons == [HoldReason.FILES]

    @property
    def waits_since(self) -> dt.datetime:
        return self.sent_again_at or self.created_at

    @property
    def hours_to_look(self) -> int:
        """The number of hours within which a moderator should decide on a held post; the same for every post."""
        return int(WHILE_NOBODY_READS.total_seconds() // 3600)

    @property
    def hold_labels(self) -> list[str]:
        return [HoldReason(reason).label for reason in self.hold_reasons]

    @property
    def anchor(self) -> str:
        """The id of the post's element on its topic's page. An unpublished post has no number, so its pk is used."""
        return f"post-{self.number or f'own-{self.pk}'}"
