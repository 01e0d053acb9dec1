"""A topic's question to a remit, and the answer "Not for me" of a person who has that remit."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forum.enums import AskState, Reminder
from forum.models.access import in_topic, is_member
from forum.models.post import Post
from forum.models.topic import Topic
from ratsite.network.models import Remit

OPEN_FOR = dt.timedelta(weeks=6)  # after the day by which an answer is wanted: long enough for a person who was away
MORE_TIME = dt.timedelta(weeks=2)  # a question that is extended or reopened stays open for at least this long
ASKED_BEFORE_END = dt.timedelta(weeks=1)  # the asker is reminded this long before the question ends


def end_of(day: dt.date | None) -> dt.date:
    """Return when a question ends: six weeks after the day by which an answer is wanted.

    day: None if the asker named none; the question then ends six weeks from today.
    """
    return (day or timezone.localdate()) + OPEN_FOR


class AskQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AskQuerySet":
        return self.filter(in_topic(user, "topic__")) if is_member(user) else self.none()

    def open(self) -> "AskQuerySet":
        """Return the open asks of published topics that are not archived."""
        return self.filter(state=AskState.OPEN, topic__published_at__isnull=False, topic__is_archived=False)

    def of(self, person) -> "AskQuerySet":
        """Return the asks to remits of this person's agency, except those that this person asked."""
        if person.agency_id is None:
            return self.none()
        return self.filter(remit__agencies=person.agency_id).exclude(asked_by=person)

    def not_dismissed_by(self, person) -> "AskQuerySet":
        """Return the asks to which this person has not said "Not for me"."""
        return self.exclude(Exists(AskDismissal.objects.filter(ask=OuterRef("pk"), person=person)))

    def ending_of(self, person) -> "AskQuerySet":
        """Return this person's open asks that end soon: the person was reminded, and has not asked for more time."""
        return self.open().filter(asked_by=person, reminder=Reminder.SENT)


class Ask(models.Model):
    """The question of a topic to one remit, and its answer."""

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="asks")
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The name shown in place of the asker's own; empty: the asker's name is shown.
    asked_as = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.OPEN)
    # The post in which a person of the remit answered on behalf of it.
    answer = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The post that the asker accepted as the answer, whichever remit wrote it.
    accepted = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ends_on = models.DateField()  # the site closes the ask after this day
    reminder = models.CharField(max_length=10, choices=Reminder, default=Reminder.NOT_YET)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["remit__position", "pk"]
        indexes = [models.Index(fields=["ends_on"], name="ask_ending", condition=Q(state=AskState.OPEN))]
        constraints = [
            models.UniqueConstraint(fields=["topic", "remit"], name="ask_once_a_remit"),
            models.CheckConstraint(
                name="ask_with_answer_is_answered",
                condition=Q(answer=None, accepted=None) | Q(state=AskState.ANSWERED),
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == AskState.OPEN

    @property
    def days_open(self) -> int:
        return (timezone.now() - self.asked_at).days


class AskDismissal(models.Model):
    """One person's "Not for me": the question is removed from their "Needs you". Nobody else sees this."""

    wagtail_reference_index_ignore = True

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="dismissals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "person"], name="ask_dismissed_once_a_person")]

    def __str__(self) -> str:
        return f"dismissal {self.pk}"
