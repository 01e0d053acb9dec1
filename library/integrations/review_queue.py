"""The library's part of the review queue: overdue resources for curators, and second reviews."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateformat import format as as_words
from django.utils.html import format_html, format_html_join

from library.actions.review_resource import RESOURCES, keep_resource, withdraw_resource
from library.actions.second_review import SECOND_REVIEWS, approve_second_review, reject_second_review
from library.enums import Audience
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
    """Resources whose review date has passed.

    They have no due time: an old resource is less urgent than a flag and must not be listed above it. The curator who
    added it may decide, because nothing new is published.
    """

    name, label = RESOURCES, "Resources to review"
    done = ("Kept. It is looked at again in a year.", "Withdrawn. Readers find it no more.")
    outcomes = {"library.resource.keep": "Kept", "library.resource.withdraw": "Withdrawn"}

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
    return {one.pk: Decided(one.title, "The library", one.get_absolute_url()) for one in found}


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
        kind="Resource",
        title=resource.title,
        place="The library",
        why=[f"its review was due on {as_words(due, 'j F Y')}"],
        author=resource.posted_by,
        agency=resource.agency.name if resource.agency else "",
        created_at=timezone.make_aware(dt.datetime.combine(due + dt.timedelta(days=1), dt.time())),
        circle=resource.circle,
        audience="Anyone" if resource.audience == Audience.PUBLIC else "",
        can_decide=True,
        choices=(
            "It is still right: it is looked at again in a year",
            "Withdraw it: readers find it no more, until a curator brings it back",
        ),
        hint="Kept in the log. Needed when you withdraw it.",
    )


def _shown(resource: Resource, curator: User) -> str:
    files = ResourceFile.objects.visible_to(curator).clean().filter(resource=resource).select_related("stored_file")
    rows = ((file.get_absolute_url(), file.stored_file.name) for file in files)
    listed = format_html_join("", '<p class="soft">File: <a href="{}">{}</a></p>', rows)
    page = format_html('<p><a href="{}">The resource’s own page</a></p>', resource.get_absolute_url())
    return format_html("<p>{}</p>", resource.summary) + listed + page


SENT_BACK = {
    False: "Send it back: it stays with the curators, who can change it",
    True: "Send it back: the file is refused, and its curator can add another",
}  # key: whether it is a file

REVIEWERS = [Role.MODERATOR, Role.CURATOR]


class SecondReviews:
    """Second reviews of resources and files. The curator who asked for one may not decide it."""

    name, label = SECOND_REVIEWS, "Resources that wait"
    done = ("Opened. Readers find it from now on.", "Sent back. Its curator reads your reason.")
    outcomes = {"library.second_review.open": "Opened", "library.second_review.send_back": "Sent back"}

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
        kind="Resource" if review.file is None else "File",
        title=resource.title if review.file is None else review.file.stored_file.name,
        place="The library" if review.file is None else f"The library: {resource.title}",
        why=["it may identify somebody, and its curator says why not"],
        author=review.spoken_by,
        agency=agency.name if agency else "",
        created_at=review.asked_at,
        due_at=review.asked_at + WHILE_NOBODY_READS,
        circle=resource.circle,
        audience="Anyone" if resource.audience == Audience.PUBLIC else "",
        can_decide=can_write(moderator) and not has_spoken,
        barred="You spoke for it" if has_spoken else "",
        choices=(
            "Open it: readers find it from now on",
            SENT_BACK[review.file is not None],
        ),
        hint="Its curator reads this. Needed when you send it back.",
    )


def _reasons_given(review: ResourceSecondReview) -> list[str]:
    """Return all reasons that curators gave for it since the last decision or correction; there may be several."""
    said: list[str] = []
    for one in review.resource.second_reviews.filter(file=review.file, pk__lte=review.pk).order_by("pk"):
        is_settled = one.decided_by_id is not None or one.outcome == ReviewOutcome.MENDED
        said = [] if is_settled else [*said, one.spoken_for]
    return said


def _shown_review(review: ResourceSecondReview) -> str:
    resource = review.resource
    page = format_html('<p><a href="{}">The resource’s own page</a></p>', resource.get_absolute_url())
    rows = ((words,) for words in _reasons_given(review))
    said = format_html_join("", "<p>The curator says why these contact details are public: “{}”</p>", rows)
    if review.file is None:
        return format_html("<p>{}</p>", resource.summary) + shown(passages_for(review)) + said + page
    stored = review.file.stored_file
    opened = format_html('<p class="soft">File: <a href="{}">{}</a></p>', review.file.get_absolute_url(), stored.name)
    return opened + shown(passages_for(review)) + said + page
