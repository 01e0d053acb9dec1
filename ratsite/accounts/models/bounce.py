from django.db import models

from ratsite.accounts.models.person import User
from ratsite.notifications.models import Mail


class Bounce(models.Model):
    """An email that could not be delivered and came back, with points for how serious the failure is."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bounces")
    mail = models.OneToOneField(Mail, on_delete=models.CASCADE, related_name="+")
    points = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"bounce {self.pk}"
