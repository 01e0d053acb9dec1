"""What members wrote about in the last 90 days: topics for each form of exploitation and each affected group."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from forum.models import Topic
from ratsite.network.models import ExploitationForm

RECENT = dt.timedelta(days=90)
MUCH = 0.5  # one form in more than this share of the topics draws attention away from the others
ENOUGH = 4  # topics; with fewer, half of them says nothing


@dataclass
class RecentTopics:
    """Topics that one reader may see. cells: by (form, group), and by (form, None) for those that name no group."""

    cells: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    forms: Counter[int] = field(default_factory=Counter)
    total: int = 0  # topics that name a form

    def at(self, form: int, group: int | None) -> int:
        return self.cells[form, group]

    def most(self, forms: list[ExploitationForm]) -> tuple[ExploitationForm, int] | None:
        """Return the form that is in more than half of the topics, with its percentage; None if there is none."""
        if self.total < ENOUGH:
            return None
        form_id, count = self.forms.most_common(1)[0]
        if count <= MUCH * self.total:
            return None
        return next(form for form in forms if form.pk == form_id), round(100 * count / self.total)


def recent_topics(reader) -> RecentTopics:
    """Count the topics of the last 90 days that this reader may see, by form of exploitation and affected group.

    A topic with two forms counts in both rows, and once in the total; one without a form is not counted. Costs two
    queries.
    """
    topics = Topic.objects.visible_to(reader).listed().filter(published_at__gt=timezone.now() - RECENT)
    ids = topics.order_by().values("pk")
    groups: dict[int, list[int]] = defaultdict(list)
    for topic, group in Topic.affected.through.objects.filter(topic__in=ids).values_list("topic", "affectedgroup"):
        groups[topic].append(group)
    recent, seen = RecentTopics(), set()
    for topic, form in Topic.forms.through.objects.filter(topic__in=ids).values_list("topic", "exploitationform"):
        seen.add(topic)
        recent.forms[form] += 1
        recent.cells.update((form, group) for group in groups.get(topic, (None,)))
    recent.total = len(seen)
    return recent
