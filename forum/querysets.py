"""The one door to boards, topics and posts: everything that shows them asks `visible_to` first."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.enums import NAMES_AGENCY, HoldReason, PostState, RevisionState, Voice
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import not_suspended
from ratsite.accounts.rules import can_arrange_boards, can_moderate_somewhere
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile
from ratsite.lib.counting import CountUpTo
from ratsite.moderation.clock import CHECK_TAKES, PATIENCE
from ratsite.network.models import Agency, Circle
from ratsite.notifications.enums import Level

PRINTED = (
    *("number", "state", "job_title", "voice", "html", "content_note", "file_count"),
    *("created_at", "edited_at", "withdrawn_at", "decision_reason"),
    *("author__first_name", "author__last_name", "author__email", "author__agency"),
    *("agency__name", "agency__what_we_cannot_do", "agency__main_remit__slug", "agency__main_remit__name"),
)
MOST_NEW = 100  # where "n new" on a board stops counting: more than that is one word, "many"


def _is_member(user) -> bool:
    return user.is_authenticated and user.is_member


def _on_board(user, path: str = "") -> Q:
    """A board for all members, or one whose circle this person is in. `path` leads from a row to it: "topic__board__".

    Conditions, not subqueries: where a query goes to the board anyway, the database is asked once and plans well.
    """
    return Q(**{f"{path}circle": None}) | Q(**{f"{path}circle__in": Circle.objects.of(user)})


def _in_topic(user, path: str = "") -> Q:
    """A topic on such a board whose first post is live; your own while its first post waits or came back."""
    from forum.models import Post

    states = [PostState.HELD, PostState.REJECTED]
    waiting = Post.objects.filter(topic=OuterRef(f"{path}pk"), state__in=states)
    own = Q(**{f"{path}author": user.pk}) & Q(Exists(waiting))
    return (Q(**{f"{path}published_at__isnull": False}) | own) & _on_board(user, f"{path}board__")


def _with_hearing(things, person, target: str):
    from forum.models import Subscription

    own = Subscription.objects.filter(person=person, **{target: OuterRef("pk")})
    return things.annotate(level=Subquery(own.values("level")), because=Subquery(own.values("because")))


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BoardQuerySet":
        """Boards for all members, and those whose circle this person is in. A circle is unknown to all others."""
        return self.filter(_on_board(user)) if _is_member(user) else self.none()

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
        from forum.models import BoardRead

        own = BoardRead.objects.filter(person=person, board=OuterRef("pk"))
        return self.annotate(since=Coalesce(Subquery(own.values("caught_up_at")), Value(person.member_since)))

    def with_hearing(self, person) -> "BoardQuerySet":
        """Each with `level` and `because` of this person's subscription to it; None without one."""
        return _with_hearing(self, person, "board")

    def with_new(self, person) -> "BoardQuerySet":
        """Each with `since` and `new_topics`: how many of its topics hold something new, counted up to MOST_NEW."""
        from forum.models import Topic

        newer = Topic.objects.unread_by(person).filter(board=OuterRef("pk"), last_post_at__gt=OuterRef("since"))
        return self.with_since(person).annotate(new_topics=CountUpTo(newer.order_by().values("pk")[:MOST_NEW]))


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TopicQuerySet":
        """Topics on visible boards whose first post is live; your own while its first post waits or came back."""
        return self.filter(_in_topic(user)) if _is_member(user) else self.none()

    def published(self) -> "TopicQuerySet":
        return self.filter(published_at__isnull=False)

    def listed(self) -> "TopicQuerySet":
        """Published ones that are not archived: those that lists, news and feeds show. Searches find the others too."""
        return self.published().filter(is_archived=False)

    def holding(self, merged_id: int) -> "TopicQuerySet":
        """The one where the posts of this topic stand since it was merged."""
        return self.filter(pk__in=self.model.objects.filter(pk=merged_id).values("merged_into"))

    def unread_by(self, person) -> "TopicQuerySet":
        """Listed topics that this person has not read to the end; the caller adds what they caught up with."""
        from forum.models import TopicRead

        to_the_end = TopicRead.objects.filter(
            person=person, topic=OuterRef("pk"), last_read_number__gte=OuterRef("last_number")
        )
        return self.listed().filter(~Exists(to_the_end))

    def not_left_out_by(self, person) -> "TopicQuerySet":
        """Without those that this person wants to hear nothing of: the topic, or its board where they follow no topic.

        For the pages that bring news; nothing is hidden from whoever looks for it.
        """
        from forum.models import Subscription

        own = Subscription.objects.filter(person=person)
        here = own.filter(topic=OuterRef("pk"))
        left_out = own.filter(board=OuterRef("board_id"), level=Level.OFF)
        return self.filter(~Exists(here.filter(level=Level.OFF)), Exists(here) | ~Exists(left_out))

    def with_hearing(self, person) -> "TopicQuerySet":
        """Each with `level` and `because` of this person's subscription to it; None without one."""
        return _with_hearing(self, person, "topic")

    def with_reading(self, person, since: dt.datetime | None = None) -> "TopicQuerySet":
        """Each with what `read_to` and `new_posts` of a topic are made of: here they would be eight subqueries.

        `marked` is the number in this person's own mark, `caught_up_to` that of the newest post up to `since`, the
        moment when they caught up with the board; None without one. since: of the one board that all of them are on.
        """
        from forum.models import BoardRead, Post, TopicRead

        board = BoardRead.objects.filter(person=person, board=OuterRef("board_id")).values("caught_up_at")
        read = TopicRead.objects.filter(person=person, topic=OuterRef("pk")).values("last_read_number")
        older = Post.objects.live().filter(topic=OuterRef("pk"), published_at__lte=OuterRef("since"))
        newest_of_them = older.order_by("-published_at", "-number").values("number")[:1]
        return self.annotate(
            since=Value(since) if since else Coalesce(Subquery(board), Value(person.member_since)),
            marked=Subquery(read),
            caught_up_to=Subquery(newest_of_them),
        )


class PostQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PostQuerySet":
        """Live posts in visible topics, and your own held or rejected ones."""
        if not _is_member(user):
            return self.none()
        return self.filter(Q(state=PostState.LIVE) | Q(author_id=user.pk), _in_topic(user, "topic__"))

    def moderated_by(self, user) -> "PostQuerySet":
        """Posts on the boards where this person decides, whatever their state."""
        from forum.models import Board

        return self.filter(topic__board__in=Board.objects.moderated_by(user))

    def live(self) -> "PostQuerySet":
        return self.filter(state=PostState.LIVE)

    def on_pages(self) -> "PostQuerySet":
        """Those that have their place in a topic: live ones, and the empty places of withdrawn ones."""
        return self.filter(state__in=[PostState.LIVE, PostState.WITHDRAWN], number__isnull=False)

    def kept(self) -> "PostQuerySet":
        """All but the empty places of withdrawn ones."""
        return self.exclude(state=PostState.WITHDRAWN)

    def held(self) -> "PostQuerySet":
        return self.filter(state=PostState.HELD)

    def flagged(self) -> "PostQuerySet":
        """Live ones about which a reader has said something that nobody has answered yet."""
        from forum.models import Flag

        return self.live().filter(Exists(Flag.objects.open().filter(post=OuterRef("pk"))))

    def signed(self) -> "PostQuerySet":
        """Those whose author is named to their readers. What is asked of authors is asked of these alone."""
        return self.filter(voice=Voice.NAME)

    def naming_agency(self) -> "PostQuerySet":
        """The same of the agency."""
        return self.filter(voice__in=NAMES_AGENCY)

    def of_remit(self, remit) -> "PostQuerySet":
        """By people of this remit. An agency that is not named is asked for its main remit alone: no other is shown."""
        agencies = Agency.objects.filter(remits=remit).values("pk")
        named = Q(voice__in=NAMES_AGENCY, agency__in=agencies)
        return self.filter(named | Q(voice=Voice.ROLE, agency__in=Agency.objects.filter(main_remit=remit).values("pk")))

    def to_be_revealed_to(self, user) -> "PostQuerySet":
        """Those without their author's name whose author this moderator may find out: what they can read, by others."""
        seen = Q(state=PostState.LIVE) | Q(pk__in=self.model.objects.in_queue().values("pk"))
        return self.moderated_by(user).exclude(voice=Voice.NAME).exclude(author=user).filter(seen)

    def in_queue(self) -> "PostQuerySet":
        """Held ones about which a person decides; what waits for its files alone goes up by itself, unless their check
        is stuck.
        """
        alone = Q(hold_reasons=[HoldReason.FILES.value], created_at__gt=timezone.now() - CHECK_TAKES)
        return self.held().exclude(alone)

    def with_authors(self) -> "PostQuerySet":
        """Everything that a post prints about its author, in the same query.

        The agency is the one that they wrote for; only where there was none is today's asked for, with a query more.
        """
        return self.select_related("author", "agency__main_remit")

    def as_printed(self) -> "PostQuerySet":
        """With their authors, and of everything only the columns that a page of a topic prints: a third of them."""
        return self.with_authors().only(*PRINTED)


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AttachmentQuerySet":
        """Checked files of posts that this person can read; of their own posts also those that nobody else sees yet."""
        from forum.models import Post

        if not user.is_authenticated:
            return self.none()
        shown = Q(waits=False, stored_file__in=StoredFile.objects.clean())
        return self.filter(shown | Q(post__author_id=user.pk), post__in=Post.objects.visible_to(user).kept())

    def moderated_by(self, user) -> "AttachmentQuerySet":
        """Files that came with what waits for this moderator: with held posts, and with held changes."""
        from forum.models import Post, Revision

        posts = Post.objects.in_queue().moderated_by(user)
        changed = Revision.objects.pending().moderated_by(user).values("post")
        return self.filter(Q(post__in=posts) | Q(waits=True, post__in=changed))

    def served(self) -> "AttachmentQuerySet":
        """Those that may be handed out at all: nobody is given what is not checked."""
        return self.filter(stored_file__in=StoredFile.objects.clean())

    def to_put_right_by(self, author) -> "AttachmentQuerySet":
        """Refused ones of this person's posts, until the file is taken off or the post is changed."""
        return self.visible_to(author).refused().filter(post__author=author, is_put_right=False)

    def refused(self) -> "AttachmentQuerySet":
        return self.filter(stored_file__state=FileState.REFUSED)

    def open(self) -> "AttachmentQuerySet":
        """Those that whoever reads the post is given: checked, and waiting for no moderator. For searches."""
        return self.served().filter(waits=False)


