"""Notification sources for coordinators' decisions: changed roles, changed details, and answers to invited people."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.actions.change_details import DETAILS
from ratsite.accounts.enums import DETAIL_CHANGES, INVITATIONS, ROLE_CHANGES, role_labels
from ratsite.accounts.models import Invitation, User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source

# Actions in the audit log.
APPROVED, CHANGED, DETAILS_CHANGED = "accounts.person.approved", "accounts.person.roles", "accounts.person.details"


class RoleSource(Source):
    """Notification source: a person’s roles have changed, or they have just become a member and have roles.

    An item is the audit log entry about this.
    """

    name = ROLE_CHANGES
    verbs = {"changed": ngettext_lazy("change to your roles", "%(count)d changes to your roles", "count")}
    reasons = {
        "given": _("A coordinator has changed your roles"),
        "command": _("The people who run the website have changed your roles"),
        "approved": _("You are now a member"),
    }

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each entry about this person’s own roles, without the coordinator and the reason."""
        return {entry.pk: _line(entry) for entry in _entries_about(person, item_ids, APPROVED, CHANGED)}


def _entries_about(person: User, entry_ids: Iterable[int], *actions: str) -> QuerySet[ModelLogEntry]:
    """Return the audit log entries with these IDs that are about this person and record one of these actions."""
    return ModelLogEntry.objects.filter(
        pk__in=entry_ids,
        action__in=actions,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
    )


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


class DetailSource(Source):
    """Notification source: a coordinator changed a person's details. An item is the audit log entry about this.

    A separate email gives the coordinator's reason (notify_details).
    """

    name = DETAIL_CHANGES
    verbs = {"changed": ngettext_lazy("change to your details", "%(count)d changes to your details", "count")}
    reasons = {"coordinator": _("A coordinator has changed your details")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each entry about this person's own details, without the coordinator and the reason.

        A Line says which details were changed, but neither the old nor the new ones.
        """
        return {entry.pk: _detail_line(entry.data) for entry in _entries_about(person, item_ids, DETAILS_CHANGED)}


def _detail_line(data: dict) -> Line:
    place, names = reverse("me:me"), ", ".join(str(DETAILS[name]) for name in data["changed"] if name in DETAILS)
    return Line(title=gettext("Changed: %(names)s") % {"names": names}, url=place, link=place, says=Says.NOTHING)


class InvitationSource(Source):
    """Notification source: a coordinator has decided whether a person whom you invited becomes a member.

    The item is the invitation. A separate email says so too. Neither gives the reason.
    """

    name = INVITATIONS
    verbs = {
        "approved": ngettext_lazy(
            "a person you invited is now a member", "%(count)d people you invited are now members", "count"
        ),
        "rejected": ngettext_lazy(
            "a person you invited was not approved", "%(count)d people you invited were not approved", "count"
        ),
    }
    reasons = {"invited": _("You invited them")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return the same Line for each of this person's own invitations. It names nobody."""
        invitations = Invitation.objects.visible_to(person).filter(pk__in=item_ids)
        url = reverse("people:invite")
        line = Line(title=gettext("Invitations you have sent"), url=url, link=url, says=Says.NOTHING)
        return dict.fromkeys(invitations.values_list("pk", flat=True), line)
