"""The library's part of the review queue: overdue resources for curators, and second reviews."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.actions.review_resource import RESOURCES, keep_resource, withdraw_resource
from library.actions.second_review import approve_second_review, reject_second_review
from library.enums import SECOND_REVIEWS, Audience
from library.identifier_check import passages_for
from library.models import Resource, ResourceFile, ResourceSecondReview
from library.queries.hashes import shown_hash_of, shown_hash_of_second_review
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.lib.identifiers.passages import shown
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem
from ratsite.network.enums import ReviewOutcome


class OverdueResources:
    """The review queue of published resources whose review date has passed.

    They have no due time: an old resource is less urgent than a flag and must not be listed above it. The curator who
    added it may decide, because nothing new is published.
    """

    name, label = RESOURCES, gettext_lazy("Resources to review")
    done = (
        gettext_lazy("Kept. Its next review is in a year."),
        gettext_lazy("Withdrawn. Readers cannot find it any more."),
    )
    outcomes = {"library.resource.keep": gettext_lazy("Kept"), "library.resource.withdraw": gettext_lazy("Withdrawn")}

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_item(resource) for resource in _overdue(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        resource = _overdue(moderator).filter(pk=pk).first()
        if resource is None:
            return None
        return replace(_item(resource), shown_hash=shown_hash_of(resource), html=_shown(resource, moderator))

    def approve(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return keep_resource(resource_id=pk, curator=moderator, reason=reason, shown_hash=shown_hash)

    def reject(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return withdraw_resource(resource_id=pk, curator=moderator, reason=reason, shown_hash=shown_hash)

    def targets(self, moderator: User) -> QuerySet[Resource]:
        return Resource.objects.visible_to(moderator) if can_curate(moderator) else Resource.objects.none()

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        return decided_resources(self.targets(moderator), pks)

    def deciders(self, pk: int) -> QuerySet[User]:
        resource = Resource.objects.select_related("circle").filter(pk=pk).first()
        readers = User.objects.readers_of(resource.circle) if resource else User.objects.none()
        return readers.filter(groups__name=Role.CURATOR)


def decided_resources(targets: QuerySet[Resource], pks: Collection[int]) -> dict[int, Decided]:
    found = targets.filter(pk__in=pks) if pks else ()
    return {one.pk: Decided(one.title, _("The library"), one.get_absolute_url()) for one in found}


def _overdue(curator: User) -> QuerySet[Resource]:
    if not can_curate(curator):
        return Resource.objects.none()
    found = Resource.objects.visible_to(curator).overdue().select_related("posted_by", "agency", "circle")
    return found.order_by("review_due_on", "pk")


def _item(resource: Resource) -> ReviewItem:
    due = resource.review_due_on or timezone.localdate()  # overdue ones have a date
    return ReviewItem(
        queue=RESOURCES,
        pk=resource.pk,
        kind=_("Resource"),
        title=resource.title,
        place=_("The library"),
        why=[_("Its review was due on %(day)s") % {"day": format_date(due, "j F Y")}],
        author=resource.posted_by,
        agency=resource.agency.name if resource.agency else "",
        created_at=timezone.make_aware(dt.datetime.combine(due + dt.timedelta(days=1), dt.time())),
        circle=resource.circle,
        audience=_("Anyone") if resource.audience == Audience.PUBLIC else "",
        can_decide=True,
        choices=(
            _("Keep it: its next review is in a year"),
            _("Withdraw it: readers cannot find it until a curator publishes it again"),
        ),
        hint=_("The log keeps your reason. You need a reason to withdraw it."),
    )


def _shown(resource: Resource, curator: User) -> str:
    files = ResourceFile.objects.visible_to(curator).clean().filter(resource=resource).select_related("stored_file")
    return render_to_string("library/_review_case.html", {"resource": resource, "files": files})


CHOICES = {
    False: (
        gettext_lazy("Approve it: readers can find it now"),
        gettext_lazy("Send it back: only curators can see it, and they can change it"),
    ),
    True: (
        gettext_lazy("Approve it: readers can download it now"),
        gettext_lazy("Send it back: the file is refused, and its curator can add another file"),
    ),
}  # key: True for a file, False for a resource's text

REVIEWERS = [Role.MODERATOR, Role.CURATOR]


class SecondReviews:
    """The review queue of resources and files that wait for a second review.

    The curator who asked for it may not decide.
    """

    name, label = SECOND_REVIEWS, gettext_lazy("Second reviews")
    done = (
        gettext_lazy("Approved. Readers can see it now."),
        gettext_lazy("Sent back. Its curator can read your reason."),
    )
    outcomes = {
        "library.second_review.open": gettext_lazy("Approved"),
        "library.second_review.send_back": gettext_lazy("Sent back"),
    }

    def waiting(self, moderator: User) -> list[ReviewItem]:
        reviews = list(_waiting_reviews(moderator)[:REVIEW_LIMIT])
        own = ResourceSecondReview.objects.barred_for(moderator).filter(pk__in=[review.pk for review in reviews])
        spoken = set(own.values_list("pk", flat=True)) if reviews else set()
        return [_review_item(review, moderator, has_spoken=review.pk in spoken) for review in reviews]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        review = _waiting_reviews(moderator).filter(pk=pk).first()
        if review is None:
            return None
        has_spoken = ResourceSecondReview.objects.barred_for(moderator).filter(pk=pk).exists()
        shown_hash = shown_hash_of_second_review(review)
        item = _review_item(review, moderator, has_spoken=has_spoken)
        return replace(item, shown_hash=shown_hash, content_hash=shown_hash, html=_shown_review(review))

    def approve(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return approve_second_review(review_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def reject(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return reject_second_review(review_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def targets(self, moderator: User) -> QuerySet[Resource]:
        may = can_curate(moderator) or can_moderate_somewhere(moderator)
        return Resource.objects.visible_to(moderator) if may else Resource.objects.none()

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        return decided_resources(self.targets(moderator), pks)

    def deciders(self, pk: int) -> QuerySet[User]:
        review = ResourceSecondReview.objects.select_related("resource__circle").filter(pk=pk).first()
        if review is None:
            return User.objects.none()
        spoke = ResourceSecondReview.objects.filter(resource=review.resource, file=review.file).values("spoken_by")
        readers = User.objects.readers_of(review.resource.circle).filter(groups__name__in=REVIEWERS)
        return readers.exclude(pk__in=spoke).distinct()


def _waiting_reviews(moderator: User) -> QuerySet[ResourceSecondReview]:
    if not (can_curate(moderator) or can_moderate_somewhere(moderator)):
        return ResourceSecondReview.objects.none()
    related = ("resource__circle", "file__stored_file", "spoken_by__agency")
    return ResourceSecondReview.objects.visible_to(moderator).waiting().select_related(*related)


def _review_item(review: ResourceSecondReview, moderator: User, *, has_spoken: bool) -> ReviewItem:
    resource, agency = review.resource, review.spoken_by.agency
    return ReviewItem(
        queue=SECOND_REVIEWS,
        pk=review.pk,
        kind=_("Resource") if review.file is None else _("File"),
        title=resource.title if review.file is None else review.file.stored_file.name,
        place=_("The library") if review.file is None else _("The library: %(title)s") % {"title": resource.title},
        why=[_("It has contact details that its curator says are public")],
        author=review.spoken_by,
        agency=agency.name if agency else "",
        created_at=review.asked_at,
        due_at=review.asked_at + WHILE_NOBODY_READS,
        circle=resource.circle,
        audience=_("Anyone") if resource.audience == Audience.PUBLIC else "",
        can_decide=can_write(moderator) and not has_spoken,
        barred=_("You said that its contact details are public: another person decides") if has_spoken else "",
        choices=CHOICES[review.file is not None],
        hint=_("Its curator reads your reason. You need a reason to send it back."),
    )


def _reasons_given(review: ResourceSecondReview) -> list[str]:
    """Return the reasons why curators said that the identifiers are public, since the last decision or correction."""
    reasons: list[str] = []
    for one in review.resource.second_reviews.filter(file=review.file, pk__lte=review.pk).order_by("pk"):
        is_settled = one.decided_by_id is not None or one.outcome == ReviewOutcome.MENDED
        reasons = [] if is_settled else [*reasons, one.spoken_for]
    return reasons


def _shown_review(review: ResourceSecondReview) -> str:
    context = {
        "resource": review.resource,
        "is_file": review.file is not None,
        "files": [review.file] if review.file else [],
        "found": shown(passages_for(review)),
        "reasons": _reasons_given(review),
    }
    return render_to_string("library/_review_case.html", context)
