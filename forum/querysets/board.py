"""The door to boards."""

from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone

from forum.querysets.reach import caught_up, is_member, on_board, with_hearing
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import not_suspended
from ratsite.accounts.rules import can_arrange_boards, can_moderate_somewhere
from ratsite.lib.counting import CountUpTo

MOST_NEW = 100  # where "n new" on a board stops counting: more than that is one word, "many"


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BoardQuerySet":
        """Boards for all members, and those whose circle this person is in. A circle is unknown to all others."""
        return self.filter(on_board(user)) if is_member(user) else self.none()

    def moderated_by(self, user) -> "BoardQuerySet":
        """Visible boards where this moderator decides: those that name them, and those that name nobody."""
        if not can_moderate_somewhere(user):
            return self.none()
        named = self.model.moderators.through.objects
        # Who lost the role or the membership decides nothing any more: such a name alone strands no held post.
        able = named.filter(
            not_suspended("user__"),
            user__state=MemberState.APPROVED,
            user__confirm_by__gte=timezone.localdate(),
            user__groups__name=Role.MODERATOR,
        )
        here, anybody = named.filter(user=user).values("board"), able.values("board")
        return self.visible_to(user).filter(Q(pk__in=here) | ~Q(pk__in=anybody))

    def managed_by(self, user) -> "BoardQuerySet":
        """Visible boards whose settings this steward looks after: a coordinator all, a moderator where they decide."""
        return self.visible_to(user) if can_arrange_boards(user) else self.moderated_by(user)

    def named(self, name: str):
        """The first board of this name, whatever its case; None without one."""
        return self.filter(name__iexact=name).first()

    def with_since(self, person) -> "BoardQuerySet":
        """Each with `since`: what is newer is new to this person. It begins with the day on which they joined."""
        return self.annotate(since=caught_up(person, "pk"))

    def with_hearing(self, person) -> "BoardQuerySet":
        """Each with `level` and `because` of this person's subscription to it; None without one."""
        return with_hearing(self, person, "board")

    def with_new(self, person) -> "BoardQuerySet":
        """Each with `since` and `new_topics`: how many of its topics hold something new, counted up to MOST_NEW."""
        from forum.models import Topic

        newer = Topic.objects.unread_by(person).filter(board=OuterRef("pk"), last_post_at__gt=OuterRef("since"))
        return self.with_since(person).annotate(new_topics=CountUpTo(newer.order_by().values("pk")[:MOST_NEW]))
