"""Who may do what in the library.

Callers have fetched the object through `visible_to`: these rules do not ask again whether the user may see it.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from library.enums import Audience, CheckOutcome, ResourceKind, ResourceState, SuggestionState, VersionState
from library.models import (
    NEXT_CHECK_AFTER,
    AccessRequest,
    FieldNote,
    ListReaders,
    PublicationReview,
    ReadingList,
    ReadingListReport,
    Resource,
    ResourceCheck,
    ResourceDownload,
    ResourceFile,
    ResourceVersion,
    Suggestion,
)
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_curate, can_lead, can_moderate_somewhere, can_write
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking, SecondReviewOutcome

MOST_WAITING = 10  # suggestions of one member that may wait: as many as a curator reads in one sitting


def can_add_resource(user: User) -> bool:
    return can_curate(user) and can_write(user)


def can_edit_instruments(user: User) -> bool:
    """True if the user may add laws and statutory guidance that resources rely on, and change their names."""
    return can_add_resource(user)


def can_edit_resource(user: User, resource: Resource) -> bool:
    """True if the user, a curator, may change the resource. A suggested one cannot be changed before it is taken up."""
    return can_curate(user) and can_write(user) and resource.state != ResourceState.SUGGESTED


def can_suggest(user: User) -> bool:
    return can_write(user)


def has_too_many_suggestions(user: User) -> bool:
    """True if MOST_WAITING of the user's suggestions wait for a curator, so that the user may not send another one."""
    return Suggestion.objects.waiting().filter(suggested_by=user).count() >= MOST_WAITING


def can_answer_suggestion(user: User, suggestion: Suggestion) -> bool:
    """True if the user may answer the suggestion: a curator from another agency than the member who made it."""
    may = can_curate(user) and can_write(user) and user.pk != suggestion.suggested_by_id
    return may and (suggestion.agency_id is None or user.agency_id not in (None, suggestion.agency_id))


def can_open_curating(user: User) -> bool:
    return can_curate(user)


def can_check_resource(user: User, resource: Resource) -> bool:
    """True if the user may check whether the resource is still right. See also check_needs_other_agency."""
    return can_edit_resource(user, resource) and resource.is_published


def check_needs_other_agency(user: User, resource: Resource) -> bool:
    """True if another agency must confirm the user's check: the user's own looks after the resource, or handed it over.

    Otherwise a curator could hand a resource over in order to check it alone.
    """
    return user.agency_id is not None and user.agency_id in (resource.agency_id, resource.handed_over_by_id)


def can_bring_back(user: User, resource: Resource) -> bool:
    """True if the user may bring a withdrawn resource back: no second person is reading it for that already."""
    if not can_edit_resource(user, resource) or resource.state != ResourceState.WITHDRAWN:
        return False
    waiting = PublicationReview.objects.filter(outcome=SecondReviewOutcome.WAITING, version=resource.current_id)
    return resource.current_id is not None and not waiting.exists()


def back_needs_other_agency(agency_id: int | None, version: ResourceVersion) -> bool:
    """True if another agency must approve that a withdrawn resource comes back with this version.

    agency_id: the agency of the curator who asks. Another agency is needed if yet another one withdrew the resource, or
    if the curator who asks has none. If the version was withdrawn too, another agency is also needed by the rule for
    checks (check_needs_other_agency). An agency may publish a new version of its own resource alone, because that is a
    correction.
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


def needs_check_for_later_date(resource: Resource) -> bool:
    """True if only a check may give the resource a later review date: it was published, and is not case learning.

    If it has lost its date and is not published at present, any curator may set one, because the public needs it.
    """
    if resource.current_id is None or resource.is_case:
        return False
    return resource.is_published or resource.review_due_on is not None


def is_later_date(was: dt.date | None, due: dt.date | None) -> bool:
    """True if the review date `due` is later than `was`, or sets one where there was none, or leaves none.

    Without a date, no reader would be warned that the check is overdue, and a later one could be set afterwards.
    """
    return due != was and (due is None or was is None or due > was)


def can_decide_check(user: User, check: ResourceCheck) -> bool:
    """True if the user may confirm or refuse a waiting check: a curator from another agency than its maker's."""
    may = can_curate(user) and can_write(user) and user.pk != check.checked_by_id
    return may and user.agency_id is not None and user.agency_id != check.agency_id


def can_see_hidden_parts(user: User) -> bool:
    """True if the user is a curator or moderator. These may see the hidden parts of all files that they can read."""
    return (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)


def can_take_over(user: User, resource: Resource) -> bool:
    return can_edit_resource(user, resource) and user.agency_id is not None


def can_hand_over(user: User, resource: Resource) -> bool:
    """True if the user may make another agency look after the resource: a curator of its agency or of its deputy.

    While its agency has no curator who can read it, a curator of the agency that handed it over may do so too.

    What only the agency that looks after a resource may see, such as who downloaded its files, changes hands with it.
    If that agency can no longer look after it, see can_take_over. Case learning cannot be handed over, because who may
    approve it depends on which agency looks after it.
    """
    if not can_edit_resource(user, resource) or resource.is_case:
        return False
    if user.agency_id is None:
        return False
    return user.agency_id in (resource.agency_id, resource.deputy_id) or can_take_back(user, resource)


