"""Who may change circles and agencies, and when a second coordinator must agree. Nothing here writes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from ratsite.accounts.enums import APPLICATIONS, PEOPLE_TO_APPROVE, MemberState, Role
from ratsite.accounts.hooks import Joiner
from ratsite.accounts.models import Application, User, UserQuerySet
from ratsite.accounts.rules import can_decide_application, can_manage_members
from ratsite.circles.models import AccessChange
from ratsite.lib import yearly
from ratsite.moderation.models import FirstApproval
from ratsite.moderation.rules import may_second
from ratsite.network.models import Agency, Circle

# How long someone whose role was removed still counts as a second coordinator. Otherwise a coordinator could remove the
# only possible second and decide alone. A change waits for its second for the same time.
COUNTS_AFTER = dt.timedelta(days=30)


@dataclass(frozen=True)
class RemovedSecond:
    """A person who could be the second coordinator if no other person had removed, suspended or excluded them.

    until: the day from which this person no longer counts; None if they still have the role.
    """

    person: User
    until: dt.date | None


def can_manage_circles(user: User) -> bool:
    return can_manage_members(user)


def can_decide_change(user: User, change: AccessChange) -> bool:
    """True if the user may agree to a change that waits, or refuse it."""
    return can_manage_circles(user) and not why_not_yours(user, change)


def can_refuse_access(user: User, change: AccessChange) -> bool:
    """True if the user may refuse a change that waits: they may agree to it, or the asker is no longer a coordinator.

    In the second case nobody may agree to the change or take it back, so any coordinator ends it.
    """
    if can_decide_change(user, change):
        return True
    return not is_still_coordinator(change.asked_by_id) and can_manage_circles(user)


def is_still_coordinator(person_id: int) -> bool:
    """True if this person is a member who has the role of coordinator, even if they cannot use it today."""
    return User.objects.holders_of(Role.COORDINATOR).filter(pk=person_id).exists()


def can_end_first_approval(user: User, first: FirstApproval) -> bool:
    """True if the user may take back their own first approval of a person or an application, or refuse another's.

    Nobody may refuse an approval about themselves, or of an application that they may not decide.
    """
    if not can_manage_members(user):
        return False
    if first.person_id == user.pk:
        return first.queue in (PEOPLE_TO_APPROVE, APPLICATIONS)
    if first.queue == APPLICATIONS:
        application = Application.objects.filter(pk=first.item_id).first()
        return application is None or can_decide_application(user, application)
    return first.queue == PEOPLE_TO_APPROVE and first.item_id != user.pk


def can_take_back_access(user: User, change: AccessChange) -> bool:
    return can_manage_circles(user) and user.pk == change.asked_by_id


def why_not_yours(user: User, change: AccessChange) -> str:
    """Return why this coordinator may not decide on the change, as a message; "" if the coordinator may."""
    if user.pk == change.asked_by_id:
        return _("You asked for it, so a coordinator with another main remit must decide")
    if not may_second(user, change) or _main_remit(user) == _main_remit(change.asked_by):
        return _(
            "You have the same main remit as the person who asked, so a coordinator with another main remit must decide"
        )
    return ""


def why_not_agreed(change: AccessChange) -> str:
    """Return why nobody may agree to the change, as a message; "" if a coordinator may agree."""
    if not User.objects.coordinators().filter(pk=change.asked_by_id).exists():
        about = {"person": change.asked_by}
        return _("%(person)s cannot act as a coordinator today. Refuse the change, or wait until they can.") % about
    if change.agency is not None and change.removed.get("network"):
        return why_not_taken_out(change.agency)
    return ""


def needs_second(
    coordinator: User,
    target: Circle | Agency,
    added: Mapping[str, frozenset[int]],
    gained: frozenset[int],
    *,
    opens_red: bool,
    is_leaving: bool,
) -> bool:
    """True if a second coordinator must agree to a change. This is so in four cases:

    - The change lets in the coordinator who asks for it, or that coordinator's agency.
    - Someone gains topics or resources that are marked "Only the people named here" (opens_red).
    - An agency at which a coordinator works leaves the network (is_leaving).
    - An agency gets a new main remit, because main remits decide who may agree to later changes.

    The second and third case need nobody's agreement if nobody counts as a second coordinator. Nor does the fourth, if
    in addition no coordinator works at the agency.

    added: what the change adds, as {"people": IDs, "remits": IDs …}. gained: IDs of the people who can read more after
    it.
    """
    agency = coordinator.agency
    if coordinator.pk in gained:
        return True
    if opens_red and _must_ask(coordinator):
        return True
    if isinstance(target, Agency):
        is_inside = User.objects.holders_of(Role.COORDINATOR).filter(agency=target).exists()
        if is_leaving and is_inside and _must_ask(coordinator):
            return True
        is_watched = is_inside or possible_seconds(coordinator).exists() or bool(removed_seconds(coordinator))
        return bool(added["main_remit"]) and is_watched
    names_them = coordinator.pk in added["people"] or (agency is not None and agency.pk in added["agencies"])
    return names_them or bool(_remits_of(agency) & added["remits"])


def joining_needs_second(coordinator: User, joiner: Joiner, *, has_red: bool) -> bool:
    """True if a second coordinator must approve a person who will be able to read circles. This is so in two cases:

    - They will be able to read topics or resources that are marked "Only the people named here" (has_red).
    - They come to the coordinator's own agency.

    False in these cases too if a member of the person's agency, other than this coordinator, invited them, or if nobody
    counts as a second coordinator.
    """
    agency = joiner.agency
    is_own = agency is not None and agency.pk == coordinator.agency_id
    if not (has_red or is_own) or _is_vouched_for(joiner, coordinator):
        return False
    return _must_ask(coordinator)


def _must_ask(coordinator: User) -> bool:
    """True if someone counts as a second coordinator: a possible one (possible_seconds) or one of removed_seconds.

    For a coordinator without an agency, every other coordinator counts too: without an agency nobody can give either of
    two approvals, so the others must decide.
    """
    if possible_seconds(coordinator).exists():
        return True
    if coordinator.agency_id is None and not coordinator.is_only_coordinator:
        return True
    return bool(removed_seconds(coordinator))


def _is_vouched_for(joiner: Joiner, coordinator: User) -> bool:
    inviter, agency = joiner.inviter, joiner.agency
    if inviter is None or agency is None or inviter.pk == coordinator.pk:
        return False
    return inviter.is_member and inviter.agency_id == agency.pk


def possible_seconds(coordinator: User) -> UserQuerySet:
    """Return the coordinators who may agree to a change that this coordinator asks for, today or later.

    They are those with another main remit; none if this coordinator has no agency. Coordinators who are late to accept
    the terms count, because a change waits and they may be able to decide tomorrow.
    """
    remit = _main_remit(coordinator)
    if remit is None:
        return User.objects.none()
    others = User.objects.holders_of(Role.COORDINATOR).exclude(pk=coordinator.pk).exclude(agency=None)
    return others.exclude(agency__main_remit=remit)


def removed_seconds(coordinator: User) -> list[RemovedSecond]:
    """Return the people who count as a second coordinator although they cannot agree, latest `until` first.

    They are of two kinds:

    - people who still have the role but are suspended or excluded, must be approved again, or are at an agency that has
      left the network
    - people whose role someone else removed in the last 30 days (COUNTS_AFTER)

    People with this coordinator's main remit do not count, because they could never have been the second. Nor do people
    whose membership lapsed.
    """
    barred = User.objects.given(Role.COORDINATOR).filter(confirm_by__gte=yearly.last_open_day())
    barred = barred.exclude(state=MemberState.PENDING, approved_at=None).exclude(state=MemberState.LAPSED)
    barred = barred.exclude(pk__in=User.objects.holders_of(Role.COORDINATOR).values("pk"))
    removed_on = _removals()
    found = {person.pk: RemovedSecond(person, None) for person in _of_other_remit(barred, coordinator)}
    coordinators_now = User.objects.given(Role.COORDINATOR).values("pk")
    removed = User.objects.filter(pk__in=removed_on).exclude(pk__in=coordinators_now)
    for person in _of_other_remit(removed, coordinator):
        found[person.pk] = RemovedSecond(person, timezone.localdate(removed_on[person.pk] + COUNTS_AFTER))
    return sorted(found.values(), key=lambda second: second.until or dt.date.max, reverse=True)


def _removals() -> dict[int, dt.datetime]:
    """Return {person ID: when another person last removed their role of coordinator}.

    The times come from the audit log, from which nothing is deleted.
    """
    entries = ModelLogEntry.objects.filter(action="accounts.person.roles", timestamp__gt=timezone.now() - COUNTS_AFTER)
    removals = {}
    for entry in entries.exclude(user=None).order_by("timestamp"):
        had, has = (Role.COORDINATOR.value in entry.data[when] for when in ("before", "after"))
        if had and not has and str(entry.user_id) != entry.object_id:
            removals[int(entry.object_id)] = entry.timestamp
    return removals


def _of_other_remit(people: UserQuerySet, coordinator: User) -> UserQuerySet:
    """Return the people whose main remit is not the coordinator's; everyone if the coordinator has no agency."""
    remit = _main_remit(coordinator)
    return people.exclude(agency__main_remit=remit) if remit else people