class DownloadReasonQuerySet(models.QuerySet):
    def moderated_by(self, user) -> "DownloadReasonQuerySet":
        """Why people took files, for the moderators of the board where the post stands today."""
        from forum.models import Post

        return self.filter(post__in=Post.objects.moderated_by(user))

    def holds(self) -> "DownloadReasonQuerySet":
        """Those for which nobody is asked again yet."""
        from forum.models.download import REASON_HOLDS

        return self.filter(created_at__gt=timezone.now() - REASON_HOLDS)


class FlagQuerySet(models.QuerySet):
    def open(self) -> "FlagQuerySet":
        return self.filter(outcome="")

    def visible_to(self, user) -> "FlagQuerySet":
        """One's own. What others have said is for the moderators, through the posts that they decide about."""
        return self.filter(reporter=user) if _is_member(user) else self.none()


class RevealQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RevealQuerySet":
        """Those of one's own posts."""
        return self.filter(post__author=user) if _is_member(user) else self.none()


class AuthorQuestionQuerySet(models.QuerySet):
    def open(self) -> "AuthorQuestionQuerySet":
        """Those that its author may still answer."""
        return self.filter(ended_at=None, asked_at__gt=timezone.now() - PATIENCE, post__state=PostState.HELD)

    def visible_to(self, user) -> "AuthorQuestionQuerySet":
        """Those about one's own posts. Moderators read them with the post that they decide about."""
        return self.filter(post__author=user) if _is_member(user) else self.none()


class AskQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AskQuerySet":
        """Those in visible topics."""
        return self.filter(_in_topic(user, "topic__")) if _is_member(user) else self.none()

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
        """What live posts said once, for their readers; what waits or was refused, for its author."""
        from forum.models import Post

        if not user.is_authenticated:
            return self.none()
        posts = Post.objects.visible_to(user).live()
        return self.filter(Q(state=RevisionState.APPLIED) | Q(post__author_id=user.pk), post__in=posts)

    def pending(self) -> "RevisionQuerySet":
        return self.filter(state=RevisionState.PENDING)

    def moderated_by(self, user) -> "RevisionQuerySet":
        from forum.models import Post

        return self.filter(post__in=Post.objects.moderated_by(user).live())
