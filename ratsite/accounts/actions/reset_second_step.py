from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from ratsite.accounts.actions.end_sessions import end_sessions
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, recheck
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_decide_about
from ratsite.audit.actions import record
from ratsite.lib.own_network import own_network
from ratsite.notifications.actions.send_mail import send_template


@transaction.atomic
def reset_second_step(*, person_id: int, coordinator: User | None, reason: str) -> bool:
    """Remove all second steps (2FA) of a person who has lost them: app, passkeys and recovery codes.

    The person's sessions end, and the person is emailed. A steward cannot use any role until they have set up a new
    second step. coordinator: None when a management command calls. Returns False if the person has no second step.
    """
    lock_coordinators()
    person = lock_person(person_id)
    if coordinator is not None:
        recheck(coordinator, can_decide_about, person)
    steps = Authenticator.objects.filter(user=person)
    if not steps.exists():
        return False
    steps.delete()
    end_sessions(person)
    record(person, "accounts.person.second_step", actor=coordinator, reason=reason)
    subject = _("%(network)s: your second step was removed") % {"network": own_network().short_name}
    send_template("second_step_reset", to=person.email, subject=subject, person=person, reason=reason)
    return True
