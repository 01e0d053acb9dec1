from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.notifications.actions.send_mail import mail_text, send_mail
from ratsite.pages.models import DueReminder
from ratsite.pages.queries.due import Due, all_due


@transaction.atomic
def remind_of_due() -> int:
    """Email the editors one list of what has become due for a check, and return the number of emails.

    A daily job calls this. Each thing is in one email only, until it is due again. Without editors the email goes to
    the network's own address. The email also names what becomes due in the next 30 days.
    """
    everything = all_due()
    late = {_key(due): due for due in everything if due.is_late}
    reminded = set(DueReminder.objects.filter(key__in=late).values_list("key", flat=True))
    new = {key: due for key, due in late.items() if key not in reminded}
    if not new:
        return 0
    DueReminder.objects.bulk_create([DueReminder(key=key) for key in new])
    DueReminder.objects.exclude(key__in=late).delete()  # those things were checked or deleted
    subject = ngettext(
        "%(number)s thing on the website is due for a check",
        "%(number)s things on the website are due for a check",
        len(new),
    )
    text = mail_text("due", due=list(new.values()), soon=[due for due in everything if not due.is_late])
    addresses = _editors() or [settings.CONTACT_EMAIL]
    for address in addresses:
        send_mail(to=address, subject=subject % {"number": len(new)}, text=text)
    return len(addresses)


def _key(due: Due) -> str:
    return f"{due.key} {due.due_on or ''}".strip()


def _editors() -> list[str]:
    return list(User.objects.in_office(Role.EDITOR).values_list("email", flat=True))
