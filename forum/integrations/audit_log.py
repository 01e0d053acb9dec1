"""Posts, topics and boards as targets of entries in the audit log.

Readers of a board see the entries about its posts and topics; people who manage the board also see the reasons. In an
entry about an anonymised topic, the log does not name the actor if they may be the author of the topic or post. It
never names who posted on behalf of an agency.
"""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.models import BlamingPhrase, Board, Post, Topic
from forum.models.board import BoardQuerySet
from forum.queries.retention import NOBODYS_ADDRESS
from ratsite.accounts.models import User
from ratsite.audit.kinds import NUMBER, TargetKind, all_entries

# The topic's author may do these as well as a moderator, so the actor of an anonymised topic's entry is not named.
BY_ITS_AUTHOR = [
    "forum.topic.mark",
    "forum.topic.act",
    "forum.topic.correct",
    "forum.ground.delete",
    "forum.ground.end",
]
ANONYMISED = {"author__email": NOBODYS_ADDRESS}  # filter for posts and topics that were anonymised


def _posts_on(boards: BoardQuerySet) -> Q:
    """Return a condition (Q) on audit log entries: those about a post on these boards."""
    return Q(Exists(Post.objects.filter(pk=OuterRef(NUMBER), topic__board__in=boards)))


def _post_addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    posts = Post.objects.shown_to(reader).filter(pk__in=numbers)
    return {pk: reverse("forum:post", args=[pk]) for pk in posts.values_list("pk", flat=True)}


def _topics_on(boards: BoardQuerySet) -> Q:
    """Return a condition (Q) on audit log entries: those about a topic on these boards.

    If the topic was merged into another, that topic must be on these boards too.
    """
    merged_on_board = Q(merged_into=None) | Q(merged_into__board__in=boards)
    return Q(Exists(Topic.objects.filter(merged_on_board, pk=OuterRef(NUMBER), board__in=boards)))


def _listed_topics(reader: User) -> Q:
    """Return a condition (Q) on audit log entries: those about a topic that the reader may see.

    Entries about legal holds are only for readers who manage the board.
    """
    holds = Q(action__in=["forum.topic.hold", "forum.topic.unhold"])
    of_all = _topics_on(Board.objects.visible_to(reader)) & ~holds
    return of_all | _topics_on(Board.objects.managed_by(reader))


def _topic_addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    """Return the topics' addresses by topic id, without the title in them: the log must not show today's title."""
    topics = Topic.objects.visible_to(reader).published().filter(pk__in=numbers)
    return {pk: reverse("forum:topic_by_number", args=[pk]) for pk in topics.values_list("pk", flat=True)}


def _board_addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    boards = Board.objects.visible_to(reader).filter(pk__in=numbers)
    return {board.pk: board.get_absolute_url() for board in boards}


AUDITED_POSTS = TargetKind(
    Post,
    _("Post"),
    listed=lambda reader: _posts_on(Board.objects.visible_to(reader)),
    reasoned=lambda reader: _posts_on(Board.objects.managed_by(reader)),
    addresses=_post_addresses,
    unnamed=lambda: (
        Q(action="forum.post.on_behalf")
        | Q(Exists(Post.objects.filter(pk=OuterRef(NUMBER), **ANONYMISED)), action="forum.file.remove")
    ),
)
AUDITED_TOPICS = TargetKind(
    Topic,
    _("Topic"),
    listed=_listed_topics,
    reasoned=lambda reader: _topics_on(Board.objects.managed_by(reader)),
    addresses=_topic_addresses,
    unnamed=lambda: Q(Exists(Topic.objects.filter(pk=OuterRef(NUMBER), **ANONYMISED)), action__in=BY_ITS_AUTHOR),
)
AUDITED_PHRASES = TargetKind(
    BlamingPhrase,
    _("Phrase that sounds like blame"),
    listed=all_entries,
    reasoned=all_entries,
    addresses=lambda reader, numbers: dict.fromkeys(numbers, reverse("phrases:phrase_list")),
)
AUDITED_BOARDS = TargetKind(
    Board,
    _("Board"),
    listed=lambda reader: Q(Exists(Board.objects.visible_to(reader).filter(pk=OuterRef(NUMBER)))),
    reasoned=lambda reader: Q(Exists(Board.objects.managed_by(reader).filter(pk=OuterRef(NUMBER)))),
    addresses=_board_addresses,
)
