"""Links with which a person chooses their first password: password reset links that the site sends unasked."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from ratsite.accounts.models import User


def days_to_use() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86_400  # seconds of a day


def password_url(person: User) -> str:
    """Return the absolute URL where a person chooses a password, once, within days_to_use().

    It stops working like every reset link (ratsite.accounts.tokens), for example when their membership changes. So
    `person` must have the values that are stored, or that the caller will store.
    """
    key, token = user_pk_to_url_str(person), default_token_generator.make_token(person)
    return settings.SITE_URL + reverse("account_reset_password_from_key", args=[key, token])
