"""The post-room: every mail is a row first, so that a refused or crashed delivery is tried again.

A mail leaves at least once: a crash between the server's yes and our commit sends it a second time.
"""

from django.conf import settings
from django.db import models

from ratsite.notifications.enums import MailState


class Mail(models.Model):
    """One mail. With a `person` it tells of notifications and has no text: that is written when it leaves."""

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

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # The clock asks every minute, and nearly every row has been sent long ago.
            models.Index(fields=["try_at"], name="mail_waiting", condition=models.Q(state=MailState.WAITING)),
            models.Index(
                fields=["person", "created_at"], name="mail_of_a_week", condition=models.Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