def why_nobody_agrees(coordinator: User) -> str:
    """Return why no coordinator can be the second today, and what to do, as a message; "" if one can."""
    if possible_seconds(coordinator).exists():
        return ""
    removed = next(iter(removed_seconds(coordinator)), None)
    if removed is None:
        return _(
            "There is no coordinator with another main remit who could agree to this. Remove anything that "
            "would let you or your agency into a circle, and do not change the main remit. Or ask another "
            "coordinator to make the change."
        )
    if removed.until is None:
        return _(
            "%(person)s is a coordinator who cannot act today, so another coordinator must agree. Make a member "
            "with another main remit a coordinator first. If there is nobody, remove the role of %(person)s: "
            "30 days later, you can decide without a second coordinator."
        ) % {"person": removed.person}
    return _(
        "%(person)s was a coordinator until recently, so a second coordinator must agree until %(day)s. Make a "
        "member with another main remit a coordinator first. If there is nobody, wait until %(day)s: from then "
        "on you can decide without a second coordinator."
    ) % {"person": removed.person, "day": formats.date_format(removed.until, "j F Y")}


def why_not_taken_out(agency: Agency) -> str:
    """Return why an agency cannot leave the network, as a message; "" if it can.

    Nobody could bring it back if no coordinator were left.
    """
    if User.objects.coordinators().exclude(agency=agency).exists():
        return ""
    return _(
        "%(agency)s cannot leave the network, because all coordinators work there. First make a member of "
        "another agency a coordinator."
    ) % {"agency": agency}


def _main_remit(person: User) -> int | None:
    return person.agency.main_remit_id if person.agency else None


def _remits_of(agency: Agency | None) -> set[int]:
    return {remit.pk for remit in agency.remits.all()} if agency else set()
