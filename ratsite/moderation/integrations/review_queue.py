"""The review queue's source of agency notes that may identify a person. Coordinators decide about them."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.lib.identifiers.masks import Mask, with_masks
from ratsite.lib.identifiers.passages import scan
from ratsite.moderation.actions.decide_agency_notes import open_notes, send_notes_back, shown_hash_of_notes
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.enums import AGENCY_NOTES
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem
from ratsite.moderation.rules import can_decide_notes
from ratsite.network.contacts import contacts_in
from ratsite.network.models import Agency, AgencySecondReview


class AgencyNotes:
    """The queue of agencies' notes that wait for a second review. A note's author may not decide about it."""

    name, label = AGENCY_NOTES, gettext_lazy("Agency texts")
    done = (
        gettext_lazy("Published. Members can read it now."),
        gettext_lazy("Sent back. Its author can read your reason."),
    )
    outcomes = {"network.notes.open": gettext_lazy("Published"), "network.notes.send_back": gettext_lazy("Sent back")}

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_item(notes, moderator) for notes in _waiting(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        notes = _waiting(moderator).filter(pk=pk).first()
        if notes is None:
            return None
        shown_hash = shown_hash_of_notes(notes)
        item = replace(_item(notes, moderator), shown_hash=shown_hash, content_hash=shown_hash)
        return replace(item, target=notes.agency, **_shown(notes))

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return open_notes(notes_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return send_notes_back(notes_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def targets(self, moderator: User) -> QuerySet[Agency]:
        return Agency.objects.all() if can_manage_members(moderator) else Agency.objects.none()

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        agencies = self.targets(moderator).filter(pk__in=pks) if pks else ()
        return {agency.pk: Decided(agency.name, _("Agencies"), agency.get_absolute_url()) for agency in agencies}

    def deciders(self, pk: int) -> QuerySet[User]:
        spoke = AgencySecondReview.objects.filter(pk=pk).values("spoken_by")
        return User.objects.coordinators().exclude(pk__in=spoke)


def _waiting(moderator: User) -> QuerySet[AgencySecondReview]:
    if not can_manage_members(moderator):
        return AgencySecondReview.objects.none()
    return AgencySecondReview.objects.visible_to(moderator).waiting().select_related("agency", "spoken_by__agency")


def _item(notes: AgencySecondReview, moderator: User) -> ReviewItem:
    agency = notes.spoken_by.agency
    may = can_decide_notes(moderator, notes)
    return ReviewItem(
        queue=AGENCY_NOTES,
        pk=notes.pk,
        kind=_("Agency text"),
        title=f"{notes.agency}: {notes.get_field_display()}",
        place=_("Agencies"),
        why=[_("It has contact details that its author says are public")],
        author=notes.spoken_by,
        agency=agency.name if agency else "",
        created_at=notes.asked_at,
        due_at=notes.asked_at + WHILE_NOBODY_READS,
        circle=None,
        can_decide=may,
        barred="" if may else _("You wrote it, so another coordinator must decide"),
        choices=(_("Publish it: members can read it"), _("Send it back: members cannot read it")),
        hint=_("The author reads this. You need a reason to send it back."),
    )


def _shown(notes: AgencySecondReview) -> dict[str, str]:
    own = partial(contacts_in, notes.agency.public_contacts)
    mask = Mask(tuple(scan([("", notes.get_field_display(), notes.words)], own).to_settle))
    texts = {"agency": notes.agency, "words": notes.words, "reason": notes.spoken_for}
    with_them = _draw(texts | {"passages": mask.summary(is_shown=True)})
    if not mask:
        return {"html": with_them}
    texts |= {"words": mask.hide(notes.words), "reason": mask.hide(notes.spoken_for)}
    return {"html": with_masks(_draw(texts | {"passages": mask.summary(is_shown=False)})), "shown_html": with_them}


def _draw(context: dict) -> str:
    return render_to_string("review/_agency_notes.html", context)
