"""Notifications about circles and agencies. Emails say only that something is new, and do not name the circle."""

from collections.abc import Iterable
from operator import attrgetter

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.models import Application, User
from ratsite.circles.enums import ACCESS_CHANGES, FIRST_APPROVALS, WAITING_ACCESS_CHANGES
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.circles import circles_touched
from ratsite.network.models import Circle
from ratsite.notifications.enums import Says
from ratsite.notifications.models import Notification
from ratsite.notifications.registry import Line, Source

FIRST_APPROVAL_ENDS = (
    "accounts.application.approve_first_end",
    "accounts.application.approve_first_refuse",
    "accounts.application.approve_first_void",
    "accounts.person.approve_first_end",
    "accounts.person.approve_first_refuse",
    "accounts.person.approve_first_void",
)


class AccessChangeSource(Source):
    name = ACCESS_CHANGES
    verbs = {
        "joined": ngettext_lazy("you are now in a circle", "you are now in %(count)d circles", "count"),
        "left": ngettext_lazy("you are no longer in a circle", "you are no longer in %(count)d circles", "count"),
        "changed": ngettext_lazy("change to who is in a circle", "%(count)d changes to who is in a circle", "count"),
        "agency": ngettext_lazy(
            "change to your agency’s remits, areas or membership",
            "%(count)d changes to your agency’s remits, areas or membership",
            "count",
        ),
    }
    reasons = {
        "joined": _("A coordinator has added you or your agency"),
        "left": _("A coordinator has removed you or your agency"),
        "changed": _("You are in the circle"),
        "agency": _("You are the agency’s lead"),
    }

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each change. A circle in which the person is not a reader today is not named."""
        item_ids = list(item_ids)
        changes = AccessChange.objects.made().filter(pk__in=item_ids).select_related("circle", "agency")
        changes = changes.prefetch_related("agency__remits")
        own = list(Circle.objects.of(person).prefetch_related("remits", "agencies", "people"))
        notifications = Notification.objects.filter(person=person, source=self.name, item_id__in=item_ids)
        verbs = dict(notifications.values_list("item_id", "verb"))
        return {change.pk: _change_line(change, own, verbs.get(change.pk, "agency")) for change in changes}


class WaitingAccessChangeSource(Source):
    name = WAITING_ACCESS_CHANGES
    verbs = {
        "asked": ngettext_lazy(
            "change waiting for a second coordinator",
            "%(count)d changes waiting for a second coordinator",
            "count",
        ),
        "agreed": ngettext_lazy("your change was approved", "%(count)d of your changes were approved", "count"),
        "refused": ngettext_lazy("your change was refused", "%(count)d of your changes were refused", "count"),
        "ended": ngettext_lazy(
            "change ended, because nobody decided", "%(count)d changes ended, because nobody decided", "count"
        ),
    }
    reasons = {
        "asked": _("You are a coordinator with another main remit"),
        "answered": _("You asked for it"),
    }

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        if not person.is_coordinator:
            return {}
        changes = AccessChange.objects.visible_to(person).filter(pk__in=item_ids).select_related("circle", "agency")
        return {
            change.pk: _line(change.target.name, change.get_absolute_url(), _answer_to(change, person))
            for change in changes
        }


class FirstApprovalSource(Source):
    """Notification source: a coordinator's first approval was refused, or ended. The item is the audit log entry."""

    name = FIRST_APPROVALS
    verbs = {
        "refused": ngettext_lazy(
            "your first approval was refused", "%(count)d of your first approvals were refused", "count"
        ),
        "ended": ngettext_lazy(
            "your first approval ended, because nobody gave the second",
            "%(count)d of your first approvals ended, because nobody gave the second",
            "count",
        ),
        "decided": ngettext_lazy(
            "your first approval no longer counts, because another person has decided",
            "%(count)d of your first approvals no longer count, because another person has decided",
            "count",
        ),
    }
    reasons = {"approved": _("You approved them as the first of two coordinators")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each first approval that ended, with the reason unless the approved person was erased.

        An erasure removes nothing from the audit log, and the reason may name the person.
        """
        if not person.is_coordinator:
            return {}
        entries = list(ModelLogEntry.objects.filter(pk__in=item_ids, action__in=FIRST_APPROVAL_ENDS))
        targets = (
            (User.objects.all(), str, "staff_people:person"),
            (Application.objects.visible_to(person), attrgetter("name"), "applications:application"),
        )
        lines = {}
        for rows, name_of, page in targets:
            kind = ContentType.objects.get_for_model(rows.model)
            ids = {entry: int(entry.object_id) for entry in entries if entry.content_type_id == kind.pk}
            found = rows.in_bulk(ids.values())
            lines |= {
                entry.pk: _line(name_of(found[pk]), reverse(page, args=[pk]), _reason_in(entry, found[pk]))
                for entry, pk in ids.items()
                if pk in found
            }
        return lines


def _change_line(change: AccessChange, own: list[Circle], verb: str) -> Line:
    """Return the Line of a change that was made.

    own: the circles that the person is in. verb: the verb of the person's notification, such as "joined".
    """
    why, every_circle = "" if change.is_join else change.why, reverse("circles:circle_list")
    if change.agency is not None and verb in ("agency", "left"):
        is_shown = change.agency.is_active  # an agency that has left has no page
        return _line(change.agency_news, change.agency.get_absolute_url() if is_shown else every_circle, why)
    if change.agency is None:
        circles = [circle for circle in own if circle.pk == change.circle_id]
    else:
        circles = circles_touched(change, own)
    if not circles:
        return _line(_("A circle that you were in"), every_circle)
    title = ", ".join(circle.name for circle in circles)
    if change.agency is not None and verb == "changed":
        title = gettext("%(circles)s: %(news)s") % {"circles": title, "news": change.agency_news}
    url = reverse("circles:circle", args=[circles[0].pk]) if len(circles) == 1 else every_circle
    return _line(title, url, why)


def _answer_to(change: AccessChange, person: User) -> str:
    """Return the second coordinator's reason, if this person asked for the change, else "".

    Returns "" too if the change ended because nobody decided.
    """
    is_answered = change.decided_by_id is not None
    return change.reason if is_answered and change.asked_by_id == person.pk else ""


def _reason_in(entry: ModelLogEntry, target: User | Application) -> str:
    return "" if isinstance(target, User) and target.is_erased else entry.data["reason"]


def _line(title: str, url: str, reason: str = "") -> Line:
    return Line(title=title, url=url, link=url, reason=reason, says=Says.NOTHING)
