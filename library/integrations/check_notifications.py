"""Notifications about checks and owners of resources, about resources that a member follows, and about suggestions."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from library.actions.follow_resource import unfollow_resource
from library.actions.notify import RESOURCE_GROUP
from library.enums import CHECKED, DUE, FOLLOWED_RESOURCES, NEWS, OWNERS, SUGGESTIONS
from library.models import Resource, ResourceChange, ResourceCheck, Suggestion
from library.queries.due_checks import own_due
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate
from ratsite.lib.numbers import whole_number
from ratsite.network.enums import Marking
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class ResourceCheckSource(Source):
    """Notifications about a check: for those who reported the resource, and for a curator whose check was refused."""

    name = CHECKED
    verbs = {
        "answered": ngettext_lazy("checked after your report", "checked %(count)d times after your report", "count"),
        "refused": ngettext_lazy("check not confirmed", "%(count)d checks not confirmed", "count"),
    }
    reasons = {"reported": _("You reported it"), "checked": _("You checked it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        seen = Q(resource__in=Resource.objects.visible_to(person).values("pk"))
        tombstones = Q(resource__in=Resource.objects.tombstones_for(person).values("pk"))
        mine = Q(reports__person=person) | Q(checked_by=person)
        checks = (
            ResourceCheck.objects.filter(mine, seen | tombstones, pk__in=item_ids).select_related("resource").distinct()
        )
        return {
            check.pk: _line(check.resource.title, check.resource.get_absolute_url(), _excerpt(check))
            for check in checks
        }


class FollowSource(Source):
    """Notifications that tell a member what happened to a resource that they follow."""

    name = FOLLOWED_RESOURCES
    ends_with_group = {*NEWS.values()}
    verbs = {
        "version": ngettext_lazy("new version", "%(count)d new versions", "count"),
        "superseded": ngettext_lazy("replaced by another resource", "replaced %(count)d times", "count"),
        "withdrawn": ngettext_lazy("withdrawn", "withdrawn %(count)d times", "count"),
        "back": ngettext_lazy("back in the library", "back in the library, %(count)d times", "count"),
    }
    reasons = {"follows": _("You follow this resource")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        seen = Q(resource__in=Resource.objects.visible_to(person).values("pk"))
        tombstones = Q(resource__in=Resource.objects.tombstones_for(person).values("pk"))
        checks = ResourceCheck.objects.done().filter(seen | tombstones, pk__in=item_ids)
        return {check.pk: _news(check.resource) for check in checks.select_related("resource")}

    def stop(self, person: User, group: str) -> bool:
        """Stop following the resource."""
        number = whole_number(group.removeprefix(RESOURCE_GROUP))
        return number is not None and unfollow_resource(person=person, resource_id=number)


class OwnerSource(Source):
    """Notifications that tell curators that a resource was handed over to their agency, or by it to another one."""

    name = OWNERS
    verbs = {
        "received": ngettext_lazy("handed over to your agency", "handed over to your agency %(count)d times", "count"),
        "given": ngettext_lazy(
            "handed over to another agency", "handed over to another agency %(count)d times", "count"
        ),
    }
    reasons = {"received": _("Your agency looks after it now"), "given": _("Your agency looked after it until now")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        seen = Resource.objects.visible_to(person).values("pk") if can_curate(person) else Resource.objects.none()
        changes = ResourceChange.objects.filter(pk__in=item_ids, resource__in=seen)
        return {change.pk: _handed_over(change) for change in changes.select_related("resource", "changed_by")}


class SuggestionSource(Source):
    """Notifications that tell a member that a curator has answered their suggestion."""

    name = SUGGESTIONS
    verbs = {
        "answered": ngettext_lazy(
            "your suggestion was answered", "%(count)d of your suggestions were answered", "count"
        )
    }
    reasons = {"suggested": _("You suggested it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        suggestions = Suggestion.objects.filter(pk__in=item_ids, suggested_by=person)
        url = reverse("library:suggest")
        return {
            suggestion.pk: _line(suggestion.title, url, suggestion.answer or str(suggestion.get_state_display()))
            for suggestion in suggestions
        }


class DueSource(Source):
    """Monthly notifications that tell a curator how many resources are due for a check (own_due)."""

    name = DUE
    verbs = {
        "due": ngettext_lazy(
            "resources are due for a check", "%(count)d reminders of resources that are due for a check", "count"
        )
    }
    reasons = {"owner": _("Your agency looks after them, or an agency that has no curator")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return the same line for each notification: how many of the person's resources are due for a check now.

        item_ids: the months of the notifications. The number is the same for all of them.
        """
        count = own_due(person).count() if can_curate(person) else 0
        if not count:
            return {}
        title = ngettext("%(count)s resource to check", "%(count)s resources to check", count) % {"count": count}
        return {month: _line(title, reverse("library:due_list"), "") for month in item_ids}


def _handed_over(change: ResourceChange) -> Line:
    """Return the line that says who handed a resource over, from which agency to which."""
    title, (before, after) = change.resource.title, change.fields.get("agency", ("", ""))
    if before and after:
        names = {"title": title, "before": before, "after": after}
        title = gettext("%(title)s (from %(before)s to %(after)s)") % names
    return replace(_line(title, change.resource.get_absolute_url(), ""), who=str(change.changed_by or ""))


def _excerpt(check: ResourceCheck) -> str:
    """Return why the check was refused. If it was not, return its reason, or its outcome if it has no reason."""
    return check.answer or check.reason or str(check.get_outcome_display())


def _news(resource: Resource) -> Line:
    """Return the line of a notification for a follower. An email names the resource only if its marking allows it."""
    is_open = resource.circle_id is None and not Marking(resource.marking).is_closely_marked
    says = Says.TITLE if is_open else Says.NOTHING
    url = resource.get_absolute_url()
    return Line(title=resource.title, url=url, link=url, says=says)


def _line(title: str, url: str, excerpt: str) -> Line:
    return Line(title=title, url=url, link=url, excerpt=excerpt, says=Says.NOTHING)
