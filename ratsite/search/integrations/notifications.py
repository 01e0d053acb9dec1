"""Notifications about resources that a member's saved search found, or that are about what the member follows."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from library.models import ResourceVersion
from ratsite.accounts.models import User
from ratsite.lib.numbers import whole_number
from ratsite.network.enums import Marking
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source
from ratsite.search.actions.save_search import end_alert
from ratsite.search.actions.send_alerts import FOLLOWED, FOUND, VERB, WHY, WHY_FOLLOWED
from ratsite.search.models import SavedSearch


class FoundSource(Source):
    name = FOUND
    ends_with_group = {VERB}
    verbs = dict.fromkeys(
        (VERB, FOLLOWED), ngettext_lazy("new in the library", "%(count)d new versions in the library", "count")
    )
    reasons = {WHY: _("It matches a search that you saved"), WHY_FOLLOWED: _("You follow “{word}”")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        versions = ResourceVersion.objects.visible_to(person).filter(pk__in=item_ids).select_related("resource")
        return {version.pk: _line(version) for version in versions}

    def stop(self, person: User, group: str) -> bool:
        """End the alert of the saved search. The search itself stays."""
        return end_alert(actor=person, saved_id=whole_number(group.removeprefix(SavedSearch.GROUP)) or 0)


def _line(version: ResourceVersion) -> Line:
    """Return the line of a notification about a version. An email names the resource only if its marking allows it."""
    resource = version.resource
    url = resource.get_absolute_url()
    is_open = resource.circle_id is None and not Marking(resource.marking).is_closely_marked
    says = Says.TITLE if is_open else Says.NOTHING
    return Line(title=resource.title, url=url, link=url, says=says)
