"""The library's part of the review queue: resources whose review date has passed, for curators."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateformat import format as as_words
from django.utils.html import format_html, format_html_join

from library.actions.reviewing import RESOURCES, keep_resource, withdraw_resource
from library.enums import Audience
from library.models import Resource, ResourceFile
from library.versions import version_of
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate
from ratsite.moderation.registry import REVIEW_LIMIT, Decided, ReviewItem


class OverdueResources:
    """It has no clock: what was right yesterday harms nobody today, and a date of years ago must not hide a flag.

    Whoever put it into the library may decide: nothing is published by it that was not there.
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
        return replace(_item(resource), version=version_of(resource), html=_shown(resource, moderator))

    def approve(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return keep_resource(resource_id=pk, curator=moderator, reason=reason, seen=seen)

    def reject(self, moderator: User, pk: int, seen: str, reason: str) -> bool:
        return withdraw_resource(resource_id=pk, curator=moderator, reason=reason, seen=seen)

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
        source=RESOURCES,
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
        hint="Kept in the stewards’ log. Needed when you withdraw it.",
    )


def _shown(resource: Resource, curator: User) -> str:
    files = ResourceFile.objects.visible_to(curator).clean().filter(resource=resource).select_related("stored_file")
    rows = ((file.get_absolute_url(), file.stored_file.name) for file in files)
    listed = format_html_join("", '<p class="soft">File: <a href="{}">{}</a></p>', rows)
    page = format_html('<p><a href="{}">The resource’s own page</a></p>', resource.get_absolute_url())
    return format_html("<p>{}</p>", resource.summary) + listed + page
