"""Notifications of the outcome of posts that you reported."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from forum.enums import FLAG_OUTCOMES, FlagOutcome
from forum.models import Flag
from ratsite.lib.addresses import address
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class FlagSource(Source):
    """Notification source: the outcome of your report of a post. The item is the flag.

    A separate email is sent for each outcome. The reporter reads the outcome on the page of their reports.
    """

    name = FLAG_OUTCOMES
    verbs = {
        FlagOutcome.TAKEN_DOWN: ngettext_lazy(
            "a post that you reported was taken down", "%(count)d posts that you reported were taken down", "count"
        ),
        FlagOutcome.LEFT: ngettext_lazy(
            "a post that you reported stays", "%(count)d posts that you reported stay", "count"
        ),
        FlagOutcome.WITHDRAWN: ngettext_lazy(
            "a post that you reported was withdrawn", "%(count)d posts that you reported were withdrawn", "count"
        ),
    }
    reasons = {"reported": gettext_lazy("You reported a post")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each settled report by this person. A Line names no topic and no moderator."""
        flags = Flag.objects.visible_to(person).filter(pk__in=item_ids).exclude(outcome="")
        url = address("forum:flag_list")
        line = Line(title=_("What you reported"), url=url, link=url, says=Says.NOTHING)
        return dict.fromkeys(flags.values_list("pk", flat=True), line)
