"""Personal data in notifications and the email queue."""

from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ratsite.lib.personal_data import (
    ROW_DELETED,
    Erasing,
    OwnAddress,
    PersonalData,
    Section,
    Table,
    batches_of_keys,
    replace_words,
    rows_of,
)
from ratsite.notifications.models import Mail, MailChoices, Notification

WHY_NOTIFIED = _("So that we tell you once about what you follow")

TABLES = [
    Table(
        "notifications.Mail",
        copied="to subject state created_at sent_at",
        gone={
            "id person attempts try_at is_server_away": ROW_DELETED,
            "text html": "emptied when the email leaves; until then it may hold a link that opens the account",
            "headers error": "technical details of the delivery",
        },
    ),
    Table(
        "notifications.Notification",
        copied="source item_id verb why why_word level created_at read_at outcome skip",
        gone={"id person group position ready_at due_at mail": ROW_DELETED},
    ),
    Table(
        "notifications.MailChoices",
        copied="is_stopped rhythm hour weekday quiet_from quiet_until is_quiet_at_weekends ceiling",
        gone={"id person": ROW_DELETED},
    ),
]


def mails_to(person) -> Q:
    return Q(person=person) | (Q(person=None) & rows_of(person.own_addresses, "to", "created_at"))


SECTIONS = [
    Section(
        "mails", _("Emails we sent you, without their text"), _("So that you can see why you got an email"),
        _("90 days"), "notifications.Mail",
        rows=lambda person: Mail.objects.filter(mails_to(person)), is_deleted=True,
        of_address=lambda address: Mail.objects.filter(address.rows("to", "created_at"), person=None),
    ),
    Section(
        "told", _("Your notifications"), WHY_NOTIFIED, _("6 months after you read them, or a year if you do not"),
        "notifications.Notification",
        rows=lambda person: Notification.objects.filter(person=person), is_deleted=True,
    ),
    Section(
        "mail_choices", _("When you want to get emails"), WHY_NOTIFIED, _("Until you change it"),
        "notifications.MailChoices",
        rows=lambda person: MailChoices.objects.filter(person=person), is_deleted=True,
    ),
]  # fmt: skip


def erase_in_waiting_mail(erasing: Erasing) -> None:
    """Remove the name of the person being erased from unsent emails to others."""
    _erase_in(Mail.objects.exclude(mails_to(erasing.person)), erasing.words, erasing.without)


def erase_address(address: OwnAddress) -> None:
    """Remove the address of a person without an account from unsent emails to others, such as forwarded messages."""
    others = Mail.objects.exclude(to__iexact=address.email)
    _erase_in(others, [address.email], partial(replace_words, words=[address.email]))


def _erase_in(mails: QuerySet, words: Iterable[str], without: Callable[[str], str]) -> None:
    contains_word = Q(pk=None)
    for word in words:
        contains_word |= Q(subject__icontains=word) | Q(text__icontains=word) | Q(html__icontains=word)
        contains_word |= Q(headers__icontains=word)
    for numbers in batches_of_keys(mails.filter(contains_word)):
        with transaction.atomic():
            for mail in Mail.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=numbers):
                _erase(mail, without)


def _erase(mail: Mail, without: Callable[[str], str]) -> None:
    mail.subject, mail.text, mail.html = without(mail.subject), without(mail.text), without(mail.html)
    mail.headers = {name: value for name, value in mail.headers.items() if without(value) == value}
    mail.save(update_fields=["subject", "text", "html", "headers"])


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    sections=SECTIONS,
    erasers={
        "waiting mail": erase_in_waiting_mail,
    },
    address_erasers={
        "waiting mail": erase_address,
    },
)
