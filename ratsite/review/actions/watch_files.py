"""The daily check of stored files, with an email if something is wrong."""

from django.conf import settings
from django.utils.translation import gettext as _

from ratsite.files.fixity import find_orphans
from ratsite.files.other_files import check_other_files
from ratsite.files.queries.health import file_health
from ratsite.lib.health import HealthFact
from ratsite.notifications.actions.send_mail import send_mail


def watch_files() -> list[HealthFact]:
    """Check the stored files that are not uploads, and email the coordinators about all faulty files, uploads too.

    Returns the faults. Faults in uploads are found by ratsite.files.fixity.verify_slice, which runs every hour. The
    email is sent even if the check of the other files raises an error.
    """
    try:
        find_orphans()
        check_other_files()
    finally:
        faults = _email_faults()
    return faults


def _email_faults() -> list[HealthFact]:
    faults = [fact for fact in file_health() if fact.is_urgent]
    if faults:
        text = "\n\n".join("\n".join([fact.title, fact.text, fact.todo, *fact.paths]) for fact in faults)
        send_mail(to=settings.CONTACT_EMAIL, subject=_("Something is wrong with stored files"), text=f"{text}\n")
    return faults
