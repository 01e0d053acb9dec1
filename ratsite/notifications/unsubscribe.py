"""The link that ends mails: who holds it may stop them, and nothing else. It works signed out and never runs out."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "ratsite.notifications.stop"


@dataclass(frozen=True)
class Stop:
    person_id: int
    source: str = ""  # empty, as group: all mail about what is new
    group: str = ""


def stop_url(person, *, source: str = "", group: str = "") -> str:
    """A whole address, for a mail."""
    token = signing.dumps([person.pk, source, group], salt=SALT)
    return settings.SITE_URL + reverse("mail:stop", args=[token])


def read_token(token: str) -> Stop | None:
    """What a link stands for; None for one that we never made."""
    try:
        return Stop(*signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
