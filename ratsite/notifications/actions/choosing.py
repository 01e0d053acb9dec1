"""How a person wishes to get mail: their own choice, in no log."""

from django.contrib.auth import get_user_model
from django.db import transaction

from ratsite.notifications.models import MailChoices
from ratsite.notifications.registry import source_of


@transaction.atomic
def choose_mail(*, person, **choices) -> MailChoices:
    """Keep these fields of MailChoices; the others stay."""
    MailChoices.objects.get_or_create(person=person)
    row = MailChoices.objects.select_for_update().get(person=person)
    for name, value in choices.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def stop_mail(*, person_id: int, source: str = "", group: str = "") -> bool:
    """No more mail about this group, or about anything where none is named; False when that was so already.

    Whoever holds the link of a mail may do this: it needs no sign-in, and opens nothing.
    """
    person = get_user_model().objects.filter(pk=person_id).first()
    if person is None:
        return False
    if group:
        return source_of(source).stop(person, group)
    before = MailChoices.of(person).is_stopped
    choose_mail(person=person, is_stopped=True)
    return not before
