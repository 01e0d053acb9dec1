from django.db import models
from django.db.models import Max

from ratsite.accounts.models.person import User
from ratsite.lib.personal_data import OwnAddress


class FormerAddressQuerySet(models.QuerySet):
    def free_address(self, email: str) -> OwnAddress:
        """Return this address and since when it is its present owner's: since the last former owner gave it up."""
        given_up = self.model.objects.filter(email__iexact=email).aggregate(last=Max("until"))["last"]
        return OwnAddress(email.lower(), since=given_up)


class FormerAddress(models.Model):
    """An email address that an account had before, and when. A copy of the person's data and an erasure need it."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_addresses")
    email = models.EmailField()
    since = models.DateTimeField(null=True, blank=True)  # null: it was the account's first, and nobody's before
    until = models.DateTimeField()

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"former address {self.pk}"
