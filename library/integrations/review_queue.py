"""The library's part of the review queue for curators: resources whose review date has passed."""

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
from library.enums import Audience
from library.models import Resource, ResourceFile
from library.queries.hashes import shown_hash_of
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem


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
    files = (
        ResourceFile.objects.visible_to(curator).clean().filter(version=resource.current).select_related("stored_file")
    )
    return render_to_string("library/_review_case.html", {"resource": resource, "files": files})
