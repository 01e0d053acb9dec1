"""Links to the appeal page of a sanction, which work without a sign-in: an excluded person cannot sign in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from ratsite.accounts.hooks import Explanation
from ratsite.accounts.models import User
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction

SALT = "ratsite.moderation.appeal"


def appeal_path(sanction: Sanction) -> str:
    return reverse("appeals:appeal", args=[signing.dumps(sanction.pk, salt=SALT)])


def appeal_url(sanction: Sanction) -> str:
    """Return the absolute URL of a sanction's appeal page, for emails."""
    return settings.SITE_URL + appeal_path(sanction)


def sanction_from_token(token: str) -> Sanction | None:
    """Return the sanction to which an emailed link with this token leads; None for a forged token."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Sanction.objects.select_related("person").filter(pk=number).first()


def why_excluded(person: User) -> Explanation | None:
    """Return why a person may not sign in, for the refusal page; None if the person is not excluded."""
    sanction = Sanction.objects.open().filter(person=person, kind=SanctionKind.EXCLUDE).first()
    return (
        Explanation(sanction.ends_at, sanction.reason, appeal_path(sanction))
        if sanction and person.is_excluded
        else None
    )


def why_silenced(person: User) -> str:
    """Return why and until when the person may not write, as a message; "" if the person is not silenced."""
    if not person.is_silenced:
        return ""
    sanction = Sanction.objects.open().filter(person=person, kind=SanctionKind.SILENCE).first()
    effect = SanctionKind.SILENCE.effect(person.silenced_until)
    if sanction is None:
        return f"{effect}."
    return _("%(effect)s. The reason: %(reason)s") % {"effect": effect, "reason": sanction.reason}
