"""The email queue: every email is stored as a row first, so that a failed delivery is tried again.

Delivery is at least once: a crash after the server accepted an email, but before our commit, sends it twice.
"""

from django.conf import settings
from django.db import models

from ratsite.notifications.enums import MailState


class Mail(models.Model):
    """An email in the queue. With a `person` it is about notifications, and its text is composed when it is sent."""

    wagtail_reference_index_ignore = True

    to = models.EmailField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    is_server_away = models.BooleanField(default=False)  # at the last try the server took no email at all

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Read every second, while nearly all rows were sent long ago.
            models.Index(fields=["try_at"], name="mail_waiting", condition=models.Q(state=MailState.WAITING)),
            models.Index(
                fields=["person", "created_at"], name="mail_of_a_week", condition=models.Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
