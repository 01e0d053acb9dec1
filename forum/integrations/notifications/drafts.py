"""Notifications that your unpublished texts from an anonymised topic are saved in your drafts."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from forum.enums import GIVEN_BACK
from forum.models import Draft
from ratsite.lib.addresses import address
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class GivenBackSource(Source):
    """Notification source: your unpublished text from an anonymised topic is saved in your drafts.

    The item is the draft. A separate email says the same. Neither the notification nor the email names the topic.
    """

    name = GIVEN_BACK
    verbs = {
        GIVEN_BACK: ngettext_lazy(
            "your text is saved in your drafts", "%(count)d of your texts are saved in your drafts", "count"
        )
    }
    reasons = {"wrote": gettext_lazy("We removed the names from an old topic that you had written in")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each of these drafts that this person still has."""
        drafts = Draft.objects.current().filter(person=person, pk__in=item_ids)
        url = address("drafts:draft_list")
        line = Line(title=_("Your drafts"), url=url, link=url, says=Says.NOTHING)
        return dict.fromkeys(drafts.values_list("pk", flat=True), line)
