"""Versions of resources in the review queue: a curator or moderator reads each one before it is published."""

from dataclasses import replace

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.actions.publish_version import approve_publication, send_publication_back
from library.enums import PUBLICATIONS, CheckOutcome, ResourceState
from library.identifier_check import passages_for
from library.integrations.review_queue import AboutResources
from library.models import PublicationReview, Resource, Suggestion
from library.queries.case_learning import case_texts
from library.queries.checklist import Checklist, checklist
from library.queries.hashes import shown_hash_of_review
from library.queries.hidden_parts import reasons_given
from library.rules.publication import agencies_of, is_of_barred_agency, opens_to_public, publication_needs_other_agency
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.files.models import HiddenPart
from ratsite.lib.identifiers.masks import Mask, with_masks
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem
from ratsite.network.enums import Marking, SecondReviewOutcome

CHOICES = (
    gettext_lazy("Publish it: readers can use it straight away"),
    gettext_lazy("Send it back: readers will not see it, and its curator can change it"),
)

# What each reviewer of case learning has tried before they approve it (the motivated intruder test).
INTRUDER_TEST = (
    gettext_lazy("I read all of it and tried to recognise someone. Nobody who knows the people could."),
    gettext_lazy("Enough was changed: nobody could piece together place, time, trade and family"),
    gettext_lazy("The people in it would not mind reading it"),
)


