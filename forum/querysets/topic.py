"""The door to topics."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.querysets.reach import caught_up, heard, in_topic, is_member, waiting_of, with_hearing
from ratsite.notifications.enums import Level


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TopicQuerySet":
        """Topics on visible boards whose first post is live; your own while its first post waits or came back."""
        return self.filter(in_topic(user)) if is_member(user) else self.none()

    def published(self) -> "TopicQuerySet":
        return self.filter(published_at__isnull=False)

    def listed(self) -> "TopicQuerySet":
        """Published ones that are not archived: those that lists, news and feeds show. Searches find the others too."""
        return self.published().filter(is_archived=False)

    def holding(self, merged_id: int) -> "TopicQuerySet":
        """The one where the posts of this topic stand since it was merged."""
        return self.filter(pk__in=self.model.objects.filter(pk=merged_id).values("merged_into"))

    def due_for_review(self) -> "TopicQuerySet":
        """Those whose board's time has run since the last reply, and since a steward last decided about them."""
        from forum.retention import run_out

        asked = Q(review_on=None) | Q(review_on__lte=timezone.localdate())
        return self.published().filter(run_out(), asked, is_anonymised=False)

    def unread_by(self, person) -> "TopicQuerySet":
        """Listed topics that this person has not read to the end; the caller adds what they caught up with."""
        return self.listed().filter(~Exists(_marks(person).filter(last_read_number__gte=OuterRef("last_number"))))

    def not_left_out_by(self, person) -> "TopicQuerySet":
        """Without those that this person wants to hear nothing of: the topic, or its board where they follow no topic.

        For the pages that bring news; nothing is hidden from whoever looks for it.
        """
        here, around = heard(person, "topic", "level", "pk"), heard(person, "board", "level", "board_id")
        return self.alias(heard=Coalesce(here, around, Value(""))).exclude(heard=Level.OFF)

    def with_hearing(self, person) -> "TopicQuerySet":
        """Each with `level` and `because` of this person's subscription to it; None without one."""
        return with_hearing(self, person, "topic")

    def with_own(self, person) -> "TopicQuerySet":
        """Each with what most people do not have there, and need not be asked for: `has_own_waiting`, whether posts of
        theirs wait or came back, and `has_own_draft`, whether they have begun a reply.
        """
        from forum.models import Draft

        return self.annotate(
            has_own_waiting=Exists(waiting_of(person.pk).filter(topic=OuterRef("pk"))),
            has_own_draft=Exists(Draft.objects.filter(person=person.pk, topic=OuterRef("pk"))),
        )

    def with_reading(self, person, since: dt.datetime | None = None) -> "TopicQuerySet":
        """Each with what `read_to` and `new_posts` of a topic are made of: here they would be eight subqueries.

        `marked` is the number in this person's own mark, `caught_up_to` that of the newest post up to `since`, the
        moment when they caught up with the board; None without one. since: that moment, where it is the same for all.
        """
        from forum.models import Post

        older = Post.objects.live().filter(topic=OuterRef("pk"), published_at__lte=OuterRef("since"))
        return self.annotate(
            since=Value(since) if since else caught_up(person, "board_id"),
            marked=Subquery(_marks(person).values("last_read_number")),
            caught_up_to=Subquery(older.order_by("-published_at", "-number").values("number")[:1]),
        )


def _marks(person):
    """Of a topic that a query asks for: this person's own mark."""
    from forum.models import TopicRead

    return TopicRead.objects.filter(person=person.pk, topic=OuterRef("pk"))
