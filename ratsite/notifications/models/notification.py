"""Notifications. A row has no text: it refers to an item of another app, which gives the text each time it is shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ratsite.notifications.enums import Level, Outcome, Skip
from ratsite.notifications.models.mail import Mail


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def waiting(self) -> "NotificationQuerySet":
        """Return the notifications that were neither emailed nor skipped yet."""
        return self.filter(outcome=Outcome.DUE)

    def due(self, at) -> "NotificationQuerySet":
        return self.waiting().filter(due_at__lte=at)


class Notification(models.Model):
    """A notification of one person about one item. `group` joins items read together, such as a topic's replies."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    source = models.CharField(max_length=20)  # the source's name in ratsite.notifications.registry
    item_id = models.BigIntegerField()
    group = models.CharField(max_length=40)
    # The item's place in its group: reading up to it marks the notification as read.
    position = models.PositiveIntegerField(default=0)
    verb = models.CharField(max_length=20)
    # Why the person is notified: a code of the source and, for some codes, a public word such as a remit.
    why = models.CharField(max_length=20)
    why_word = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10, choices=Level)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DUE)
    skip = models.CharField(max_length=10, choices=Skip, blank=True)
    ready_at = models.DateTimeField()  # not emailed before this time, whatever the person chooses
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
