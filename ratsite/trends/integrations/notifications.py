"""Notifications for the author of a briefing: it was signed, sent back before that, or taken back after it."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source
from ratsite.trends.enums import BRIEFINGS, BriefingVerb
from ratsite.trends.models import Briefing


class BriefingSource(Source):
    name = BRIEFINGS
    verbs = {
        BriefingVerb.SIGNED: ngettext_lazy(
            "briefing signed and published", "%(count)d briefings signed and published", "count"
        ),
        BriefingVerb.SENT_BACK: ngettext_lazy(
            "briefing sent back without a signature", "%(count)d briefings sent back without a signature", "count"
        ),
        BriefingVerb.TAKEN_BACK: ngettext_lazy(
            "briefing no longer published", "%(count)d briefings no longer published", "count"
        ),
    }
    reasons = {"wrote": _("You wrote it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        briefings = Briefing.objects.visible_to(person).filter(pk__in=item_ids, author=person)
        return {briefing.pk: _line(briefing) for briefing in briefings}


def _line(briefing: Briefing) -> Line:
    reason = briefing.taken_back_why if briefing.is_taken_back else ""
    url = briefing.get_absolute_url()
    return Line(title=briefing.title, url=url, link=url, excerpt=reason, says=Says.NOTHING)
