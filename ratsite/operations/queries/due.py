"""Facts of the health page about content whose check is overdue."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.enums import Freshness
from library.models import Resource
from ratsite.lib.health import HealthFact
from ratsite.pages.queries.due import all_due


def due_health() -> Iterator[HealthFact]:
    """Yield a fact about resources and one about public pages and helplines, if checks of them are overdue.

    Resources of circles are counted too, but no title of a resource is shown.
    """
    resources = Resource.objects.published().with_freshness().filter(freshness=Freshness.OVERDUE)
    overdue, first = resources.count(), resources.aggregate(first=Min("review_due_on"))["first"]
    late = [due for due in all_due() if due.is_late]
    if overdue:
        title = ngettext("The check of %(n)s resource is overdue", "The checks of %(n)s resources are overdue", overdue)
        yield HealthFact(
            title % {"n": overdue},
            _("Readers are warned not to rely on them."),
            _("Ask the curators to check them, or to withdraw them."),
            is_advice=True, code="resources due", since=first and at_midnight(first),
        )  # fmt: skip
    if late:
        title = ngettext(
            "%(n)s thing on the website is due for a check",
            "%(n)s things on the website are due for a check",
            len(late),
        )
        yield HealthFact(
            title % {"n": len(late)},
            ", ".join(due.title for due in late[:5]) + ("…" if len(late) > 5 else ""),
            _("Open the list: it says how to check each. Do not call 999, 101 or 111 to try them."),
            is_advice=True, code="pages due", link=(reverse("wagtailadmin_home"), _("Open the list of what is due")),
        )  # fmt: skip


def at_midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
