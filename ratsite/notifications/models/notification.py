"""One thing that one person is told. It holds numbers and no words: what it says is asked anew, of its source."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ratsite.notifications.enums import Level, Outcome, Skip
from ratsite.notifications.models.mail import Mail


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def waiting(self) -> "NotificationQuerySet":
        """Those about whose mail nothing is decided yet."""
        return self.filter(outcome=Outcome.DUE)

    def due(self, at) -> "NotificationQuerySet":
        """Those whose mail should go now."""
        return self.waiting().filter(due_at__lte=at)


class Notification(models.Model):
    """Told once a person and thing. `group` holds together what is read together: a topic's replies."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    source = models.CharField(max_length=20)  # the name under which ratsite.notifications.registry knows it
    item_id = models.BigIntegerField()
    group = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=0)  # of the item in its group: reading up to it is reading it
    verb = models.CharField(max_length=20)
    # Why this person is told: a code of the source's, and a public word (a remit, a term) where it wants one.
    why = models.CharField(max_length=20)
    why_word = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10, choices=Level)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DUE)
    skip = models.CharField(max_length=10, choices=Skip, blank=True)
    ready_at = models.DateTimeField()  # no mail speaks of it before, whatever the person chooses
    due_at = models.DateTimeField()
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "source", "item_id"], name="notification_once_a_person"),
            models.CheckConstraint(
                name="notification_skipped_has_reason",
                condition=Q(outcome=Outcome.SKIPPED) & ~Q(skip="") | ~Q(outcome=Outcome.SKIPPED) & Q(skip=""),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "group"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["due_at"], name="notification_due", condition=Q(outcome=Outcome.DUE)),
            models.Index(fields=["person", "-id"], name="notification_newest"),
        ]

    def __str__(self) -> str:
        return f"notification {self.pk}"
