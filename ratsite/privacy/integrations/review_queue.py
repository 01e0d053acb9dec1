"""The review queue of erasures, for coordinators. Each erasure is listed from the day on which it can begin."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem
from ratsite.privacy.enums import ErasureState
from ratsite.privacy.models import COOLING_OFF, Erasure
from ratsite.privacy.rules import can_erase, held_people

WITHIN = dt.timedelta(days=28)  # UK GDPR, article 12(3) says one month; 28 days fit any month
HELD = gettext_lazy("They asked us to delete their data, but the law requires us to keep it. Write to them.")
STILL = gettext_lazy("The deletion has begun but is paused, because they are a member again")
ASKED = gettext_lazy("They asked us to delete their data, and can no longer withdraw the request")


class Erasures:
    name = "erasures"
    label = gettext_lazy("Requests to delete data")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        """Return the erasures that a coordinator must begin, and those that a legal hold forbids.

        A forbidden erasure is listed until a coordinator has recorded that they wrote to the person. If the hold is on
        the coordinator who reads the list, their own erasure is listed as if there were no hold, so that they do not
        learn of it.
        """
        if not can_manage_members(moderator):
            return []
        held = held_people().exclude(pk=moderator.pk).filter(pk=OuterRef("person"))
        is_due = Q(state=ErasureState.ASKED, asked_at__lte=timezone.now() - COOLING_OFF)
        to_write_to = (is_due | Q(state=ErasureState.RUNNING)) & Q(is_held=True, answered_at=None)
        is_stalled = Q(state=ErasureState.RUNNING) & ~Q(person__state=MemberState.LEFT)
        to_begin = (is_due | is_stalled) & Q(is_held=False)
        rows = Erasure.objects.open().annotate(is_held=Exists(held)).filter(to_write_to | to_begin)
        return [_item(erasure, moderator) for erasure in rows.select_related("person__agency")[:REVIEW_LIMIT]]


def _item(erasure: Erasure, coordinator: User) -> ReviewItem:
    person, is_held = erasure.person, getattr(erasure, "is_held", False)
    may = can_erase(coordinator, person)
    return ReviewItem(
        queue=Erasures.name,
        pk=erasure.pk,
        kind=_("Request to delete data"),
        title=str(person),
        place=_("Membership"),
        why=[HELD if is_held else STILL if erasure.is_stalled else ASKED],
        author=person.job_title,
        agency=person.agency.name if person.agency else "",
        created_at=erasure.asked_at,
        due_at=erasure.asked_at + WITHIN,
        circle=None,
        can_decide=may,
        barred="" if may else _("This is your own request, so another coordinator must decide"),
        url=reverse("staff_erasures:person_erase", args=[person.pk]),
    )
