"""Notification source: a personal data copy is ready or failed. The email only says that there is something new."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source
from ratsite.privacy.enums import COPIES, WHY_ASKED, CopyState
from ratsite.privacy.models import DataCopy


class CopySource(Source):
    name = COPIES
    verbs = {
        "ready": ngettext_lazy("your copy is ready", "%(count)d of your copies are ready", "count"),
        "failed": ngettext_lazy("your copy could not be made", "%(count)d of your copies could not be made", "count"),
    }
    reasons = {WHY_ASKED: _("You asked for a copy of your data")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        place = reverse("privacy:data")
        copies = DataCopy.objects.visible_to(person).filter(pk__in=item_ids)
        ended = copies.ready() | copies.filter(state=CopyState.FAILED)
        line = Line(title=gettext("Your copy"), url=place, link=place, says=Says.NOTHING)
        return dict.fromkeys(ended.values_list("pk", flat=True), line)
