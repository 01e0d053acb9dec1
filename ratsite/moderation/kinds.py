"""People, agencies and the terms as targets of the log.

What moderators do to a person they all read; why, the coordinators and who did it. What the person must not hear of,
coordinators alone read, and each only about others. The terms are public; what agencies say
of themselves is for members.
"""

from django.db.models import Q
from django.urls import reverse

from ratsite.accounts.models import TermsOfReference, User
from ratsite.accounts.rules import can_manage_members
from ratsite.moderation.log import Kind, discreet, everything, nothing
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


PEOPLE = Kind(User, "Person", listed=_listed, reasoned=_reasoned, addresses=_addresses)
AGENCIES = Kind(Agency, "Agency", listed=everything, reasoned=_reasoned, addresses=_agencies)
TERMS = Kind(TermsOfReference, "Terms of reference", listed=everything, reasoned=everything, addresses=_versions)
