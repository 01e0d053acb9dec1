"""Drafts: text that is not posted yet, saved on the server so that a lost session or device does not lose it."""

import datetime as dt
import re
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models.board import Board
from forum.models.post import Post
from forum.models.topic import Topic

CASE_LEARNING = "case"  # not a topic kind: this draft is for the library, where two people must approve it
VERSION = "version-"  # prefix of the place of a draft that is another version of the draft in a form's own place


class DraftQuerySet(models.QuerySet):
    def current(self) -> "DraftQuerySet":
        """Return the drafts that have not expired; a daily job deletes the others."""
        return self.filter(saved_at__gte=timezone.now() - DELETE_DRAFTS_AFTER)

    def at(self, place: str, **where) -> "DraftQuerySet":
        """Return the draft in this place and its other versions.

        where: the columns of Draft that say where it will be posted, as forum.actions.save_draft.where_of returns them.
        The other versions have the same values there, but another `place`, which begins with VERSION.
        """
        return self.filter(Q(place=place) | Q(place__startswith=VERSION, **where))


DELETE_DRAFTS_AFTER = dt.timedelta(days=30)  # after this time without a change a draft is deleted

QUOTED_LINE = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
WORDS = ("title", "body", "content_note", "reason")  # the fields that are typed rather than chosen
SHOWN = "shown"  # the field with the hash of the text that an edit replaces: the form may open again after it changed


def version_place(version: str | uuid.UUID) -> str:
    return f"{VERSION}{version}"


class Draft(models.Model):
    """The text that a person has typed into a form and not sent.

    A person has one draft for each place where they write, and other versions of it if two devices wrote there.
    `sequence` grows with each save; a save that names an earlier number is refused as stale (optimistic lock).
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=60)
    # Where the text will be posted: a reply has a topic, a new topic has a board and a kind, an edit has a post.
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12, blank=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="+")
    submission = models.UUIDField(null=True)  # the id of the form, if it was sent without a session
    fields = models.JSONField(default=dict)
    sequence = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="draft_once_a_place")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of the form in which the draft can be finished."""
        if self.is_case_learning:
            return reverse("library:case_learning", query={"draft": self.pk})
        which = {"draft": str(self.pk)} if self.version else {}
        if self.post_id:
            return reverse("forum:post_edit", args=[self.post_id], query=which)
        if self.topic_id:
            return reverse("forum:topic_reply", args=[self.topic_id], query=which)
        return reverse("forum:topic_new", args=[self.board.slug], query={"kind": self.kind, **which})

    @property
    def title(self) -> str:
        """The draft's label, with the title of its topic or board.

        Callers first check that the draft's owner can still see that topic or board.
        """
        if self.is_case_learning:
            return _("Case learning for the library")
        if self.post:
            return _("Change to your post in “%(topic)s”") % {"topic": self.post.topic.title}
        if self.topic:
            return _("Reply to “%(topic)s”") % {"topic": self.topic.title}
        return _("New topic on %(board)s") % {"board": self.board.name}

    @property
    def is_case_learning(self) -> bool:
        return self.kind == CASE_LEARNING and not self.board_id

    @property
    def version(self) -> str:
        """The id of this version of a draft; empty for the draft in a form's own place."""
        return self.place.removeprefix(VERSION) if self.place.startswith(VERSION) else ""

    @property
    def text(self) -> str:
        return " ".join(text for name in WORDS for text in self.fields.get(name, []) if text)

    @property
    def choices(self) -> dict[str, list[str]]:
        """The values of the fields that were chosen rather than typed, without empty ones."""
        chosen = {name: values for name, values in self.fields.items() if name not in (*WORDS, SHOWN)}
        return {name: values for name, values in chosen.items() if any(values)}

    @property
    def text_without_quotes(self) -> str:
        """Return the text without the lines that quote other posts; the whole text if it consists only of quotes."""
        texts = (QUOTED_LINE.sub("", text).strip() for name in WORDS for text in self.fields.get(name, []))
        return " ".join(filter(None, texts)) or self.text

    @property
    def expires_at(self) -> dt.datetime:
        return self.saved_at + DELETE_DRAFTS_AFTER

    def contains(self, other: "Draft") -> bool:
        """True if this draft contains all the text of the other, so that the other may be deleted."""
        return other.text.strip() in self.text

    def initial(self, form_class) -> dict:
        """Return the typed values as initial data for this form class. A field with several choices gets a list."""
        fields = form_class.base_fields
        several = {name for name in fields if getattr(fields[name].widget, "allow_multiple_selected", False)}
        return {name: values if name in several else values[-1] for name, values in self.fields.items() if values}
