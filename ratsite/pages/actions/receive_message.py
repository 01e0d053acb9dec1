import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ratsite.notifications.actions.send_mail import send_mail
from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage

KEPT_FOR = dt.timedelta(days=365)  # as the privacy page says
KEPT_AT = "/cms/snippets/pages/contactmessage/"


@transaction.atomic
def receive_message(*, kind: str, text: str, name: str = "", email: str = "") -> ContactMessage:
    """Store a visitor's message and email it to the network's address. Without `email` nobody can reply."""
    message = ContactMessage.objects.create(kind=kind, text=text, name=name, email=email)
    sender = " ".join(part for part in (name, f"<{email}>" if email else "") if part) or "someone who gave no name"
    answer = "" if email else "\n\nThey gave no address, so this cannot be answered."
    send_mail(
        to=settings.CONTACT_EMAIL,
        subject=f"A {MessageKind(kind).label.lower()} is waiting on the site",
        text=f"From {sender}:\n\n{text}{answer}\n\nIt is kept at {settings.SITE_URL}{KEPT_AT}\n",
        headers={"Reply-To": email} if email else None,
    )
    return message


def forget_old_messages() -> int:
    """Delete visitors' messages older than a year and return their number. A daily job calls this."""
    return ContactMessage.objects.filter(received_at__lt=timezone.now() - KEPT_FOR).delete()[0]
