"""Bounces: count the emails to a person that came back, and ask the agency lead whether the person has left."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.confirm import bring_forward
from ratsite.accounts.models import Bounce, User
from ratsite.audit.actions import record
from ratsite.lib.bounces import Report
from ratsite.notifications.actions.deliver import mail_of
from ratsite.notifications.actions.send_mail import send_template

FINAL, PASSING = 2, 1  # points
FAILED_AT = 4  # points: two permanent failures, or four temporary ones
COUNTED = dt.timedelta(days=30)  # older bounces say nothing about the address today


@transaction.atomic
def record_bounce(report: Report) -> bool:
    """Count an email that came back. Return False if the site did not send it to a person, or has counted it already.

    A report must quote the email's message ID, which only its recipient knows, so a forged report has no effect.
    """
    mail = mail_of(report.message_id)
    if mail is None or mail.to.lower() != report.recipient:
        return False
    person = User.objects.select_for_update(of=("self",), no_key=True).filter(email=mail.to.lower()).first()
    if person is None or Bounce.objects.filter(mail=mail).exists():
        return False
    points = FINAL if report.is_final else PASSING
    Bounce.objects.create(person=person, mail=mail, points=points, at=timezone.now())
    if person.address_failed_at is None and bounce_score(person) >= FAILED_AT:
        person.address_failed_at = timezone.now()
        person.save(update_fields=["address_failed_at"])
        record(person, "accounts.person.address_failed", actor=None)
        bring_forward(person_id=person.pk)
        _ask_the_lead(person)
    return True


def bounce_score(person: User) -> int:
    recent = Bounce.objects.filter(person=person, at__gt=timezone.now() - COUNTED)
    return recent.aggregate(points=Sum("points"))["points"] or 0


@transaction.atomic
def trust_address(*, person: User) -> bool:
    """Resume sending email to a person's address and reset its bounce points. Return False if email was not stopped.

    The bounce rows stay: otherwise reports read a second time from the same mailbox would count again.
    """
    Bounce.objects.filter(person=person).update(points=0)
    return bool(User.objects.filter(pk=person.pk, address_failed_at__isnull=False).update(address_failed_at=None))


def _ask_the_lead(person: User) -> None:
    """Ask the leads of a person's agency by email whether the person has left; if it has no leads, the coordinator."""
    leads = User.objects.approved().filter(agency=person.agency, is_agency_lead=True, address_failed_at=None)
    leads = leads.exclude(pk=person.pk) if person.agency_id else leads.none()
    subject = _("Our emails to your colleague are not being delivered")
    for address in list(leads.values_list("email", flat=True)) or [settings.CONTACT_EMAIL]:
        send_template("address_failed", to=address, subject=subject, person=person)
