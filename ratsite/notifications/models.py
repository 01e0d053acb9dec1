"""The post-room: every mail is a row first, so that a refused or crashed delivery is tried again.

A mail leaves at least once: a crash between the server's yes and our commit sends it a second time.
"""

from django.db import models

from ratsite.notifications.enums import MailState


class Mail(models.Model):
    wagtail_reference_index_ignore = True

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    try_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"mail {self.pk}"
