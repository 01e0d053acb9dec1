"""The review queue's source of appeals against sanctions."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem
from ratsite.sanctions.actions.appeal import decide_appeal, shown_hash_of
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import Panel, can_decide_appeal, is_on_the_team, people_open_to

LIFT_OR_KEEP = (gettext_lazy("Lift it: it ends now"), gettext_lazy("Keep it: it ends on the day that was set"))
RIGHT_OR_NOT = (
    gettext_lazy("The appeal was right: the person’s record says so"),
    gettext_lazy("The decision was right: the record does not change"),
)


class Appeals:
    name = "appeals"
    label = gettext_lazy("Appeals")
    outcomes: dict[str, str] = {}  # the history lists no appeals; the log page shows them
    done = (
        gettext_lazy("The appeal was right. We have emailed the person."),
        gettext_lazy("The decision has not changed. We have emailed the person your reason."),
    )

    def waiting(self, moderator: User) -> list[ReviewItem]:
        # Sort here: an appeal of a short sanction is due before older ones, and few appeals wait.
        sanctions = sorted(_appealed(moderator), key=_due_at)[:REVIEW_LIMIT]
        panel = Panel.of(moderator) if sanctions else None
        return [_item(sanction, can_decide=panel is not None and panel.may_decide(sanction)) for sanction in sanctions]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        sanction = _appealed(moderator).filter(pk=pk).first()
        if sanction is None:
            return None
        html = render_to_string("sanctions/_appeal_item.html", {"sanction": sanction})
        item = _item(sanction, can_decide=can_decide_appeal(moderator, sanction))
        return replace(item, shown_hash=shown_hash_of(sanction), html=html)

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return decide_appeal(sanction_id=pk, steward=moderator, lifts=True, answer=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return decide_appeal(sanction_id=pk, steward=moderator, lifts=False, answer=reason, shown_hash=shown_hash)

    def targets(self, moderator: User) -> QuerySet[User]:
        return User.objects.none()

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        return {}

    def deciders(self, pk: int) -> QuerySet[User]:
        sanction = Sanction.objects.appealed().select_related("person__agency").filter(pk=pk).first()
        team = User.objects.in_office(Role.MODERATOR, Role.COORDINATOR)
        able = [
            person.pk
            for person in team
            if sanction is not None and can_decide_appeal(person.with_second_step(), sanction)
        ]
        return User.objects.filter(pk__in=able)


def _appealed(steward: User):
    if not is_on_the_team(steward):
        return Sanction.objects.none()
    sanctions = Sanction.objects.appealed().filter(person__in=people_open_to(steward)).exclude(person=steward.pk)
    return sanctions.select_related("person__agency", "imposed_by").order_by("appealed_at")


def _due_at(sanction: Sanction) -> dt.datetime:
    """Return the deadline of an appeal: 48 hours after it, but at most half of what was left of the sanction then."""
    since = sanction.appealed_at
    return since + min(WHILE_NOBODY_READS, (sanction.ends_at - since) / 2)


def _item(sanction: Sanction, *, can_decide: bool) -> ReviewItem:
    person = sanction.person
    return ReviewItem(
        queue=Appeals.name,
        pk=sanction.pk,
        kind=_("Appeal"),
        title=_("%(sanction)s of %(person)s") % {"sanction": sanction.noun, "person": person},
        place=_("Sanctions"),
        circle=None,
        why=[
            _("They ask us to lift the sanction") if sanction.is_open else _("They asked us to lift the sanction early")
        ],
        author=person,
        agency=person.agency.name if person.agency else "",
        created_at=sanction.appealed_at,
        can_decide=can_decide,
        due_at=_due_at(sanction),
        audience=_("Only moderators and coordinators"),
        is_about_person=True,
        barred=_("Another moderator must decide: you imposed the sanction, or it is about you or your agency"),
        choices=LIFT_OR_KEEP if sanction.is_open else RIGHT_OR_NOT,
        hint=_("The person reads this."),
        approval_needs_reason=True,
    )
