"""Queue an email: store it as a row in the caller's transaction. The background process sends it after the commit."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from ratsite.notifications.actions.deliver import deliver_soon
from ratsite.notifications.models import Mail


@transaction.atomic
def send_mail(*, to: str, subject: str, text: str, html: str = "", headers: dict | None = None) -> Mail:
    """Queue one email and return its row. Nothing is sent if the caller's transaction is rolled back."""
    now = timezone.now()
    mail = Mail.objects.create(
        to=to,
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        headers=headers or {},
        created_at=now,
        try_at=now,
    )
    deliver_soon(mail)
    return mail


def send_template(template: str, *, to: str, subject: str, **context) -> Mail:
    """Queue the email templates/email/<template>.txt and return its row."""
    return send_mail(to=to, subject=subject, text=mail_text(template, **context))


def mail_text(template: str, **context) -> str:
    """Return the text of the email templates/email/<template>.txt.

    The template has the addresses of the site and of its contact page as `site_url` and `contact_url`.
    """
    addresses = {"site_url": settings.SITE_URL, "contact_url": settings.SITE_URL + reverse("pages:contact")}
    return render_to_string(f"email/{template}.txt", context | addresses)
