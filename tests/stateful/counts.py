"""Every count that a model stores, with a function that recounts it from the rows.

`stored_counts` finds the counts in the models, so that a new one without a recount fails a test.
"""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import models

from forum.models import Board, Post, Topic
from ratsite.accounts.rules import can_review
from ratsite.catchup.queries.needs import needs_of
from ratsite.review.queries.queue import queue_of
from tests.stateful.network import session_user

OWN_APPS = ("ratsite.", "forum", "library")

# Names of integer columns that do not count existing rows, grouped by what they are.
NO_COUNTS = {
    "a place": {
        "position", "sort_order", "number", "after_number", "arranged_number", "last_read_number", "newest_number",
        "page", "thumbnail_page", "version_number", "earlier_number", "first_shown", "tile_column", "tile_row",
    },
    "a reference": {"item_id", "entry_id"},
    "grows with each change": {"version", "sequence"},
    "a number of attempts": {"attempts", "code_tries", "codes_sent"},
    "a length of time": {"slow_minutes", "retention_months", "reading_minutes"},
    "a number of days before a date": {"reminded", "terms_reminded", "people_reminded"},
    "a choice": {"ceiling", "hour", "weekday", "quiet_from", "quiet_until", "year", "quarter", "month", "day"},
    "a size": {
        "size", "file_size", "width", "height", "focal_point_height", "focal_point_width", "focal_point_x",
        "focal_point_y", "page_count",
    },
    "a weight": {"points"},
    "part of a text sketch": {"value"},
    "a count on one past day": {"opened_by", "posts", "votes_counted", "able"},
}  # fmt: skip


def _topics(board: Board) -> int:
    return Post.objects.live().filter(topic__board=board).values("topic").distinct().count()


def _posts(board: Board) -> int:
    return Post.objects.live().filter(topic__board=board).count()


def _last_number(topic: Topic) -> int:
    numbers = [number for number in topic.posts.values_list("number", flat=True) if number]
    return max(numbers) if topic.published_at else 0


def _files(post: Post) -> int:
    return post.attachments.count()


def _needs(person) -> int:
    now = session_user(person.pk)
    return len(needs_of(now).rows) if now and now.is_member else person.needs_count


def _reviews(person) -> int:
    now = session_user(person.pk)
    return queue_of(now).to_do if now and can_review(now) else person.review_count


COUNTS: dict[str, Callable] = {
    "forum.board.topic_count": _topics,
    "forum.board.post_count": _posts,
    "forum.topic.last_number": _last_number,
    "forum.post.file_count": _files,
}
# These may be a minute old. The pages to which they link recount them.
COUNTED_ON_PAGES: dict[str, Callable] = {"accounts.user.needs_count": _needs, "accounts.user.review_count": _reviews}


def stored_counts() -> Iterator[str]:
    """Yield "app.model.column" for every integer column of our models that stores a count."""
    others = set().union(*NO_COUNTS.values())
    for model in apps.get_models():
        if model._meta.app_config.name.startswith(OWN_APPS):
            for field in model._meta.local_fields:
                if isinstance(field, models.IntegerField) and not field.primary_key and field.name not in others:
                    yield f"{model._meta.label_lower}.{field.name}"


def wrong_counts() -> list[str]:
    """Return a message for each stored count, and each stored latest topic, that differs from the rows."""
    found = []
    for name, recount in COUNTS.items():
        label, _, column = name.rpartition(".")
        for row in apps.get_model(label).objects.order_by("pk"):
            if (stored := getattr(row, column)) != (recounted := recount(row)):
                found.append(f"{name} of {row.pk}: {stored} stored, {recounted} counted")
    for board in Board.objects.order_by("pk"):
        listed = Topic.objects.listed().filter(board=board)
        newest = listed.aggregate(time=models.Max("last_post_at"))["time"]  # several topics may have it: time is frozen
        latest = set(listed.filter(last_post_at=newest).values_list("pk", flat=True)) or {None}
        if board.latest_topic_id not in latest:
            found.append(f"latest topic of board {board.pk}: {board.latest_topic_id}, not {latest}")
    return found
