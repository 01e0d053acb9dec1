"""The kinds of object that audit log entries are about, and the groups of actions. The log's page filters by both.

Moderators see what was done to people; coordinators also see why. An entry that must stay hidden from the person it is
about is shown only to the other coordinators.
"""

from collections.abc import Callable

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.integrations.audit_log import AUDITED_BOARDS, AUDITED_PHRASES, AUDITED_POSTS, AUDITED_TOPICS
from library.integrations.audit_log import AUDITED_LAWS, AUDITED_LISTS, AUDITED_RESOURCES
from ratsite.accounts.models import Application, TermsOfReference, User
from ratsite.accounts.rules import can_manage_members, can_review
from ratsite.audit.kinds import NUMBER, TargetKind, all_entries, is_discreet, no_entries
from ratsite.moderation.models import FirstApproval, Recusal
from ratsite.network.models import Agency, Circle
from ratsite.pages.models import ContactMessage, PublishedContact
from ratsite.pages.rules import can_see_published_contacts
from ratsite.records.models import Breach, Complaint, RiskAssessment
from ratsite.records.queries import messages_for
from ratsite.sanctions.rules import people_open_to
from ratsite.trends.integrations.audit_log import AUDITED_BRIEFINGS


def _listed(reader: User) -> Q:
    return ~(is_discreet() & Q(object_id=str(reader.pk))) if can_manage_members(reader) else ~is_discreet()


def _addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    page = "staff_people:person" if can_manage_members(reader) else "sanctions:sanctions"
    people = people_open_to(reader).filter(pk__in=numbers).values_list("pk", flat=True)
    return {pk: reverse(page, args=[pk]) for pk in people}


def _versions(reader: User, numbers: set[int]) -> dict[int, str]:
    return {terms.pk: terms.get_absolute_url() for terms in TermsOfReference.objects.filter(pk__in=numbers)}


def _agencies(reader: User, numbers: set[int]) -> dict[int, str]:
    if can_manage_members(reader):
        slugs = Agency.objects.filter(pk__in=numbers).values_list("pk", "slug")
        return {pk: reverse("staff_agencies:agency", args=[slug]) for pk, slug in slugs}
    return {agency.pk: agency.get_absolute_url() for agency in Agency.objects.visible_to(reader).filter(pk__in=numbers)}


def _listed_circles(reader: User) -> Q:
    """Return the condition for entries about circles: coordinators see all, others those about circles they are in."""
    if can_manage_members(reader):
        return all_entries(reader)
    return Q(Exists(Circle.objects.of(reader).filter(pk=OuterRef(NUMBER))))


def _circles(reader: User, numbers: set[int]) -> dict[int, str]:
    staff = can_manage_members(reader)
    circles = (Circle.objects.all() if staff else Circle.objects.of(reader)).filter(pk__in=numbers)
    page = "staff_circles:circle" if staff else "circles:circle"
    return {pk: reverse(page, args=[pk]) for pk in circles.values_list("pk", flat=True)}


def _for_coordinators(reader: User) -> Q:
    return all_entries(reader) if can_manage_members(reader) else no_entries(reader)


def _applications(reader: User, numbers: set[int]) -> dict[int, str]:
    applications = Application.objects.visible_to(reader).filter(pk__in=numbers).values_list("pk", flat=True)
    return {pk: reverse("applications:application", args=[pk]) for pk in applications}


def _record_kind(model: type[Model], name: str, page: str, visible_to: Callable[[User], QuerySet]) -> TargetKind:
    """Return the TargetKind for entries of the audit log about one model of the registers, or about messages.

    A reader sees the log entries only of those rows that `visible_to` returns for them, so that nobody learns from the
    log that there is a complaint about them.
    """

    def visible(reader: User) -> Q:
        return Q(Exists(visible_to(reader).filter(pk=OuterRef(NUMBER))))

    def addresses(reader: User, numbers: set[int]) -> dict[int, str]:
        seen = visible_to(reader).filter(pk__in=numbers).values_list("pk", flat=True)
        return {pk: reverse(page, args=[pk]) for pk in seen}

    return TargetKind(model, name, listed=visible, reasoned=visible, addresses=addresses)


