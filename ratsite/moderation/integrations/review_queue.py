"""The review queue's queue of agency texts that may identify a person. Coordinators decide on them."""

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
from ratsite.moderation.actions.decide_agency_text import publish_agency_text, send_agency_text_back, shown_hash_of_text
from ratsite.moderation.clock import WHILE_NOBODY_READS
from ratsite.moderation.enums import AGENCY_TEXTS
from ratsite.moderation.items import REVIEW_LIMIT, Decided, ReviewItem
from ratsite.moderation.rules import can_decide_agency_text
from ratsite.network.contacts import contacts_in
from ratsite.network.models import Agency, AgencySecondReview


class AgencyTexts:
    """The queue of agency texts that wait for a second review. The author of a text may not decide on it."""

    name, label = AGENCY_TEXTS, gettext_lazy("Agency texts")
    done = (
        gettext_lazy("Published. Members can read it now."),
        gettext_lazy("Sent back. Its author can read your reason."),
    )
    outcomes = {
        "network.agency_text.publish": gettext_lazy("Published"),
        "network.agency_text.send_back": gettext_lazy("Sent back"),
    }

    def waiting(self, moderator: User) -> list[ReviewItem]:
        return [_item(review, moderator) for review in _waiting(moderator)[:REVIEW_LIMIT]]

    def find(self, moderator: User, pk: int) -> ReviewItem | None:
        review = _waiting(moderator).filter(pk=pk).first()
        if review is None:
            return None
        shown_hash = shown_hash_of_text(review)
        item = replace(_item(review, moderator), shown_hash=shown_hash, content_hash=shown_hash)
        return replace(item, target=review.agency, **_html(review))

    def choose_first(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return publish_agency_text(review_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def choose_second(self, moderator: User, pk: int, shown_hash: str, reason: str) -> bool:
        return send_agency_text_back(review_id=pk, decider=moderator, reason=reason, shown_hash=shown_hash)

    def targets(self, moderator: User) -> QuerySet[Agency]:
        return Agency.objects.all() if can_manage_members(moderator) else Agency.objects.none()

    def decided(self, moderator: User, pks: Collection[int]) -> dict[int, Decided]:
        agencies = self.targets(moderator).filter(pk__in=pks) if pks else ()
        return {agency.pk: Decided(agency.name, _("Agencies"), agency.get_absolute_url()) for agency in agencies}

    def deciders(self, pk: int) -> QuerySet[User]:
        author = AgencySecondReview.objects.filter(pk=pk).values("asked_by")
        return User.objects.coordinators().exclude(pk__in=author)


def _waiting(moderator: User) -> QuerySet[AgencySecondReview]:
    if not can_manage_members(moderator):
        return AgencySecondReview.objects.none()
    return AgencySecondReview.objects.visible_to(moderator).waiting().select_related("agency", "asked_by__agency")


def _item(review: AgencySecondReview, moderator: User) -> ReviewItem:
    agency = review.asked_by.agency
    can_decide = can_decide_agency_text(moderator, review)
    return ReviewItem(
        queue=AGENCY_TEXTS,
        pk=review.pk,
        kind=_("Agency text"),
        title=f"{review.agency}: {review.get_field_display()}",
        place=_("Agencies"),
        why=[_("It has contact details that its author says are public")],
        author=review.asked_by,
        agency=agency.name if agency else "",
        created_at=review.asked_at,
        due_at=review.asked_at + WHILE_NOBODY_READS,
        circle=None,
        can_decide=can_decide,
        barred="" if can_decide else _("You wrote it, so another coordinator must decide"),
        choices=(_("Publish it: members can read it"), _("Send it back: members cannot read it")),
        hint=_(
            "You need a reason to send the text back, and its author reads it. If you publish it, only the audit log "
            "records your reason."
        ),
    )


def _html(review: AgencySecondReview) -> dict[str, str]:
    """Return the fields `html` and, if identifiers are masked in it, `shown_html` of the text's ReviewItem."""
    own = partial(contacts_in, review.agency.public_contacts)
    mask = Mask(tuple(scan([("", review.get_field_display(), review.text)], own).unresolved))
    texts = {"agency": review.agency, "text": review.text, "reason": review.explanation}
    unmasked = _draw(texts | {"passages": mask.summary(is_shown=True)})
    if not mask:
        return {"html": unmasked}
    texts |= {"text": mask.hide(review.text), "reason": mask.hide(review.explanation)}
    return {"html": with_masks(_draw(texts | {"passages": mask.summary(is_shown=False)})), "shown_html": unmasked}


def _draw(context: dict) -> str:
    return render_to_string("review/_agency_text.html", context)
