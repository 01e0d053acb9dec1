import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.notifications.actions.send_mail import send_template
from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage

DELETE_MESSAGES_AFTER = dt.timedelta(days=365)  # as the privacy page says
DUPLICATE_WITHIN = dt.timedelta(minutes=10)  # the same message within this time is a duplicate


@transaction.atomic
def receive_message(*, kind: str, text: str, name: str = "", email: str = "") -> ContactMessage:
    """Store a visitor's message, and email the network's address about it. Without `email` nobody can reply to it.

    The email contains only a link for coordinators: visitors write about people at risk, and a complaint may be about a
    person who reads the network's mailbox. For a complaint the link leads to the front page of the records and not to
    the message, because the coordinator whom the complaint is about gets a 404 there. Safe to submit twice: if the same
    message was stored within the last ten minutes, that one is returned and nothing is sent.
    """
    same = ContactMessage.objects.filter(kind=kind, text=text, name=name, email=email)
    if earlier := same.filter(received_at__gt=timezone.now() - DUPLICATE_WITHIN).first():
        return earlier
    message = ContactMessage.objects.create(kind=kind, text=text, name=name, email=email)
    is_complaint = kind == MessageKind.COMPLAINT
    subject = _("A visitor has sent a complaint") if is_complaint else _("A visitor has sent a message")
    path = reverse("records:registers") if is_complaint else reverse("records:message", args=[message.pk])
    template = "complaint" if is_complaint else "contact_message"
    send_template(template, to=settings.CONTACT_EMAIL, subject=subject, address=settings.SITE_URL + path)
    return message


def delete_old_messages() -> int:
    """Delete visitors' messages older than a year and return how many. A daily job calls this."""
    return ContactMessage.objects.filter(received_at__lt=timezone.now() - DELETE_MESSAGES_AFTER).delete()[0]
