"""Overdue resources, checks to confirm, and suggestions in the review queue of curators."""

import datetime as dt
from collections.abc import Collection

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.enums import Audience, Freshness
from library.models import Resource, ResourceCheck, Suggestion
from library.queries.due_checks import due_resources, waiting_checks
from library.rules.checks import can_decide_check
from library.rules.suggestions import can_answer_suggestion
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem

RESOURCES, SUGGESTED = "resources", "suggestions"


class ResourcesToCheck:
    """The review queue of overdue resources and of checks to confirm. Curators decide on the page of the resource.

    These items have no due time, so that an old resource is never listed above a report of a post.
    """

    name, label = RESOURCES, gettext_lazy("Resources to check")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        if not can_curate(moderator):
            return []
        related = ("posted_by", "agency", "circle")
        overdue = due_resources(moderator).filter(freshness=Freshness.OVERDUE).select_related(*related)
        checks = waiting_checks(moderator).select_related("resource__circle", "checked_by", "agency", "instead")
        items = [_overdue(resource) for resource in overdue[:REVIEW_LIMIT]]
        return items + [_to_confirm(check, moderator) for check in checks[:REVIEW_LIMIT]]


class Suggestions:
    """The review queue of suggested resources. A curator answers each on the page of the suggestion."""

    name, label = SUGGESTED, gettext_lazy("Suggested resources")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        if not can_curate(moderator):
            return []
        suggestions = Suggestion.objects.visible_to(moderator).waiting().select_related("suggested_by", "agency")
        return [
            _to_answer(suggestion, moderator)
            for suggestion in suggestions.order_by("suggested_at", "pk")[:REVIEW_LIMIT]
        ]


class AboutResources:
    """Base class of the library's queues of decisions, whose entries in the audit log are about resources."""

    def targets(self, moderator: User) -> QuerySet[Resource]:
        may = can_curate(moderator) or can_moderate_somewhere(moderator)
        return Resource.objects.visible_to(moderator) if may else Resource.objects.none()

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        resources = self.targets(moderator).filter(pk__in=pks) if pks else ()
        return {
            resource.pk: Decided(resource.title, _("The library"), resource.get_absolute_url())
            for resource in resources
        }


def _overdue(resource: Resource) -> ReviewItem:
    day = resource.review_due_on if resource.is_review_overdue else resource.permission_until
    day = day or timezone.localdate()  # never None: an overdue resource has a date
    why = _("Its check was due on %(day)s") if resource.is_review_overdue else _("Its permission ended on %(day)s")
    return ReviewItem(
        queue=RESOURCES,
        pk=resource.pk,
        kind=_("Resource"),
        title=resource.title,
        place=_("The library"),
        why=[why % {"day": format_date(day, "j F Y")}],
        author=resource.posted_by,
        agency=resource.agency.name if resource.agency else "",
        created_at=timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time())),
        circle=resource.circle,
        audience=_("Anyone") if resource.audience == Audience.PUBLIC else "",
        can_decide=True,
        url=reverse("library:resource_check", args=[resource.slug]),
    )


def _to_confirm(check: ResourceCheck, curator: User) -> ReviewItem:
    resource, may = check.resource, can_decide_check(curator, check)
    return ReviewItem(
        queue=RESOURCES,
        pk=resource.pk,
        kind=_("Check to confirm"),
        title=resource.title,
        place=_("The library"),
        why=[
            _("A curator checked their own agency’s resource: %(outcome)s") % {"outcome": check.get_outcome_display()}
        ],
        author=check.checked_by,
        agency=check.agency.name if check.agency else "",
        created_at=check.checked_at,
        circle=resource.circle,
        audience=_("Anyone") if resource.audience == Audience.PUBLIC else "",
        can_decide=may,
        barred="" if may else _("Your agency made this check, so a curator from another agency must confirm it"),
        url=reverse("library:resource_check", args=[resource.slug]),
    )


def _to_answer(suggestion: Suggestion, curator: User) -> ReviewItem:
    may = can_answer_suggestion(curator, suggestion)
    return ReviewItem(
        queue=SUGGESTED,
        pk=suggestion.pk,
        kind=_("Suggestion"),
        title=suggestion.title,
        place=_("The library"),
        why=[_("A member suggested it")],
        author=suggestion.suggested_by,
        agency=suggestion.agency.name if suggestion.agency else "",
        created_at=suggestion.suggested_at,
        circle=None,
        audience=_("Curators"),
        can_decide=may,
        barred="" if may else _("Your agency made this suggestion, so a curator from another agency must answer it"),
        url=reverse("library:suggestion", args=[suggestion.pk]),
    )