def can_take_back(user: User, resource: Resource) -> bool:
    """True if the user's agency handed the resource over to an agency that has no curator who can read it.

    Otherwise nobody could hand it on. The user may also make their own agency look after it again.
    """
    is_own = user.agency_id is not None and user.agency_id == resource.handed_over_by_id
    return is_own and not curators_of(resource).filter(agency=resource.agency_id).exists()


def curators_of(resource: Resource) -> UserQuerySet:
    """Return the curators who can read the resource."""
    return User.objects.readers_of(resource.circle).in_office(Role.CURATOR)


def can_see_who_handed_over(user: User, agency_ids: Collection[int | None]) -> bool:
    """True if the user may see who handed a resource over, between which agencies, and why.

    agency_ids: the agency that had it before, and the one that got it. The curators of these two may. An agency that
    gets the resource later may not: the reason was not written for it.
    """
    return can_curate(user) and user.agency_id is not None and user.agency_id in agency_ids


def can_choose_deputy(user: User, resource: Resource) -> bool:
    """True if the user may choose the resource's deputy agency: a curator of its agency or of its present deputy.

    The deputy may answer requests for the files and give the resource away. Any curator may choose it for a resource
    that no agency looks after.
    """
    if not can_edit_resource(user, resource):
        return False
    return resource.agency_id is None or user.agency_id in {resource.agency_id, resource.deputy_id} - {None}


def can_trash_resource(user: User, resource: Resource) -> bool:
    """True if the user may move the resource to the trash: it is a draft or was withdrawn."""
    return can_edit_resource(user, resource) and resource.state in (ResourceState.DRAFT, ResourceState.WITHDRAWN)