class Publications(AboutResources):
    """The review queue of versions of resources that a second person must approve before readers get them.

    Nobody decides on a version that they made, suggested or asked to publish. If the public will read the version, or
    if it is case learning, their colleagues may not decide either (publication_needs_other_agency in
    library.rules.publication).
    """

    name, label = PUBLICATIONS, gettext_lazy("Resources to publish")
    done = (
        gettext_lazy("Published. Readers can find it now."),
        gettext_lazy("Sent back. Its curator can read your reason."),
    )
    outcomes = {
        "library.publication.approve": gettext_lazy("Published"),
        "library.publication.send_back": gettext_lazy("Sent back"),
    }

    def waiting(self, moderator: User) -> list[ReviewItem]:
        reviews = list(_waiting_reviews(moderator)[:REVIEW_LIMIT])
        own = PublicationReview.objects.barred_for(moderator).filter(pk__in=[review.pk for review in reviews])
        barred = set(own.values_list("pk", flat=True)) if reviews else set()
        return [_review_item(review, moderator, is_own=review.pk in barred) for review in reviews]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        review = _waiting_reviews(moderator).filter(pk=pk).first()
        if review is None:
            return None
        is_own = PublicationReview.objects.barred_for(moderator).filter(pk=pk).exists()
        shown_hash = shown_hash_of_review(review)
        item = _review_item(review, moderator, is_own=is_own)
        item = replace(item, shown_hash=shown_hash, content_hash=shown_hash, target=review.version.resource)
        checks = checklist(review.version, audience=review.audience)
        if not checks.is_ready:
            item = replace(
                item, only_reject=_("You can only send it back, because one of the checks below has not passed")
            )
        mask = Mask(tuple(passages_for(review.version)))
        with_values = _case(review, checks, Mask(), mask.summary(is_shown=True))
        if not mask:
            return replace(item, html=with_values)
        html = with_masks(_case(review, checks, mask, mask.summary(is_shown=False)))
        return replace(item, html=html, shown_html=with_values)

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return approve_publication(review_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return send_publication_back(review_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def deciders(self, pk: int) -> QuerySet[User]:
        related = ("version__resource__circle", "version__created_by", "asked_by")
        review = PublicationReview.objects.select_related(*related).filter(pk=pk).first()
        if review is None:
            return User.objects.none()
        asked = PublicationReview.objects.filter(version=review.version).values("asked_by")
        readers = User.objects.readers_of(review.version.resource.circle)
        able = readers.in_office(Role.MODERATOR, Role.CURATOR).not_silenced()
        suggested = Suggestion.objects.taken().filter(resource=review.version.resource_id).values("suggested_by")
        able = able.exclude(pk__in=asked).exclude(pk__in=suggested).exclude(pk=review.version.created_by_id)
        if publication_needs_other_agency(review):
            able = able.exclude(agency=None).exclude(agency__in=agencies_of(review))
        return able


def _waiting_reviews(moderator: User) -> QuerySet[PublicationReview]:
    if not (can_curate(moderator) or can_moderate_somewhere(moderator)):
        return PublicationReview.objects.none()
    related = ("version__resource__circle", "version__created_by", "asked_by__agency")
    hidden = HiddenPart.objects.to_clear().filter(stored_file__resource_file__version=OuterRef("version"))
    reviews = PublicationReview.objects.visible_to(moderator).waiting().select_related(*related)
    suggestions = Suggestion.objects.taken().select_related("suggested_by")
    suggested = Prefetch("version__resource__suggestions", suggestions)
    return reviews.annotate(has_hidden_parts=Exists(hidden)).prefetch_related(suggested, "version__resource__checks")


def _barred(review: PublicationReview, moderator: User, *, is_own: bool) -> str:
    if is_own:
        return _("You made this version, suggested it or asked to publish it, so another person must decide")
    if is_of_barred_agency(moderator, review):
        if review.version.resource.is_case:
            return _("It is case learning, so people from other agencies must decide")
        if opens_to_public(review):
            return _("The public will be able to read it, so someone from another agency must decide")
        return _("It was withdrawn, so someone from another agency must decide")
    return ""


def _review_item(review: PublicationReview, moderator: User, *, is_own: bool) -> ReviewItem:
    resource, agency = review.version.resource, review.asked_by.agency
    barred = _barred(review, moderator, is_own=is_own)
    return ReviewItem(
        queue=PUBLICATIONS,
        pk=review.pk,
        kind=_("Resource"),
        title=resource.title,
        place=_("The library, version %(number)s") % {"number": review.version.number},
        why=_why(review),
        author=review.asked_by,
        agency=agency.name if agency else "",
        created_at=review.asked_at,
        due_at=review.asked_at + WHILE_NOBODY_READS,
        circle=None if review.audience else resource.circle,  # who would read it after an approval
        audience=_("Anyone") if opens_to_public(review) else "",
        marking=Marking(review.marking or resource.marking) if review.audience else None,
        needs_two_approvals=resource.is_case,
        can_decide=can_write(moderator) and not barred,
        barred=barred,
        choices=CHOICES,
        confirmed=INTRUDER_TEST if resource.is_case else (),
        hint=_(
            "You need a reason to send the version back, and its curator reads it. If you approve, only the audit log "
            "records your reason."
        ),
    )


def _why(review: PublicationReview) -> list[str]:
    why = []
    if review.version.resource.is_case:
        why.append(_("It is case learning: two people with different main remits must approve it"))
    elif opens_to_public(review):
        why.append(_("The public will be able to read it"))
    elif review.audience:
        why.append(_("All members will be able to read it, not only one circle"))
    elif review.version.resource.circle is not None:
        why.append(_("It is for a circle"))
    if review.has_hidden_parts:  # type: ignore[attr-defined]
        why.append(_("Its files have hidden parts that do not show on their pages"))
    if review.version.resource.state == ResourceState.WITHDRAWN:
        why.append(_("It was withdrawn, and a curator wants to bring it back"))
    if review.version.justification:
        why.append(_("Its curator says why details in it do not identify a private person"))
    return why or [_("A second person must read it before it is published")]


def _case(review: PublicationReview, checks: Checklist, mask: Mask, found: str) -> str:
    """Return the HTML of a publication review, as the review queue shows it.

    mask: hides identifiers that the curator explained, until the reviewer asks to see them. found: HTML that says which
    identifiers are hidden.
    """
    version, files = review.version, review.version.files.clean().select_related("stored_file")
    sent_back = _sent_back_before(review)
    context = {
        "resource": version.resource,
        "version": version,
        "summary": mask.hide(version.resource.summary),
        "note": mask.hide(version.note),
        "why_withdrawn": mask.hide(_why_withdrawn(version.resource)),
        "why_back": mask.hide(review.why_back),
        "sent_back": sent_back,
        "why_sent_back": mask.hide(sent_back.reason) if sent_back is not None else "",
        "justification": mask.hide(version.justification),
        "cleared": [(given.kind, given.count, mask.hide(given.reason)) for given in reasons_given(version)],
        "files": [(file.get_absolute_url(), file.stored_file.name, mask.hide(file.stored_file.name)) for file in files],
        "links": version.links.all(),
        "texts": [(mask.hide(text.place), mask.hide(text.text)) for text in case_texts(version)],
        "checks": checks.checks,
        "has_suggested_answers": checks.has_suggested_answers,
        "found": found,
        "opens_to_more": bool(review.audience),
    }
    return render_to_string("library/_review_case.html", context)


def _sent_back_before(review: PublicationReview) -> PublicationReview | None:
    """Return the last decided review of the same version, if it sent the version back; None otherwise."""
    decided = [SecondReviewOutcome.APPROVED, SecondReviewOutcome.SENT_BACK]
    last = review.version.reviews.filter(outcome__in=decided, asked_at__lt=review.asked_at).last()
    return last if last is not None and last.outcome == SecondReviewOutcome.SENT_BACK else None


def _why_withdrawn(resource: Resource) -> str:
    """Return why the resource was withdrawn; empty if it is not withdrawn now."""
    if resource.state != ResourceState.WITHDRAWN:
        return ""
    withdrawal = resource.checks.filter(outcome=CheckOutcome.WITHDRAWN).last()
    return withdrawal.reason if withdrawal is not None else ""