def _own(reader: User) -> Q:
    return Q(user=reader.pk)


def _queue(reader: User, numbers: set[int]) -> dict[int, str]:
    """Return the review queue's URL for each of these recusals or first approvals; {} if the reader may not open it.

    The log does not link to the review item itself, because it may be on a board that is hidden from the reader.
    """
    return dict.fromkeys(numbers, reverse("review:queue")) if can_review(reader) else {}


def _contacts(reader: User, numbers: set[int]) -> dict[int, str]:
    if not can_see_published_contacts(reader):
        return {}
    return {contact.pk: contact.get_absolute_url() for contact in PublishedContact.objects.filter(pk__in=numbers)}


PEOPLE = TargetKind(User, _("Person"), listed=_listed, reasoned=_for_coordinators, addresses=_addresses)
AGENCIES = TargetKind(Agency, _("Agency"), listed=all_entries, reasoned=_for_coordinators, addresses=_agencies)
TERMS = TargetKind(
    TermsOfReference, _("Terms of reference"), listed=all_entries, reasoned=all_entries, addresses=_versions
)

CIRCLES = TargetKind(Circle, _("Circle"), listed=_listed_circles, reasoned=_listed_circles, addresses=_circles)
APPLICATIONS = TargetKind(
    Application, _("Application"), listed=_for_coordinators, reasoned=_for_coordinators, addresses=_applications
)
# Kinds about items that moderators leave to others, or whose approval they withdraw.
RECUSALS = TargetKind(Recusal, _("Recusal"), listed=_own, reasoned=_own, addresses=_queue)
FIRST_APPROVALS = TargetKind(FirstApproval, _("First approval"), listed=_own, reasoned=_own, addresses=_queue)
CONTACTS = TargetKind(
    PublishedContact, _("Published contact"), listed=all_entries, reasoned=all_entries, addresses=_contacts
)
RECORDS = (
    _record_kind(Complaint, _("Complaint"), "records:complaint", Complaint.objects.visible_to),
    _record_kind(Breach, _("Breach"), "records:breach", Breach.objects.visible_to),
    _record_kind(RiskAssessment, _("Risk assessment"), "records:risk", RiskAssessment.objects.visible_to),
    _record_kind(ContactMessage, _("Message"), "records:message", messages_for),
)

KINDS = (
    PEOPLE,
    APPLICATIONS,
    TERMS,
    AGENCIES,
    CIRCLES,
    AUDITED_POSTS,
    AUDITED_TOPICS,
    AUDITED_BOARDS,
    AUDITED_PHRASES,
    AUDITED_RESOURCES,
    AUDITED_LISTS,
    AUDITED_LAWS,
    AUDITED_BRIEFINGS,
    RECUSALS,
    FIRST_APPROVALS,
    CONTACTS,
    *RECORDS,
)

# Prefix of an action → label of the filter.
FAMILIES = {
    "trends.": _("Briefings"),
    "accounts.": _("Membership"),
    "moderation.sanction.": _("Sanctions"),
    "network.": _("Agencies and circles"),
    "moderation.found.": _("Identifiers shown"),
    "moderation.item.": _("Items left to others"),
    "moderation.approval.": _("First approvals withdrawn"),
    "moderation.note.": _("Notes"),
    "moderation.message.": _("Messages"),
    "privacy.": _("Personal data"),
    "forum.post.": _("Posts"),
    "forum.edit.": _("Edits"),
    "forum.topic.": _("Topics"),
    "forum.file.": _("Files of posts"),
    "forum.board.": _("Boards"),
    "forum.ground.": _("Ground checks"),
    "forum.poll.": _("Polls"),
    "forum.phrase.": _("Words that sound like blame"),
    "library.": _("The library"),
    "pages.contact.": _("Published contacts"),
    "records.": _("Records"),
}
