"""The queryset of topics."""

import datetime as dt

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.enums import AskState, TopicKind
from forum.models.access import caught_up, in_topic, is_member, on_board, subscription_value, waiting_of, with_hearing
from forum.models.board import Board
from ratsite.notifications.enums import Level

LEFT_FOR = dt.timedelta(weeks=6)  # after the last post: then who began it is asked what came of it
ASKED_UNTIL = dt.timedelta(weeks=26)  # later nobody remembers
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
        """Return the questions and trend notes that this person began and left, and has not said what came of them.

        since and until: when the last post was written; see LEFT_FOR and ASKED_UNTIL. A question that is still open is
        not left: its author is asked about its end.
        """
        Ask = apps.get_model("forum", "Ask")
        is_open = Exists(Ask.objects.filter(topic=OuterRef("pk"), state=AskState.OPEN))
        left = self.listed().filter(author=person_id, last_post_at__gte=since, last_post_at__lt=until)
        return left.filter(kind__in=[TopicKind.QUESTION, TopicKind.TREND], closing_said_at=None).exclude(is_open)

    def due_for_review(self) -> "TopicQuerySet":
        """Return the topics whose retention time since the last reply is over, unless a decision put the review off."""
        asked = Q(review_on=None) | Q(review_on__lte=timezone.localdate())
        return self.published().filter(_without_reply_for_long(), asked, is_anonymised=False)

    def unread_by(self, person) -> "TopicQuerySet":
        """Return the listed topics that this person's read mark does not cover to the end.

        The caller also takes into account when the person caught up with the board.
        """
        return self.listed().filter(~Exists(_marks(person).filter(last_read_number__gte=OuterRef("last_number"))))

    def not_left_out_by(self, person) -> "TopicQuerySet":
        """Exclude topics that this person has muted, and topics on muted boards unless the person follows the topic.

        This is for the pages that show news only: search and lists still show muted topics.
        """
        here, around = (
            subscription_value(person, "topic", "level", "pk"),
            subscription_value(person, "board", "level", "board_id"),
        )
        return self.alias(heard=Coalesce(here, around, Value(""))).exclude(heard=Level.OFF)

    def with_hearing(self, person) -> "TopicQuerySet":
        """Annotate each topic with `level` and `because` of this person's subscription to it; None without one."""
        return with_hearing(self, person, "topic")

    def with_own(self, person) -> "TopicQuerySet":
        """Annotate each topic with `has_own_waiting`, `has_own_draft`, `has_own_saved` and `has_own_thanks`.

        They tell whether this person has held or rejected posts in the topic, has begun a reply, saved a post of it for
        later, and has given or received thanks in it. `has_ground_checks` and `has_polls` are the same for everybody.
        For most people and topics all are False, and the page then needs no query for these.
        """
        GroundCheck = apps.get_model("forum", "GroundCheck")
        Poll = apps.get_model("forum", "Poll")
        Thanks = apps.get_model("forum", "Thanks")
        SavedPost = apps.get_model("forum", "SavedPost")
        Draft = apps.get_model("forum", "Draft")
        given = Thanks.objects.order_by().values("post__topic")
        return self.annotate(
            # Not Exists: SQLite would scan every post of the topic, instead of this person's few unpublished ones.
            has_own_waiting=ExpressionWrapper(Q(pk__in=waiting_of(person.pk).values("topic")), BooleanField()),
            has_ground_checks=Exists(GroundCheck.objects.filter(topic=OuterRef("pk"))),
            has_polls=Exists(Poll.objects.filter(topic=OuterRef("pk"))),
            has_own_draft=Exists(Draft.objects.filter(person=person.pk, topic=OuterRef("pk"))),
            has_own_saved=ExpressionWrapper(
                Q(pk__in=SavedPost.objects.filter(person=person.pk).order_by().values("post__topic")), BooleanField()
            ),
            has_own_thanks=ExpressionWrapper(
                Q(pk__in=given.filter(person=person.pk)) | Q(pk__in=given.filter(post__author=person.pk)),
                BooleanField(),
            ),
        )

    def with_reading(self, person, since: dt.datetime | None = None) -> "TopicQuerySet":
        """Annotate each topic with what its properties `read_to` and `new_posts` need to know about this person.

        In SQL, the two properties would be eight subqueries. The annotations are `marked`: the number in this person's
        read mark; `caught_up_to`: the number of the newest post up to `since`, when they caught up with the board. Both
        are None if there is none. since: pass it if it is the same for all rows.
        """
        Post = apps.get_model("forum", "Post")
        # Withdrawn posts too: who caught up has read them, and one at the end of the topic must not be new again.
        older = Post.objects.filter(topic=OuterRef("pk"), number__isnull=False, published_at__lte=OuterRef("since"))
        return self.annotate(
            since=Value(since) if since else caught_up(person, "board_id"),
            marked=Subquery(_marks(person).values("last_read_number")),
            caught_up_to=Subquery(older.order_by("-published_at", "-number").values("number")[:1]),
        )


def _marks(person):
    TopicRead = apps.get_model("forum", "TopicRead")
    return TopicRead.objects.filter(person=person.pk, topic=OuterRef("pk"))


def _without_reply_for_long() -> Q:
    """Return the condition that a topic has had no reply for as long as its board's retention time.

    It costs one query for the boards.
    """
    now, due = timezone.now(), Q(pk=None)
    for pk, months in Board.objects.exclude(retention_months=None).values_list("pk", "retention_months"):
        due |= Q(board=pk, last_post_at__lte=now - months * MONTH)
    return due
