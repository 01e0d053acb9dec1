from django.db import models
from django.db.models import Max

from ratsite.accounts.models.person import User
from ratsite.lib.personal_data import OwnAddress


class FormerAddressQuerySet(models.QuerySet):
    def free_address(self, email: str) -> OwnAddress:
        """Return an OwnAddress of this address for its current owner.

        Its `since` is the time at which the last former owner stopped having the address; None if there was none. What
        is stored under the address from that time on is about its current owner.
        """
        given_up = self.model.objects.filter(email__iexact=email).aggregate(last=Max("until"))["last"]
        return OwnAddress(email.lower(), since=given_up)


class FormerAddress(models.Model):
    """An earlier email address of an account, and the time in which the account had it.

    A personal data copy and an erasure search for what was stored under this address in that time.
    """

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
