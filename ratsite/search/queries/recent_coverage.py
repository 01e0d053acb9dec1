"""What members looked at in the last 90 days, for each form of exploitation and each affected group.

That is what they wrote about and, of trend notes of any age, what several agencies signalled.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from forum.enums import TopicKind
from forum.models import Topic
from forum.queries.signal_figures import last_months, month_rows_of
from ratsite.lib.disclosure import Policy
from ratsite.network.models import ExploitationForm
from ratsite.trends.queries.trend_list import LOOKED_THROUGH

RECENT, MONTHS = dt.timedelta(days=90), 3
MUCH = 0.5  # one form in more than this share of the topics draws attention away from the others
ENOUGH = 4  # topics; with fewer, half of them says nothing


@dataclass
class RecentTopics:
    """Topics that one reader may see. cells: by (form, group), and by (form, None) for those that name no group.

    seen: in the same way, trend notes with a month whose number may be shown. They are counted from printed figures
    alone: an agency never is.
    """

    cells: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    seen: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    forms: Counter[int] = field(default_factory=Counter)
    total: int = 0  # topics that name a form and began lately or are seen lately

    def at(self, form: int, group: int | None) -> tuple[int, int]:
        """Return (topics that began lately, trends that are seen lately)."""
        return self.cells[form, group], self.seen[form, group]

    def most(self, forms: list[ExploitationForm]) -> tuple[ExploitationForm, int] | None:
        """Return the form that is in more than half of the topics, with its percentage; None if there is none."""
        if self.total < ENOUGH:
            return None
        form_id, count = self.forms.most_common(1)[0]
        if count <= MUCH * self.total:
            return None
        return next(form for form in forms if form.pk == form_id), round(100 * count / self.total)


def recent_topics(reader, policy: Policy) -> RecentTopics:
    """Count the topics of the last 90 days that this reader may see, by form of exploitation and affected group.

    A topic with two forms counts in both rows, and once in the total; one without a form is not counted. Costs four
    queries, and two more if the reader sees trend notes of circles.
    """
    topics, since = Topic.objects.visible_to(reader).listed().order_by(), timezone.now() - RECENT
    lately = _seen_lately(topics, policy)
    tagged = topics.filter(Q(published_at__gt=since) | Q(pk__in=lately), forms__isnull=False)
    recent, rows_of_forms = RecentTopics(), set()
    for topic, published_at, form, group in tagged.values_list("pk", "published_at", "forms", "affected"):
        rows_of_forms.add((topic, form))
        recent.cells[form, group] += published_at > since
        recent.seen[form, group] += topic in lately
    recent.forms.update(form for _topic, form in rows_of_forms)
    recent.total = len({topic for topic, _form in rows_of_forms})
    return recent


def _seen_lately(topics: QuerySet[Topic], policy: Policy) -> set[int]:
    """Return the ids of the trend notes with a number that may be shown, in this month or the two before."""
    trends = topics.filter(kind=TopicKind.TREND, trend__isnull=False).order_by("-last_post_at", "-pk")
    circles = dict(trends.values_list("pk", "board__circle")[:LOOKED_THROUGH])
    rows = month_rows_of(circles, policy, last_months()[-MONTHS:])
    return {topic for topic, months in rows.items() if any(row.seen.is_number for row in months)}
