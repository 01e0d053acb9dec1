"""The kinds of target and the families of actions that the audit log's page lists and filters by.

Moderators see what was done to people; coordinators also see why. Entries that must stay hidden from the person they
are about are listed for other coordinators only.
"""

from django.db.models import Q
from django.urls import reverse

from forum.integrations.audit_log import BOARDS, POSTS, TOPICS
from library.integrations.audit_log import RESOURCES
from ratsite.accounts.models import TermsOfReference, User
from ratsite.accounts.rules import can_manage_members
from ratsite.audit.kinds import TargetKind, discreet, everything, nothing
from ratsite.network.models import Agency


def _listed(reader: User) -> Q:
    return ~(discreet() & Q(object_id=str(reader.pk))) if can_manage_members(reader) else ~discreet()


def _reasoned(reader: User) -> Q:
    return everything(reader) if can_manage_members(reader) else nothing(reader)


def _addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    if not can_manage_members(reader):
        return {}
    there = User.objects.filter(pk__in=numbers).values_list("pk", flat=True)
    return {pk: reverse("desk:person", args=[pk]) for pk in there}


def _versions(reader: User, numbers: set[int]) -> dict[int, str]:
    return {terms.pk: terms.get_absolute_url() for terms in TermsOfReference.objects.filter(pk__in=numbers)}


def _agencies(reader: User, numbers: set[int]) -> dict[int, str]:
    return {one.pk: one.get_absolute_url() for one in Agency.objects.visible_to(reader).filter(pk__in=numbers)}


PEOPLE = TargetKind(User, "Person", listed=_listed, reasoned=_reasoned, addresses=_addresses)
AGENCIES = TargetKind(Agency, "Agency", listed=everything, reasoned=_reasoned, addresses=_agencies)
TERMS = TargetKind(TermsOfReference, "Terms of reference", listed=everything, reasoned=everything, addresses=_versions)

KINDS = (PEOPLE, TERMS, AGENCIES, POSTS, TOPICS, BOARDS, RESOURCES)

# Prefix of an action → label of the filter.
FAMILIES = {
    "accounts.": "Membership",
    "moderation.sanction.": "Sanctions",
    "network.": "Agencies",
    "moderation.note.": "Notes",
    "moderation.message.": "Messages",
    "privacy.": "People’s data",
    "forum.post.": "Posts",
    "forum.edit.": "Edits",
    "forum.topic.": "Topics",
    "forum.file.": "Files of posts",
    "forum.board.": "Boards",
    "library.": "The library",
}
