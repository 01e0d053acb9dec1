"""The review queue of proposed phrases that sound like blame. A moderator decides on each on its own page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.enums import PHRASES
from forum.models import BlamingPhrase
from forum.rules.phrases import can_decide_phrase
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_moderate_somewhere
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem


class ProposedPhrases:
    """Review queue: proposed phrases, the oldest proposal first. Moderators of any board decide on them."""

    name, label = PHRASES, gettext_lazy("Proposed phrases")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        if not can_moderate_somewhere(moderator):
            return []
        phrases = BlamingPhrase.objects.visible_to(moderator).proposed().order_by("proposed_at", "pk")
        return [_item(phrase, moderator) for phrase in phrases[:REVIEW_LIMIT]]


def _item(phrase: BlamingPhrase, moderator: User) -> ReviewItem:
    is_own = phrase.proposed_by_id == moderator.pk
    return ReviewItem(
        queue=PHRASES,
        pk=phrase.pk,
        kind=_("Phrase"),
        title=phrase.phrase,
        place=_("Words that do not blame"),
        why=[_("A member says that it sounds like blame")],
        author="",
        agency="",
        created_at=phrase.proposed_at,
        circle=None,
        can_decide=can_decide_phrase(moderator, phrase),
        barred=_("You proposed it, so another moderator must decide") if is_own else "",
        url=reverse("phrases:phrase", args=[phrase.pk]),
    )
