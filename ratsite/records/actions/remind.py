"""Email the coordinators before an entry of the registers is due.

The email about a breach has its number and leads to it. The email about a complaint has no number and leads to the
records: a coordinator whom it concerns reads the email too, and gets a 404 for the complaint.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ratsite.notifications.actions.send_mail import send_mail
from ratsite.pages.models import ContactMessage
from ratsite.records.models import ANSWER_WITHIN, TELL_WITHIN, Breach, Complaint
from ratsite.records.queries import complaints_not_entered

BEFORE_ANSWER = dt.timedelta(days=7)
BEFORE_TELLING = dt.timedelta(hours=24)


def remind_of_clocks() -> int:
    """Email the coordinators about each entry that is due soon, once per entry. Return the number of emails.

    Runs every half hour.
    """
    now = timezone.now()
    late_complaints = Complaint.objects.open().filter(received_at__lte=now - ANSWER_WITHIN + BEFORE_ANSWER)
    late_breaches = Breach.objects.open().filter(decided_at=None, known_at__lte=now - TELL_WITHIN + BEFORE_TELLING)
    late_messages = complaints_not_entered().filter(received_at__lte=now - ANSWER_WITHIN + BEFORE_ANSWER)
    message_ids = late_messages.filter(reminded_at=None).values_list("pk", flat=True)
    of_messages = sum(_remind_of_message(pk) for pk in message_ids)
    return _remind_all(Complaint, late_complaints) + _remind_all(Breach, late_breaches) + of_messages


def _remind_all(model: type[Complaint] | type[Breach], late: QuerySet) -> int:
    return sum(_remind(model, pk) for pk in late.filter(reminded_at=None).values_list("pk", flat=True))


@transaction.atomic
def _remind(model: type[Complaint] | type[Breach], entry_id: int) -> bool:
    entry = model.objects.select_for_update(no_key=True).get(pk=entry_id)
    if entry.reminded_at is not None:
        return False
    entry.reminded_at = timezone.now()
    entry.save(update_fields=["reminded_at"])
    due = timezone.localtime(entry.due_at)
    facts = {"entry": entry, "day": date_format(due, "j F Y"), "time": date_format(due, "H:i")}
    if model is Complaint:
        when = _("A complaint in the register is due on %(day)s at %(time)s:") % facts
        _send(_("A complaint in the register is due on %(day)s") % facts, when, reverse("records:registers"))
    else:
        when = _("%(entry)s in the register is due on %(day)s at %(time)s:") % facts
        _send(_("%(entry)s is due on %(day)s") % facts, when, entry.get_absolute_url())
    return True


@transaction.atomic
def _remind_of_message(message_id: int) -> bool:
    """Email once about a complaint from the contact page that nobody has entered in the register."""
    message = ContactMessage.objects.select_for_update(no_key=True).get(pk=message_id)
    if message.reminded_at is not None:
        return False
    message.reminded_at = timezone.now()
    message.save(update_fields=["reminded_at"])
    facts = {"day": date_format(timezone.localtime(message.received_at + ANSWER_WITHIN), "j F Y")}
    subject = _("A complaint that is not in the register is due on %(day)s") % facts
    when = _("Nobody has entered a complaint in the register yet. Its answer is due on %(day)s:") % facts
    _send(subject, when, reverse("records:registers"))
    return True


def _send(subject: str, when: str, path: str) -> None:
    send_mail(to=settings.CONTACT_EMAIL, subject=subject, text=f"{when}\n\n{settings.SITE_URL}{path}\n")
