"""Who may bring a resource back or approve a version, and when a second person is needed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from library.enums import Audience, CheckOutcome, ResourceState, SuggestionState
from library.models import PublicationReview, Resource, ResourceVersion
from library.rules.resources import can_edit_resource
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.network.enums import SecondReviewOutcome


def can_bring_back(user: User, resource: Resource) -> bool:
    """True if the user may bring a withdrawn resource back. Not if a review of its newest version waits already."""
    if not can_edit_resource(user, resource) or resource.state != ResourceState.WITHDRAWN:
        return False
    waiting = PublicationReview.objects.filter(outcome=SecondReviewOutcome.WAITING, version=resource.current_id)
    return resource.current_id is not None and not waiting.exists()


def back_needs_other_agency(agency_id: int | None, version: ResourceVersion) -> bool:
    """True if another agency must approve that a withdrawn resource comes back with this version.

    agency_id: the agency of the curator who asks for it; None if the curator has none. Another agency must approve it
    in these cases:
    - The curator has no agency, or their agency is not the one that withdrew the resource.
    - The version itself was withdrawn, and the curator's agency looks after the resource or handed it over. A new
      version is a correction, which the agency may publish alone.

    Always False for a resource that is not withdrawn.
    """
    resource = version.resource
    if resource.state != ResourceState.WITHDRAWN:
        return False
    owners = (resource.agency_id, resource.handed_over_by_id)
    if version.is_published and agency_id is not None and agency_id in owners:
        return True
    # The review queue has fetched the checks of all its resources together.
    withdrawals = [check for check in resource.checks.all() if check.outcome == CheckOutcome.WITHDRAWN]
    return bool(withdrawals) and (agency_id is None or withdrawals[-1].agency_id != agency_id)


def can_decide_publication(user: User, review: PublicationReview) -> bool:
    """True if the user may decide the review: a curator or moderator who took no part in the version.

    See PublicationReview.objects.barred_for and is_of_barred_agency for who took part.
    """
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    if not may or PublicationReview.objects.barred_for(user).filter(pk=review.pk).exists():
        return False
    return not is_of_barred_agency(user, review)


def opens_to_public(review: PublicationReview) -> bool:
    """True if the public can read the version after the review has approved it."""
    return (review.audience or review.version.resource.audience) == Audience.PUBLIC


def why_needs_second_person(
    resource: Resource, audience: str, *, has_identifiers: bool, has_hidden_parts: bool, is_back: bool = False
) -> Iterator[str]:
    """Yield the reasons why a second person must approve a version before this audience can read it, as messages.

    If there are none, its curator may publish it alone. publication_needs_other_agency decides whether the second
    person must be from another agency.

    is_back: True if another agency must approve that a withdrawn resource comes back (back_needs_other_agency).
    """
    if resource.is_case:
        yield _("it is case learning, so two people with different main remits, from other agencies, must approve it")
    if audience == Audience.PUBLIC:
        yield _("the public will be able to read it, so someone from another agency must approve it")
    if audience == Audience.CIRCLE:
        yield _("it is for a circle, so a second person in the circle must approve it")
    if has_identifiers:
        yield _("it may contain details that identify someone")
    if has_hidden_parts:
        yield _("its files have hidden parts that do not show on their pages")
    if is_back:
        yield _("it was withdrawn, so someone from another agency must approve it")


def publication_needs_other_agency(review: PublicationReview) -> bool:
    """True if only a person from an agency that took no part in the version may decide the review (see `agencies_of`).

    That is so in three cases: the resource is case learning, the public will be able to read the version, or it was
    withdrawn and another agency must approve that it comes back (see `back_needs_other_agency`). A person without an
    agency may not decide such a review.
    """
    if opens_to_public(review) or review.version.resource.is_case:
        return True
    return back_needs_other_agency(review.agency_id or review.asked_by.agency_id, review.version)


def is_of_barred_agency(user: User, review: PublicationReview) -> bool:
    """True if the user may not decide the review because of their agency, or because they have none."""
    return publication_needs_other_agency(review) and (user.agency_id is None or user.agency_id in agencies_of(review))


def agencies_of(review: PublicationReview) -> set[int]:
    """Return the ids of the agencies that took part in the version under review.

    - The agency of the person who made the version, and that of the person who asked to publish it: as stored at that
      time or, if none was stored, their current agency.
    - For case learning, also the agency that looks after the resource, its deputy, and the agencies of the members who
      suggested it: their agency at that time and their current one.
    """
    version, resource = review.version, review.version.resource
    agencies = [review.agency_id or review.asked_by.agency_id, version.agency_id or version.created_by.agency_id]
    if resource.is_case:
        agencies += [resource.agency_id, resource.deputy_id]
        for suggestion in resource.suggestions.all():
            if suggestion.state == SuggestionState.TAKEN:
                agencies += [suggestion.agency_id, suggestion.suggested_by.agency_id]
    return {agency_id for agency_id in agencies if agency_id is not None}
