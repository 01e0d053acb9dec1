"""The one door to boards, topics and posts: everything that shows them asks `visible_to` first."""

from django.db import models
from django.db.models import Q

from forum.enums import PostState
from ratsite.accounts.rules import can_moderate_somewhere
from ratsite.network.models import Circle


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BoardQuerySet":
        """Boards for all members, and those whose circle this person is in. A circle is unknown to all others."""
        if not user.is_authenticated or not user.is_member:
            return self.none()
        return self.filter(Q(circle=None) | Q(circle__in=Circle.objects.of(user)))

    def moderated_by(self, user) -> "BoardQuerySet":
        """Visible boards where this moderator decides: those that name them, and those that name nobody."""
        if not can_moderate_somewhere(user):
            return self.none()
        named = self.model.moderators.through.objects
        here, anybody = named.filter(user=user).values("board"), named.values("board")
        return self.visible_to(user).filter(Q(pk__in=here) | ~Q(pk__in=anybody))


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TopicQuerySet":
        """Topics on visible boards whose first post is live; your own while its first post waits or came back."""
        from forum.models import Board

        boards = Board.objects.visible_to(user)
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(published_at__isnull=False) | Q(author_id=user.pk), board__in=boards)

    def published(self) -> "TopicQuerySet":
        return self.filter(published_at__isnull=False)


class PostQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PostQuerySet":
        """Live posts in visible topics, and your own held or rejected ones."""
        from forum.models import Topic

        if not user.is_authenticated:
            return self.none()
        topics = Topic.objects.visible_to(user)
        return self.filter(Q(state=PostState.LIVE) | Q(author_id=user.pk), topic__in=topics)

    def moderated_by(self, user) -> "PostQuerySet":
        """Posts on the boards where this person decides, whatever their state."""
        from forum.models import Board

        return self.filter(topic__board__in=Board.objects.moderated_by(user))

    def live(self) -> "PostQuerySet":
        return self.filter(state=PostState.LIVE)

    def held(self) -> "PostQuerySet":
        return self.filter(state=PostState.HELD)

    def with_authors(self) -> "PostQuerySet":
        """Everything that a post prints about its author, in the same query.

        The agency is the one that they wrote for; only where there was none is today's asked for, with a query more.
        """
        return self.select_related("author", "agency__main_remit")
