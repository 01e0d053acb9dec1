"""Unsubscribe links, which work without a sign-in, never expire, and can only stop email."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "ratsite.notifications.stop"


@dataclass(frozen=True)
class Stop:
    person_id: int
    source: str = ""  # if both fields are "", all notification email
    group: str = ""


def stop_url(person, *, source: str = "", group: str = "") -> str:
    """Return the absolute URL, for emails, of the link that stops email to this person.

    With a source and a group of it, the link stops only email about that group.
    """
    token = signing.dumps([person.pk, source, group], salt=SALT)
    return settings.SITE_URL + reverse("mail:stop", args=[token])


def read_token(token: str) -> Stop | None:
    """Return the Stop that an unsubscribe link with this token asks for; None if the token is forged."""
    try:
        return Stop(*signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
