"""The daily verification of the audit log."""

import logging

from django.conf import settings
from django.utils.translation import gettext as _

from ratsite.audit.verification import verify
from ratsite.notifications.actions.send_mail import send_mail

logger = logging.getLogger(__name__)


def watch_log() -> str:
    """Verify the audit log. Email the network's own address if it has a fault.

    Returns the fault, or "" if there is none. It cannot detect that the newest entries were deleted: that needs a
    digest that is stored elsewhere.
    """
    problem = verify().problem
    if problem:
        logger.error("the audit log: %s", problem)
        advice = _("Someone changed the log outside the site. Keep a copy of the database as it is now.")
        subject = _("The audit log has been changed since it was written")
        send_mail(to=settings.CONTACT_EMAIL, subject=subject, text=f"{problem}\n\n{advice}\n")
    return problem
