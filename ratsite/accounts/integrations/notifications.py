"""Notification source: a person’s roles have changed, or they were approved and have roles already.

The item is the entry about it in the audit log.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy
from wagtail.models import ModelLogEntry

from ratsite.accounts.enums import ROLE_CHANGES, role_labels
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line

APPROVED, CHANGED = "accounts.person.approved", "accounts.person.roles"  # actions in the audit log


class RoleSource:
    name = ROLE_CHANGES
    ends_with_group: set[str] = set()
    verbs = {"changed": ngettext_lazy("change to your roles", "%(count)d changes to your roles", "count")}
    reasons = {
        "given": _("A coordinator has changed your roles"),
        "command": _("The people who run the website have changed your roles"),
        "approved": _("You are now a member"),
    }

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each entry about this person’s own roles, without the coordinator and the reason."""
        entries = ModelLogEntry.objects.filter(
            pk__in=item_ids,
            action__in=(APPROVED, CHANGED),
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(person.pk),
        )
        return {entry.pk: _line(entry) for entry in entries}

    def stop(self, person: User, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False


def _line(entry: ModelLogEntry) -> Line:
    place = reverse("me:me")
    title = _roles_held(entry.data) if entry.action == APPROVED else _roles_changed(entry.data)
    return Line(title=title, url=place, link=place, says=Says.NOTHING)


def _roles_held(data: dict) -> str:
    roles = role_labels(data.get("roles", ()))
    return ngettext("Your role: %(roles)s", "Your roles: %(roles)s", len(roles)) % {"roles": ", ".join(roles)}


def _roles_changed(data: dict) -> str:
    added = role_labels({*data["after"]} - {*data["before"]})
    removed = role_labels({*data["before"]} - {*data["after"]})
    changes = (
        (added, ngettext("New role: %(roles)s", "New roles: %(roles)s", len(added))),
        (removed, ngettext("Role removed: %(roles)s", "Roles removed: %(roles)s", len(removed))),
    )
    return ". ".join(label % {"roles": ", ".join(roles)} for roles, label in changes if roles)
