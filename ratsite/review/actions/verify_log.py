"""Once a day the log is verified by the site itself, and the coordinator hears of it where something does not fit."""

import logging

from django.conf import settings

from ratsite.audit.verification import verify
from ratsite.notifications.actions.send_mail import send_mail

logger = logging.getLogger(__name__)
SUBJECT = "The stewards' log does not stand as it was written"


def watch_log() -> str:
    """What does not fit, or nothing. A tail that was cut off shows only against what was written down elsewhere."""
    problem = verify().problem
    if problem:
        logger.error("the stewards' log: %s", problem)
        text = f"{problem}\n\nSomebody changed the log past the site. Keep a copy of the database as it is now.\n"
        send_mail(to=settings.CONTACT_EMAIL, subject=SUBJECT, text=text)
    return problem
