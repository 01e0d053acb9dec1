from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from library.enums import CHECKS, PUBLICATIONS
from library.models import PublicationReview, ResourceVersion
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line


class PublicationSource:
    """Notifications about how the review of a version ended, for the curator who asked for it."""

    name = PUBLICATIONS
    ends_with_group: set[str] = set()
    verbs = {
        "opened": (_("reviewed, and published"), _("reviewed, and published")),
        "sent_back": (_("reviewed, and sent back"), _("reviewed, and sent back")),
    }
    reasons = {"asked": _("You asked to publish it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        found = PublicationReview.objects.visible_to(person).filter(pk__in=item_ids, spoken_by=person)
        found = found.select_related("version__resource")
        return {review.pk: _line(review.version, review.reason) for review in found}

    def stop(self, person: User, group: str) -> bool:
        """Return False and change nothing: a person can stop these emails only by stopping all emails."""
        return False


class CheckSource:
    """Notifications that the checks of a draft found something that its curator has to mend."""

    name = CHECKS
    ends_with_group: set[str] = set()
    verbs = {"needs_you": (_("checked, and waiting for you"), _("checked, and waiting for you"))}
    reasons = {"made": _("You added it")}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        found = ResourceVersion.objects.visible_to(person).filter(pk__in=item_ids, created_by=person)
        return {version.pk: _line(version) for version in found.select_related("resource")}

    def stop(self, person: User, group: str) -> bool:
        """Return False and change nothing: a person can stop these emails only by stopping all emails."""
        return False


def _line(version: ResourceVersion, words: str = "") -> Line:
    """Return the line of a notification about a version.

    Emails show no text of it, as it may be for few readers.
    """
    url = version.get_absolute_url()
    return Line(title=version.resource.title, url=url, link=url, who="", remit="", words=words, says=Says.NOTHING)
