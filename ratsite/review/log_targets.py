"""The kinds of target and the families of actions that the audit log's page lists and filters by.

Moderators see what was done to people; coordinators also see why. If an entry must stay hidden from the person it is
about, only the other coordinators see it.
"""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.integrations.audit_log import AUDITED_BOARDS, AUDITED_POSTS, AUDITED_TOPICS
from library.integrations.audit_log import AUDITED_RESOURCES
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
    return {pk: reverse("staff_people:person", args=[pk]) for pk in there}


def _versions(reader: User, numbers: set[int]) -> dict[int, str]:
    return {terms.pk: terms.get_absolute_url() for terms in TermsOfReference.objects.filter(pk__in=numbers)}


def _agencies(reader: User, numbers: set[int]) -> dict[int, str]:
    return {one.pk: one.get_absolute_url() for one in Agency.objects.visible_to(reader).filter(pk__in=numbers)}


PEOPLE = TargetKind(User, _("Person"), listed=_listed, reasoned=_reasoned, addresses=_addresses)
AGENCIES = TargetKind(Agency, _("Agency"), listed=everything, reasoned=_reasoned, addresses=_agencies)
TERMS = TargetKind(
    TermsOfReference, _("Terms of reference"), listed=everything, reasoned=everything, addresses=_versions
)

KINDS = (PEOPLE, TERMS, AGENCIES, AUDITED_POSTS, AUDITED_TOPICS, AUDITED_BOARDS, AUDITED_RESOURCES)

# Prefix of an action → label of the filter.
FAMILIES = {
    "accounts.": _("Membership"),
    "moderation.sanction.": _("Sanctions"),
    "network.": _("Agencies"),
    "moderation.note.": _("Notes"),
    "moderation.message.": _("Messages"),
    "privacy.": _("Personal data"),
    "forum.post.": _("Posts"),
    "forum.edit.": _("Edits"),
    "forum.topic.": _("Topics"),
    "forum.file.": _("Files of posts"),
    "forum.board.": _("Boards"),
    "library.": _("The library"),
}
