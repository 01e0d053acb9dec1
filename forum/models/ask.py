"""A topic's question to a remit, and the people who said that it is not for them."""

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

OPEN_FOR = dt.timedelta(weeks=6)  # after its day: long enough for a person who was away
MORE_TIME = dt.timedelta(weeks=2)  # what the asker may add
ASKED_BEFORE_END = dt.timedelta(weeks=1)  # when the asker is reminded


def end_of(day: dt.date | None) -> dt.date:
    """Return when a question ends: six weeks after the day by which an answer is wanted, or after today."""
    return (day or timezone.localdate()) + OPEN_FOR


class AskQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AskQuerySet":
        return self.filter(in_topic(user, "topic__")) if is_member(user) else self.none()

    def open(self) -> "AskQuerySet":
        return self.filter(state=AskState.OPEN, topic__published_at__isnull=False, topic__is_archived=False)

    def of(self, person) -> "AskQuerySet":
        """Return the questions to the remits of this person's agency, except those that this person asked."""
        if person.agency_id is None:
            return self.none()
        return self.filter(remit__agencies=person.agency_id).exclude(asked_by=person)

    def not_dismissed_by(self, person) -> "AskQuerySet":
        """Exclude the questions of which this person said "Not for me"."""
        return self.exclude(Exists(AskDismissal.objects.filter(ask=OuterRef("pk"), person=person)))

    def ending_of(self, person) -> "AskQuerySet":
        """Return this person's open questions that end soon: the person was reminded and has not answered."""
        return self.open().filter(asked_by=person, reminder=Reminder.SENT)


class Ask(models.Model):
    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="asks")
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Shown in place of the asker's name; empty: the name.
    asked_as = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.OPEN)
    # The post that answers it. None if its asker said that it is answered, but not where.
    answer = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ends_on = models.DateField()  # closed by itself after this day
    reminder = models.CharField(max_length=10, choices=Reminder, default=Reminder.NOT_YET)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["remit__position", "pk"]
        indexes = [models.Index(fields=["ends_on"], name="ask_ending", condition=Q(state=AskState.OPEN))]
        constraints = [
            models.UniqueConstraint(fields=["topic", "remit"], name="ask_once_a_remit"),
            models.CheckConstraint(
                name="ask_with_answer_is_answered", condition=Q(answer=None) | Q(state=AskState.ANSWERED)
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
    """One person's "Not for me": the question is no longer under their "Needs you". Nobody else sees it."""

    wagtail_reference_index_ignore = True

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="dismissals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "person"], name="ask_dismissed_once_a_person")]

    def __str__(self) -> str:
        return f"dismissal {self.pk}"
