"""Add, check again and remove the contacts of public bodies that texts are allowed to name (the allow-list)."""

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.pages.models import PublishedContact
from ratsite.pages.rules import can_change_published_contacts


@transaction.atomic
def add_contact(*, steward: User, kind: str, value: str, body: str, source_url: str) -> PublishedContact:
    """Add a contact that the steward has compared with its source today, and return it.

    If the contact is in the list already, it stays unchanged.
    """
    steward = recheck(steward, can_change_published_contacts)
    contact, created = PublishedContact.objects.get_or_create(
        value=PublishedContact.normal_value(kind, value),
        defaults={
            "kind": kind,
            "body": body,
            "source_url": source_url,
            "checked_on": timezone.localdate(),
            "checked_by": steward,
        },
    )
    if created:
        record(contact, "pages.contact.add", actor=steward)
    return contact


def shown_hash_of_contact(contact: PublishedContact) -> str:
    """Return the hash of the contact's public body and source, which a check can change (optimistic lock)."""
    return content_hash([contact.body, contact.source_url])


@transaction.atomic
def check_contact(
    *, contact_id: int, steward: User, body: str, source_url: str, shown_hash: str = ""
) -> PublishedContact:
    """Record that the steward has compared the contact with its source today, and return the contact.

    shown_hash: the shown_hash_of_contact when the form was opened (optimistic lock); "" skips this check. Raises Stale
    if another steward has changed the contact since, unless they made the same change.
    """
    contact = _lock(contact_id, steward)
    is_same = (contact.body, contact.source_url) == (body, source_url)
    if shown_hash and shown_hash != shown_hash_of_contact(contact) and not is_same:
        raise Stale
    contact.body, contact.source_url = body, source_url
    contact.checked_on, contact.checked_by = timezone.localdate(), steward
    contact.save(update_fields=["body", "source_url", "checked_on", "checked_by"])
    record(contact, "pages.contact.check", actor=steward)
    return contact


@transaction.atomic
def remove_contact(*, contact_id: int, steward: User, reason: str) -> None:
    """Remove a contact, so that writers of texts with it are asked about it again. Earlier texts stay as they are."""
    contact = _lock(contact_id, steward)
    record(contact, "pages.contact.remove", actor=steward, reason=reason)
    contact.delete()


def _lock(contact_id: int, steward: User) -> PublishedContact:
    contact = PublishedContact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    recheck(steward, can_change_published_contacts)
    return contact
