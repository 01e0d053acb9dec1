"""Queue an email: store it as a row in the caller's transaction, then send it in a task after the commit."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from ratsite.notifications.models import Mail
from ratsite.notifications.tasks import deliver_mail


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
    transaction.on_commit(partial(deliver_mail.enqueue, mail.pk))
    return mail
