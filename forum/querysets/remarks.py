"""The doors to what is said about posts and beside them: flags, questions, drafts, versions, who found out."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.enums import PostState, RevisionState
from forum.querysets.reach import in_topic, is_member
from ratsite.moderation.clock import PATIENCE


class FlagQuerySet(models.QuerySet):
    def open(self) -> "FlagQuerySet":
        return self.filter(outcome="")

    def visible_to(self, user) -> "FlagQuerySet":
        """One's own. What others have said is for the moderators, through the posts that they decide about."""
        return self.filter(reporter=user) if is_member(user) else self.none()


class RevealQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RevealQuerySet":
        """Those of one's own posts."""
        return self.filter(post__author=user) if is_member(user) else self.none()


class AuthorQuestionQuerySet(models.QuerySet):
    def open(self) -> "AuthorQuestionQuerySet":
        """Those that its author may still answer."""
        return self.filter(ended_at=None, asked_at__gt=timezone.now() - PATIENCE, post__state=PostState.HELD)

    def visible_to(self, user) -> "AuthorQuestionQuerySet":
        """Those about one's own posts. Moderators read them with the post that they decide about."""
        return self.filter(post__author=user) if is_member(user) else self.none()


class AskQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AskQuerySet":
        """Those in visible topics."""
        return self.filter(in_topic(user, "topic__")) if is_member(user) else self.none()

    def open(self) -> "AskQuerySet":
        """Asked in a topic that others can see, and not answered yet."""
        return self.filter(answer=None, topic__published_at__isnull=False, topic__is_archived=False)

    def of(self, person) -> "AskQuerySet":
        """Questions to the remits of this person's agency, other than their own."""
        if person.agency_id is None:
            return self.none()
        return self.filter(remit__agencies=person.agency_id).exclude(asked_by=person)


class DraftQuerySet(models.QuerySet):
    def current(self) -> "DraftQuerySet":
        """Those that have not run out; a job throws the others away once a day."""
        from forum.models.draft import KEPT

        return self.filter(saved_at__gte=timezone.now() - KEPT)


class RevisionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RevisionQuerySet":
        """What live posts said once, for their readers; what waits or was refused, for its author.

        What a legal hold keeps is nobody's here: that there is one is not told to whoever wrote it.
        """
        from forum.models import Post

        if not user.is_authenticated:
            return self.none()
        posts = Post.objects.shown_to(user)
        own = Q(post__author_id=user.pk) & ~Q(state=RevisionState.KEPT)
        return self.filter(Q(state=RevisionState.APPLIED) | own, post__in=posts)

    def pending(self) -> "RevisionQuerySet":
        return self.filter(state=RevisionState.PENDING)

    def moderated_by(self, user) -> "RevisionQuerySet":
        from forum.models import Post

        return self.filter(post__in=Post.objects.moderated_by(user).live())
