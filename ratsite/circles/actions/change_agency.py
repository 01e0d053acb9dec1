"""Add an agency, and change what its page says and its email domains.

A text that may identify someone waits for a second review. Until then the agency's page shows the earlier text, or none
if the earlier text names a contact that has since been removed from the published contacts. For remits and areas, and
to take an agency out of the network or bring it back, see change_access.py.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ratsite.accounts.actions.change_details import join_new_agency
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.circles.rules import can_manage_circles
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.actions import lock_row, reword_profiles, shown_hash_of_agency, update_agency_reviews
from ratsite.network.contacts import contacts_in, loses_contact
from ratsite.network.enums import AgencyText
from ratsite.network.models import Agency
from ratsite.network.slugs import free_slug

# The fields whose values the audit log stores, before and after. It stores no text about the agency's work, and nothing
# that could be a person's contact details.
LOGGED = ("name", "kind", "is_first_responder", "email_domains")
MANY_TO_MANY = ("remits", "areas")


@transaction.atomic
def add_agency(
    *,
    coordinator: User,
    values: Mapping[str, Any],
    held: Collection[str],
    explanation: str,
    reason: str,
    is_own: bool = False,
) -> Agency:
    """Add an agency to the network, and return it.

    values: the agency's fields. held: names of the fields whose text waits for a second review. explanation: why the
    contact details in these texts are public, in the coordinator's words. is_own: True to make the coordinator, who has
    no agency yet, a member of this one.
    """
    if is_own:  # before the log, which the first entry locks
        lock_coordinators()
        lock_person(coordinator.pk)
    coordinator = recheck(coordinator, can_manage_circles)
    shown = {name: "" if name in held else value for name, value in values.items() if name not in MANY_TO_MANY}
    agency = Agency.objects.create(slug=free_slug(values["name"]), **shown)
    for name in MANY_TO_MANY:
        getattr(agency, name).set(values[name])
    texts = {name: values[name] for name in held}
    update_agency_reviews(agency=agency, writer=coordinator, changed=[], held=texts, explanation=explanation)
    given = [name for name, value in values.items() if value]
    record(agency, "network.agency.open", actor=coordinator, reason=reason, changed=given)
    if is_own:
        join_new_agency(coordinator=coordinator, agency=agency, reason=reason)
    return agency


@transaction.atomic
def change_agency(
    *,
    agency: Agency,
    coordinator: User,
    values: Mapping[str, Any],
    held: Collection[str],
    explanation: str,
    beside_earlier: bool,
    reason: str,
    shown_hash: str,
) -> bool:
    """Change an agency's fields; return False if all stay the same.

    values: the fields of PAGE_FIELDS. held: names of the fields whose text waits for a second review. explanation: why
    the contact details in these texts are public. beside_earlier: True to show the new limits (what_we_cannot_do) next
    to earlier posts too. Raises Stale if the agency has changed since the coordinator opened the page
    (shown_hash_of_agency).
    """
    agency = lock_row(agency)
    coordinator = recheck(coordinator, can_manage_circles)
    if shown_hash_of_agency(agency) != shown_hash:
        raise Stale
    before = {name: getattr(agency, name) for name in values}
    contacts = {"before": contacts_in(before["public_contacts"]), "after": contacts_in(values["public_contacts"])}
    for name, value in values.items():
        setattr(agency, name, value)
    for name in held:
        setattr(agency, name, "" if loses_contact(before[name], **contacts) else before[name])
    agency.save(update_fields=[*values])
    update_agency_reviews(
        agency=agency,
        writer=coordinator,
        changed=[name for name in AgencyText if before[name].splitlines() != values[name].splitlines()],
        held={name: values[name] for name in held},
        explanation=explanation,
    )
    earlier = agency.profiles.exclude(pk=agency.profile_id).exclude(what_we_cannot_do=agency.what_we_cannot_do)
    outdated = [
        profile.pk for profile in earlier if beside_earlier or loses_contact(profile.what_we_cannot_do, **contacts)
    ]
    if outdated:
        reword_profiles(agency=agency, actor=coordinator, profiles=outdated, reason=reason)
    changed = [name for name, value in values.items() if before[name] != value]
    if changed:
        stored = [name for name in changed if name in LOGGED]
        # Only whole addresses among the email domains changed: there are no values that the log could show.
        stored = [name for name in stored if _loggable(name, before[name]) != _loggable(name, values[name])]
        logged = {
            when: {name: _loggable(name, state[name]) for name in stored}
            for when, state in (("before", before), ("after", values))
        }
        record(agency, "network.agency.change", actor=coordinator, reason=reason, changed=changed, **logged)
    return bool(changed or outdated)


def _loggable(name: str, value: str | bool) -> str | bool:
    """Return a field's value as the log stores it. Email domains are stored without whole email addresses."""
    if name != "email_domains" or not isinstance(value, str):
        return value
    return ", ".join(line.strip() for line in value.splitlines() if line.strip() and "@" not in line)
