"""Who may change circles and agencies, and when a second coordinator must agree. Nothing here writes."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ratsite.accounts.enums import Role
from ratsite.accounts.hooks import Joiner
from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_manage_members
from ratsite.circles.models import AccessChange
from ratsite.moderation.rules import may_second
from ratsite.network.models import Agency, Circle, Remit


def can_manage_circles(user: User) -> bool:
    return can_manage_members(user)


def can_decide_change(user: User, change: AccessChange) -> bool:
    """True if the user may agree to a change that waits, or refuse it."""
    return can_manage_circles(user) and not why_not_yours(user, change)


def can_refuse_access(user: User, change: AccessChange) -> bool:
    """True if the user may refuse a change that waits: they may agree to it, or who asked is no longer a coordinator.

    In the second case nobody may agree to the change or take it back, so any coordinator ends it.
    """
    if can_decide_change(user, change):
        return True
    is_left = not User.objects.holders_of(Role.COORDINATOR).filter(pk=change.spoken_by_id).exists()
    return is_left and can_manage_circles(user)


def can_take_back_access(user: User, change: AccessChange) -> bool:
    return can_manage_circles(user) and user.pk == change.spoken_by_id


def why_not_yours(user: User, change: AccessChange) -> str:
    """Return why this coordinator may not decide about the change, as a message; "" if the coordinator may."""
    if user.pk == change.spoken_by_id:
        return _("You asked for it, so a coordinator with another main remit must decide")
    if not may_second(user, change) or _main_remit(user) == _main_remit(change.spoken_by):
        return _(
            "You have the same main remit as the person who asked, so a coordinator with another main remit must decide"
        )
    return ""


def why_not_agreed(change: AccessChange) -> str:
    """Return why nobody may agree to the change, as a message; "" if a coordinator may agree."""
    if not User.objects.coordinators().filter(pk=change.spoken_by_id).exists():
        about = {"person": change.spoken_by}
        return _("%(person)s cannot act as a coordinator today. Refuse the change, or wait until they can") % about
    return ""


def needs_second(
    coordinator: User,
    target: Circle | Agency,
    added: Mapping[str, frozenset[int]],
    gained: frozenset[int],
    *,
    opens_red: bool,
) -> bool:
    """True if a second coordinator must agree to a change. This is so in three cases:

    - The change lets in the coordinator who asks for it, or that coordinator's agency.
    - Somebody gains topics that are marked "Only the people named here" (opens_red).
    - It gives any agency a new main remit, because main remits decide who may agree to later changes.

    The last two do not count if no second coordinator exists who could agree; the last one only if the agency has no
    coordinator either.

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
        is_watched = is_inside or possible_seconds(coordinator).exists()
        return bool(added["main_remit"]) and is_watched
    names_them = coordinator.pk in added["people"] or (agency is not None and agency.pk in added["agencies"])
    return names_them or bool(_remits_of(agency) & added["remits"])


def joining_needs_second(coordinator: User, joiner: Joiner, *, has_red: bool) -> bool:
    """True if a second coordinator must approve a person who will be able to read circles. This is so in two cases:

    - They will be able to read topics that are marked "Only the people named here" (has_red).
    - They come to the coordinator's own agency.

    Neither counts if another member of that agency invited the person, or if no second coordinator exists.
    """
    agency = joiner.agency
    is_own = agency is not None and agency.pk == coordinator.agency_id
    if not (has_red or is_own) or _is_vouched_for(joiner, coordinator):
        return False
    return _must_ask(coordinator)


def _must_ask(coordinator: User) -> bool:
    """True if a second coordinator exists. A coordinator without an agency is never one of two who may agree."""
    return possible_seconds(coordinator).exists() or (
        coordinator.agency_id is None and not coordinator.is_only_coordinator
    )


def _is_vouched_for(joiner: Joiner, coordinator: User) -> bool:
    inviter, agency = joiner.inviter, joiner.agency
    if inviter is None or agency is None or inviter.pk == coordinator.pk:
        return False
    return inviter.is_member and inviter.agency_id == agency.pk


def possible_seconds(coordinator: User) -> UserQuerySet:
    """Return the coordinators who may agree to a change that this coordinator asks for, today or later.

    A coordinator who is late to accept the terms counts: the change waits, because they may be able to decide tomorrow.
    """
    remit = _main_remit(coordinator)
    if remit is None:
        return User.objects.none()
    others = User.objects.holders_of(Role.COORDINATOR).exclude(pk=coordinator.pk).exclude(agency=None)
    return others.exclude(agency__main_remit=remit)


def _main_remit(person: User) -> int | None:
    return person.agency.main_remit_id if person.agency else None


def _remits_of(agency: Agency | None) -> set[int]:
    return set(Remit.objects.filter(agencies=agency).values_list("pk", flat=True)) if agency else set()
