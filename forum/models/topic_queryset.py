"""The queryset of topics."""

import datetime as dt

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.enums import NEWCOMER_POSTS, AskState, TopicKind
from forum.models.access import (
    caught_up,
    in_topic,
    is_member,
    on_board,
    subscription_value,
    waiting_of,
    with_subscription,
)
from forum.models.board import Board
from ratsite.notifications.enums import Level

# A topic's author is asked for a closing line from LEFT_FOR to ASKED_UNTIL after its last post. Later nobody remembers.
LEFT_FOR = dt.timedelta(weeks=6)
ASKED_UNTIL = dt.timedelta(weeks=26)
MONTH = dt.timedelta(days=30)  # the unit of a board's retention time


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TopicQuerySet":
        """Return the published topics on boards that the user can see, and the user's own unpublished topics there."""
        return self.filter(in_topic(user)) if is_member(user) else self.none()

    def published(self) -> "TopicQuerySet":
        return self.filter(published_at__isnull=False)

    def listed(self) -> "TopicQuerySet":
        """Return the published topics that are not archived.

        Lists, news and feeds show these topics; searches find archived ones too.
        """
        return self.published().filter(is_archived=False)

    def withdrawn_for(self, user) -> "TopicQuerySet":
        """Return the topics that this user could read before all their posts were withdrawn or taken down."""
        if not is_member(user):
            return self.none()
        Post = apps.get_model("forum", "Post")
        was_read = Exists(Post.objects.filter(topic=OuterRef("pk"), number__isnull=False))
        return self.filter(on_board(user, "board__"), was_read, published_at=None, merged_into=None)

    def merged_from(self, merged_id: int) -> "TopicQuerySet":
        """Return the topic into which the topic with the id `merged_id` was merged, as a queryset."""
        return self.filter(pk__in=self.model.objects.filter(pk=merged_id).values("merged_into"))

    def owing_a_line(self, person_id: int, since: dt.datetime, until: dt.datetime) -> "TopicQuerySet":
        """Return the questions and trend notes whose author, this person, should be asked for a closing line.

        These topics have no closing line, and their last post was published from `since` on and before `until` (see
        LEFT_FOR and ASKED_UNTIL). Topics with an open question are left out: their author is asked whether the question
        has ended.
        """
        Ask = apps.get_model("forum", "Ask")
        is_open = Exists(Ask.objects.filter(topic=OuterRef("pk"), state=AskState.OPEN))
        quiet = self.listed().filter(author=person_id, last_post_at__gte=since, last_post_at__lt=until)
        return quiet.filter(kind__in=[TopicKind.QUESTION, TopicKind.TREND], closing_said_at=None).exclude(is_open)

    def due_for_review(self) -> "TopicQuerySet":
        """Return the topics whose retention time has passed since the last reply, and whose review was not put off."""
        is_review_day = Q(review_on=None) | Q(review_on__lte=timezone.localdate())
        return self.published().filter(_without_reply_for_long(), is_review_day, is_anonymised=False)

    def unread_by(self, person) -> "TopicQuerySet":
        """Return the listed topics that have posts above this person's read mark.

        The board's read mark is not compared: the person may have read these posts by catching up with the board.
        Callers must leave out the topics of which this is true.
        """
        return self.listed().filter(~Exists(_marks(person).filter(last_read_number__gte=OuterRef("last_number"))))

    def not_muted_by(self, person) -> "TopicQuerySet":
        """Return the topics that this person has not muted; on a muted board only topics that the person follows.

        This is only for pages that show what is new: search and lists also show muted topics.
        """
        level_of_topic = subscription_value(person, "topic", "level", "pk")
        level_of_board = subscription_value(person, "board", "level", "board_id")
        return self.alias(chosen_level=Coalesce(level_of_topic, level_of_board, Value(""))).exclude(
            chosen_level=Level.OFF
        )

    def with_subscription(self, person) -> "TopicQuerySet":
        """Annotate each topic with this person's subscription: its `level` and `because`, or None for both."""
        return with_subscription(self, person, "topic")

    def with_own(self, person) -> "TopicQuerySet":
        """Annotate each topic with flags that save queries: if a flag is False, the page has nothing to fetch for it.

        - `has_own_waiting`: the person has held or rejected posts in the topic.
        - `has_own_draft`: the person has begun a reply.
        - `has_own_saved`: the person saved a post of the topic for later.
        - `has_own_thanks`: the person gave or received thanks in the topic.
        - `is_newcomer`: fewer than NEWCOMER_POSTS posts of the person are live, so that most boards hold the next one.
        - `has_ground_checks`, `has_polls`: see with_outcomes.
        """
        Post = apps.get_model("forum", "Post")
        Thanks = apps.get_model("forum", "Thanks")
        SavedPost = apps.get_model("forum", "SavedPost")
        Draft = apps.get_model("forum", "Draft")
        given = Thanks.objects.order_by().values("post__topic")
        own_live = Post.objects.live().filter(author=person.pk).order_by()
        return self.with_outcomes().annotate(
            # Not Exists: SQLite would scan every post of the topic, instead of this person's few unpublished ones.
            has_own_waiting=ExpressionWrapper(Q(pk__in=waiting_of(person.pk).values("topic")), BooleanField()),
            is_newcomer=~Exists(own_live[NEWCOMER_POSTS - 1 : NEWCOMER_POSTS]),
            has_own_draft=Exists(Draft.objects.filter(person=person.pk, topic=OuterRef("pk"))),
            has_own_saved=ExpressionWrapper(
                Q(pk__in=SavedPost.objects.filter(person=person.pk).order_by().values("post__topic")), BooleanField()
            ),
            has_own_thanks=ExpressionWrapper(
                Q(pk__in=given.filter(person=person.pk)) | Q(pk__in=given.filter(post__author=person.pk)),
                BooleanField(),
            ),
        )

    def with_outcomes(self) -> "TopicQuerySet":
        """Annotate each topic with `has_ground_checks` and `has_polls`: whether it has a ground check or a poll."""
        GroundCheck = apps.get_model("forum", "GroundCheck")
        Poll = apps.get_model("forum", "Poll")
        return self.annotate(
            has_ground_checks=Exists(GroundCheck.objects.filter(topic=OuterRef("pk"))),
            has_polls=Exists(Poll.objects.filter(topic=OuterRef("pk"))),
        )

    def with_reading(self, person, since: dt.datetime | None = None) -> "TopicQuerySet":
        """Annotate each topic with what its properties `read_to` and `new_posts` need to know about this person.

        - `since`: when the person caught up with the board. Pass it as an argument if it is the same for all topics.
        - `marked`: the number of the last post that the person has read (`TopicRead`); None if they have read none.
        - `caught_up_to`: the number of the newest post up to `since`; None without such a post.

        The properties compute the rest in Python: in SQL, they would be eight subqueries.
        """
        Post = apps.get_model("forum", "Post")
        # Withdrawn posts count too: a person who caught up has read them, and they must not become new again.
        older = Post.objects.filter(topic=OuterRef("pk"), number__isnull=False, published_at__lte=OuterRef("since"))
        return self.annotate(
            since=Value(since) if since else caught_up(person, "board_id"),
            marked=Subquery(_marks(person).values("last_read_number")),
            caught_up_to=Subquery(older.order_by("-published_at", "-number").values("number")[:1]),
        )


def _marks(person) -> models.QuerySet:
    """Return this person's read mark in the topic of the outer query, for use in a subquery."""
    TopicRead = apps.get_model("forum", "TopicRead")
    return TopicRead.objects.filter(person=person.pk, topic=OuterRef("pk"))


def _without_reply_for_long() -> Q:
    """Return a condition (Q) on topics: the last reply is older than the retention time of the board. One query."""
    now, due = timezone.now(), Q(pk=None)
    for pk, months in Board.objects.exclude(retention_months=None).values_list("pk", "retention_months"):
        due |= Q(board=pk, last_post_at__lte=now - months * MONTH)
    return due
