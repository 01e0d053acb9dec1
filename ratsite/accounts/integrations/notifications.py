"""Notification source: a coordinator has changed a person’s roles. The item is the entry about it in the audit log."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.enums import ROLE_CHANGES, Role
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line


class RoleSource:
    name = ROLE_CHANGES
    ends_with_group: set[str] = set()
    verbs = {"changed": ngettext_lazy("change to your roles", "%(count)d changes to your roles", "count")}
    reasons = {"given": _("A coordinator has changed your roles")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each change of this person’s own roles. It names neither the coordinator nor the reason."""
        entries = ModelLogEntry.objects.filter(
            pk__in=item_ids,
            action="accounts.person.roles",
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(person.pk),
        )
        return {entry.pk: _line(entry) for entry in entries}

    def stop(self, person: User, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False


def _line(entry: ModelLogEntry) -> Line:
    place = reverse("me:me")
    return Line(
        title=_what_changed(entry.data["before"], entry.data["after"]), url=place, link=place, says=Says.NOTHING
    )


def _what_changed(before: list[str], after: list[str]) -> str:
    added = [str(role.label) for role in Role if role.value in {*after} - {*before}]
    removed = [str(role.label) for role in Role if role.value in {*before} - {*after}]
    roles = {"added": ", ".join(added), "removed": ", ".join(removed)}
    if added and removed:
        return gettext("Roles added: %(added)s. Roles removed: %(removed)s") % roles
    if removed:
        return ngettext("Role removed: %(removed)s", "Roles removed: %(removed)s", len(removed)) % roles
    return ngettext("New role: %(added)s", "New roles: %(added)s", len(added)) % roles