def must_say_why(user: User, file: ResourceFile) -> bool:
    """True if the user must give a reason before they download the file.

    A reason is needed for files of closely marked resources, except from the curator who added the resource and from
    users who gave one recently. The user is always signed in, because a public resource is never closely marked
    (constraint resource_public_is_clear).
    """
    resource = file.version.resource
    if not Marking(resource.marking).is_closely_marked or resource.posted_by_id == user.pk:
        return False
    return not ResourceDownload.objects.recent().filter(file=file, person=user).exists()


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
    """Yield messages: the reasons why a second person must approve a version before this audience can read it.

    is_back: True if another agency must approve that it comes back (see back_needs_other_agency).
    If there is none, its curator may publish it alone. publication_needs_other_agency says whether the second person
    must be from another agency.
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
    """True if the review needs a person of an agency that took no part in the version (see `agencies_of`).

    This is so for case learning, if the public will be able to read the version, and for what another agency must
    approve before it comes back (see `back_needs_other_agency`). A person without an agency may not decide such a
    review either.
    """
    if opens_to_public(review) or review.version.resource.is_case:
        return True
    return back_needs_other_agency(review.agency_id or review.spoken_by.agency_id, review.version)


def is_of_barred_agency(user: User, review: PublicationReview) -> bool:
    """True if the user may not decide the review because of their agency, or because they have none."""
    return publication_needs_other_agency(review) and (user.agency_id is None or user.agency_id in agencies_of(review))


def agencies_of(review: PublicationReview) -> set[int]:
    """Return the ids of the agencies that took part in the version under review.

    - The agencies that the people who made the version and who asked to publish it had at that time. If no agency was
      stored then, their present ones.
    - For case learning, also the agency that looks after the resource and its deputy, and the agencies of the members
      who suggested it: both those of that time and their present ones.
    """
    version, resource = review.version, review.version.resource
    agencies = [review.agency_id or review.spoken_by.agency_id, version.agency_id or version.created_by.agency_id]
    if resource.is_case:
        agencies += [resource.agency_id, resource.deputy_id]
        for suggestion in resource.suggestions.all():
            if suggestion.state == SuggestionState.TAKEN:
                agencies += [suggestion.agency_id, suggestion.suggested_by.agency_id]
    return {agency_id for agency_id in agencies if agency_id is not None}


def expires_too_late(kind: str | None, review_due_on: dt.date | None) -> bool:
    """True if the kind is case learning and the review date is more than a year away. It expires on its review date."""
    latest = timezone.localdate() + NEXT_CHECK_AFTER
    return kind == ResourceKind.CASE and review_due_on is not None and review_due_on > latest


def can_change_kind(resource: Resource) -> bool:
    """True if the kind of the resource may change to or from case learning.

    Not if any version was ever reviewed or published, or if a member suggested it as case learning: two people must
    approve case learning, and a change of kind would avoid that.
    """
    if is_suggested_case(resource):
        return False
    was_reviewed = PublicationReview.objects.filter(version__resource=resource).exists()
    return not was_reviewed and not resource.versions.exclude(state=VersionState.DRAFT).exists()


def is_suggested_case(resource: Resource) -> bool:
    return resource.is_case and resource.suggestions.taken().exists()


def can_join(draft: Resource, into: Resource) -> bool:
    """True if a draft may become a version of the published resource `into`. Both or neither must be case learning."""
    is_one_kind = draft.is_case == into.is_case
    return draft != into and draft.current_id is None and into.is_published and is_one_kind


def can_read_reasons(user: User, resource: Resource) -> bool:
    return can_edit_resource(user, resource)


def can_ask_for_files(user: User) -> bool:
    """True if the user may ask for files that readers may open on request only."""
    return can_write(user)


def access_deciders(request: AccessRequest) -> UserQuerySet:
    """Return the people who may answer a request for a file: curators who can read its resource.

    They are the curators of the agency that looks after the resource and of its deputy agency. If neither has one, they
    are the curators of all agencies except that of the person who asked. The person who asked is never among them.
    """
    resource = request.file.version.resource
    curators = curators_of(resource).not_silenced().exclude(pk=request.asked_by_id)
    owners = curators.filter(agency__in=[pk for pk in (resource.agency_id, resource.deputy_id) if pk])
    if owners.exists():
        return owners.distinct()
    return curators.exclude(agency=None).exclude(agency=request.agency_id).distinct()


def can_decide_access(user: User, request: AccessRequest) -> bool:
    return can_curate(user) and can_write(user) and access_deciders(request).filter(pk=user.pk).exists()


def can_end_access(user: User, request: AccessRequest) -> bool:
    """True if the user may end access that was granted.

    They may if they may answer requests for the file, or if they lead the agency that looks after its resource.
    """
    agency = request.file.version.resource.agency
    is_lead = agency is not None and can_lead(user, agency) and can_write(user)
    return is_lead or can_decide_access(user, request)


def can_open_downloads(user: User, resource: Resource) -> bool:
    """True if the user may open the page about the downloads of the resource's files.

    It shows the number of downloads, the reasons that people gave for closely marked files, or both.
    """
    is_asked_why = Marking(resource.marking).is_closely_marked
    return can_see_downloads(user, resource) or (is_asked_why and can_read_reasons(user, resource))


def can_see_downloads(user: User, resource: Resource) -> bool:
    """True if the user may see how often the resource's files were downloaded.

    Members of the agency that looks after it and of its deputy agency may.
    """
    owners = {resource.agency_id, resource.deputy_id} - {None}
    return user.is_authenticated and user.is_member and user.agency_id in owners


def can_open_names(user: User, resource: Resource) -> bool:
    """True if the user may see which agencies downloaded the resource's files and, after giving a reason, who.

    Leads and curators of the agency that looks after the resource, and of its deputy agency, may. Nobody else may see
    even the numbers by agency, because the downloads of a small agency can point at one person.
    """
    has_task = can_curate(user) or (user.is_authenticated and user.is_agency_lead)
    return has_task and can_see_downloads(user, resource) and can_write(user)


def can_write_note(user: User, resource: Resource) -> bool:
    return can_write(user) and resource.is_published


def can_decide_note(user: User, note: FieldNote) -> bool:
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    return may and user.pk != note.spoken_by_id


def can_choose_thumbnail(user: User, resource: Resource, stored: StoredFile) -> bool:
    """True if the user may choose the page that the thumbnail of this file of the resource shows.

    Closely marked files have no thumbnail.
    """
    is_shown = not Marking(resource.marking).is_closely_marked
    return can_edit_resource(user, resource) and is_shown and stored.has_choice_of_thumbnail


def can_follow_resource(user: User, resource: Resource) -> bool:
    """True if the user may follow the resource. The caller has checked that they can read it."""
    return user.is_authenticated and user.is_member and resource.is_published


def can_make_lists(user: User) -> bool:
    return can_write(user)


def can_share_lists(user: User) -> bool:
    """True if the user may share reading lists. Nobody approves a list before other members see it."""
    return can_make_lists(user) and not user.is_held


def can_put_on_list(user: User, resource: Resource) -> bool:
    """True if the user may put the resource on one of their reading lists."""
    return can_make_lists(user) and resource.is_published


def can_edit_list(user: User, reading_list: ReadingList) -> bool:
    """True if the user may change the list: they own it, may still share it, and no moderator has taken it down."""
    may_show = reading_list.readers == ListReaders.OWNER or can_share_lists(user)
    return can_delete_list(user, reading_list) and may_show and not reading_list.is_taken_down


def can_delete_list(user: User, reading_list: ReadingList) -> bool:
    return can_write(user) and user.pk == reading_list.owner_id


def can_report_list(user: User, reading_list: ReadingList) -> bool:
    """True if the user may report the list: another member owns it and shares it."""
    is_shared = reading_list.readers != ListReaders.OWNER and not reading_list.is_taken_down
    return user.is_member and is_shared and user.pk != reading_list.owner_id


def can_settle_reports(user: User, reading_list: ReadingList, open_reports: Iterable[ReadingListReport]) -> bool:
    """True if the user may decide about a reported list: a moderator or curator who neither owns nor reported it."""
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    return may and user.pk != reading_list.owner_id and all(report.reporter_id != user.pk for report in open_reports)
