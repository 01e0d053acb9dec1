"""The review queue of ground checks whose summary waits for a signature. Moderators sign on the ground check's page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.enums import GROUND_CHECKS
from forum.models import Board, GroundCheck
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_moderate_somewhere, can_write
from ratsite.moderation.items import REVIEW_LIMIT, ReviewItem


class GroundChecks:
    """Review queue: ended ground checks on boards that the moderator moderates, the longest waiting first."""

    name, label = GROUND_CHECKS, gettext_lazy("Summaries to sign")

    def waiting(self, moderator: User) -> list[ReviewItem]:
        if not can_moderate_somewhere(moderator):
            return []
        boards = Board.objects.moderated_by(moderator).values("pk")
        checks = GroundCheck.objects.visible_to(moderator).ended().filter(topic__board__in=boards)
        checks = checks.exclude(topic__published_at=None).select_related("topic__board__circle", "first_remit")
        return [_item(check, moderator) for check in checks.order_by("ended_at", "pk")[:REVIEW_LIMIT]]


def _item(check: GroundCheck, moderator: User) -> ReviewItem:
    board, barred = check.topic.board, _barred(check, moderator)
    if check.first_remit is None:
        why = _("It is closed to new answers, and two moderators must sign its summary")
    else:
        why = _(
            "A moderator with the main remit %(remit)s has signed its summary, and a moderator with another "
            "main remit must sign it too"
        ) % {"remit": check.first_remit}
    return ReviewItem(
        queue=GROUND_CHECKS,
        pk=check.pk,
        kind=_("Ground check"),
        title=check.topic.title,
        place=board.name,
        why=[why],
        author="",
        agency="",
        created_at=check.ended_at,
        circle=board.circle,
        can_decide=can_write(moderator) and not barred,
        barred=barred,
        url=f"{check.get_absolute_url()}#publish",
    )


def _barred(check: GroundCheck, moderator: User) -> str:
    """Return why the moderator's signature would not help to publish the summary; "" if it would."""
    if moderator.agency is None:
        return _("You do not belong to an agency, so other moderators must sign it")
    if check.first_signer_id == moderator.pk:
        return _("You have signed it. A moderator with another main remit must sign it too.")
    if check.first_remit_id == moderator.agency.main_remit_id:
        return _("A moderator with your main remit has signed it, so one with another main remit must sign it too")
    return ""
