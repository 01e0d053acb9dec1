import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers import IdentifierKind, find
from ratsite.pages.enums import ContactKind

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
# Domains at which anyone can get an address, and suffixes below which anyone can register a domain.
OPEN_TO_ANYONE = frozenset(
    re.findall(
        r"\S+",
        "aol.com btinternet.com gmail.com googlemail.com gmx.com hotmail.co.uk hotmail.com icloud.com live.co.uk "
        "live.com mac.com mail.com me.com msn.com outlook.com pm.me proton.me protonmail.com sky.com talktalk.net "
        "virginmedia.com yahoo.co.uk yahoo.com ac.uk co.uk gov.com ltd.uk me.uk net.uk org.uk plc.uk sch.uk "
        "uk.com uk.net",
    )
)


class PublishedContact(models.Model):
    """A contact that a public body publishes, with its source. Texts are allowed to name it: it identifies nobody.

    A domain allows texts to name role mailboxes at it and at its subdomains (ratsite.lib.identifiers.role_mailbox). An
    address or a phone number allows only itself.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind)
    value = models.CharField(_("contact"), max_length=254, unique=True)
    body = models.CharField(_("public body"), max_length=120)
    source_url = models.URLField(_("page that publishes it"), max_length=300)
    # When a curator or coordinator last read the source; None for contacts that came with the software.
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["body", "kind", "value"]
        default_permissions = ()  # no Django permissions, so that no role can open it in the CMS
        constraints = [
            models.CheckConstraint(
                name="published_contact_checked_by_somebody",
                condition=models.Q(checked_on=None, checked_by=None)
                | models.Q(checked_on__isnull=False, checked_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.value

    def get_absolute_url(self) -> str:
        return reverse("staff_contacts:contact", args=[self.pk])

    @staticmethod
    def normal_value(kind: str, value: str) -> str:
        """Return the contact in the form that is stored, or raise ValidationError if it is no contact of this kind."""
        value = " ".join(value.split())
        if kind == ContactKind.DOMAIN:
            return _domain(value.lower().removeprefix("https://").removeprefix("www.").removeprefix("@"))
        wanted = IdentifierKind.EMAIL if kind == ContactKind.EMAIL else IdentifierKind.PHONE
        findings = [finding for finding in find(value) if finding.kind is wanted]
        if len(findings) != 1 or value[findings[0].start : findings[0].end].strip() != value:
            if wanted is IdentifierKind.EMAIL:
                raise ValidationError(_("Enter one email address, such as enquiries@example.gov.uk"))
            raise ValidationError(_("Enter one phone number with its area code, such as 0121 496 0000"))
        return value.lower() if wanted is IdentifierKind.EMAIL else value


def _domain(value: str) -> str:
    if not DOMAIN.fullmatch(value):
        raise ValidationError(_("Enter a domain, such as example.gov.uk"))
    if value in OPEN_TO_ANYONE:
        raise ValidationError(
            _(
                "Anyone can get an email address at this domain. Choose “An email address” and enter the public body’s "
                "own, such as enquiries@example.gov.uk."
            )
        )
    return value
