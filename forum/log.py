"""Posts and boards as targets of the log: for whoever can read the board; reasons for those who look after it."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from forum.models import Board, Post
from ratsite.accounts.models import User
from ratsite.moderation.log import NUMBER, Kind


def _posts_on(boards) -> Q:
    return Q(Exists(Post.objects.filter(pk=OuterRef(NUMBER), topic__board__in=boards)))


def _post_addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    posts = Post.objects.visible_to(reader).live().filter(pk__in=numbers)
    return {pk: reverse("forum:post", args=[pk]) for pk in posts.values_list("pk", flat=True)}


def _board_addresses(reader: User, numbers: set[int]) -> dict[int, str]:
    boards = Board.objects.visible_to(reader).filter(pk__in=numbers)
    return {board.pk: board.get_absolute_url() for board in boards}


POSTS = Kind(
    Post,
    "Post",
    listed=lambda reader: _posts_on(Board.objects.visible_to(reader)),
    reasoned=lambda reader: _posts_on(Board.objects.managed_by(reader)),
    addresses=_post_addresses,
)
BOARDS = Kind(
    Board,
    "Board",
    listed=lambda reader: Q(Exists(Board.objects.visible_to(reader).filter(pk=OuterRef(NUMBER)))),
    reasoned=lambda reader: Q(Exists(Board.objects.managed_by(reader).filter(pk=OuterRef(NUMBER)))),
    addresses=_board_addresses,
)
