"""The daily verification of the audit log."""

import logging

from django.conf import settings

from ratsite.audit.verification import verify
from ratsite.notifications.actions.send_mail import send_mail

logger = logging.getLogger(__name__)
SUBJECT = "The audit log is not as it was written"


def watch_log() -> str:
    """Verify the log, email the coordinator about a fault, and return the fault or "".

    Entries cut off at the end are not detected here: that needs a digest stored elsewhere.
    """
    problem = verify().problem
    if problem:
        logger.error("the audit log: %s", problem)
        text = f"{problem}\n\nSomebody changed the log past the site. Keep a copy of the database as it is now.\n"
        send_mail(to=settings.CONTACT_EMAIL, subject=SUBJECT, text=text)
    return problem
