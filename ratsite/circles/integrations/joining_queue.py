"""The review queue of people who need a second approval. Each has been approved by one coordinator.

Applications that wait for a second approval stay in the queue of applications.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.enums import PEOPLE_TO_APPROVE, MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_decide_about, can_manage_members
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem
from ratsite.moderation.models import FirstApproval


class PeopleToApprove:
    name = PEOPLE_TO_APPROVE
    label = gettext_lazy("People to approve")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        if not can_manage_members(moderator):
            return []
        firsts = FirstApproval.objects.filter(queue=self.name).select_related("person", "agency").order_by("created_at")
        by_person = {first.item_id: first for first in firsts[:REVIEW_LIMIT]}
        people = User.objects.select_related("agency").exclude(state=MemberState.LEFT).in_bulk(by_person)
        return [_item(people[pk], first, moderator) for pk, first in by_person.items() if pk in people]


def _item(person: User, first: FirstApproval, coordinator: User) -> ReviewItem:
    page = "person_details" if person.state == MemberState.APPROVED else "person"  # a member gets another agency
    return ReviewItem(
        queue=PEOPLE_TO_APPROVE,
        pk=person.pk,
        kind=_("Person to approve"),
        title=str(person),
        place=_("Membership"),
        why=[_("They would be able to read a circle, so two coordinators must approve them")],
        author=person,
        agency=first.agency.name if first.agency else "",
        created_at=first.created_at,
        due_at=first.created_at + WHILE_NOBODY_READS,
        circle=None,
        can_decide=can_decide_about(coordinator, person),
        barred="" if person != coordinator else _("It is about you, so another coordinator must decide"),
        is_about_person=True,
        needs_two_approvals=True,
        url=reverse(f"staff_people:{page}", args=[person.pk]),
    )
