"""Pages of a topic by post number: page 500 costs as much as page 1.

Post n is always on page ceil(n / 20). A number is given once, so links keep working whatever happens to other posts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from forum.enums import NAMES_AGENCY, Voice
from forum.models import Attachment, DownloadReason, Post, Reveal, SavedPost, Thanks, Topic, TopicEvent
from forum.text.identifier_check import found_in
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled

POSTS_A_PAGE = 20
TOPICS_A_PAGE = 30
EVENT_COLUMNS = (
    *("kind", "shown_as", "after_number", "detail", "title", "reason", "other", "post", "created_at"),
    *("actor__first_name", "actor__last_name", "actor__email"),
)


@dataclass(frozen=True)
class NamedPost:
    """A post that an event names, for a reader who can read it. number: None if the post is now in another topic."""

    url: str
    number: int | None


def page_of(number: int) -> int:
    """Return the page on which the post with this number is; 1 for the number 0 of a topic without posts."""
    return max(1, -(-number // POSTS_A_PAGE))


def page_count(topic: Topic) -> int:
    return page_of(topic.last_number)


@compiled(int, int, int)
def posts_of_page(topic_id: int, first: int, last: int) -> QuerySet:
    """Return the posts with the numbers `first` to `last` for a page, oldest first.

    A withdrawn post is among them, and the page shows a notice in its place.
    """
    return (
        Post.objects.on_pages()
        .filter(topic=topic_id, number__range=(first, last))
        .order_by("number")
        .with_shown_columns()
    )


def with_files_and_reveals(posts: Iterable[Post], reader: User) -> list[Post]:
    """Return the posts, each with `files`: its files that this reader may see. No query if no post has files.

    Files of the reader's own posts also get `takers` (see _count_takers) and `found`: their passages that may identify
    a person. The reader's own posts that hide their name also get `shown_reveals`: see _with_reveals.
    """
    rows = list(posts)
    ids = [post.pk for post in rows if post.file_count]
    files_by_post: dict[int, list[Attachment]] = {}
    if ids:
        seen = Attachment.objects.visible_to(reader).filter(post__in=ids).select_related("stored_file")
        for attachment in seen.order_by("created_at", "pk"):
            files_by_post.setdefault(attachment.post_id, []).append(attachment)
    _with_reveals(rows, reader)
    for post in rows:
        post.files = tuple(files_by_post.get(post.pk, ()))
    own = [file for post in rows if post.author_id == reader.pk for file in post.files]
    _count_takers(own)
    for file in own:
        file.found = found_in(file)
    return rows


def with_limits(posts: list[Post]) -> list[Post]:
    """Return the posts of a page, each with `shows_limits`: True if what its agency cannot do is shown next to it.

    That is the first post on the page that names the agency, so that each agency's limits are shown once.
    """
    named: set[int] = set()
    for post in posts:
        names = post.profile_id is not None and post.voice in NAMES_AGENCY and not post.is_withdrawn
        post.shows_limits = names and post.profile_id not in named
        if names:
            named.add(post.profile_id)
    return posts


def with_author_pages(posts: list[Post]) -> list[Post]:
    """Return the posts, each with `author_url`: the page of the member named in its byline, or "".

    The cached template cannot compute it: a cached fragment must not depend on the date, and memberships end on a date.
    """
    for post in posts:
        post.author_url = "" if post.is_withdrawn or post.byline.person is None else post.author.page_url
    return posts


def with_saved(posts: list[Post], reader: User) -> list[Post]:
    """Return the posts, each with `is_saved`: True if this reader has saved it for later. One query."""
    saved = set(SavedPost.objects.filter(person=reader, post__in=posts).order_by().values_list("post", flat=True))
    for post in posts:
        post.is_saved = post.pk in saved
    return posts


def with_thanks(posts: list[Post], reader: User) -> list[Thanks]:
    """Set `is_thanked` on posts by others, and `thanked_by`, a list of Thanks, on the reader's own posts.

    is_thanked: True if the reader thanked the writer. Returns all thanks that the reader got for these posts. One
    query.
    """
    thanks_rows = Thanks.objects.visible_to(reader).filter(post__in=posts).select_related("person__agency__main_remit")
    by_post: dict[int, list[Thanks]] = {}
    for thanks in thanks_rows:
        by_post.setdefault(thanks.post_id, []).append(thanks)
    for post in posts:
        if post.author_id == reader.pk:
            post.thanked_by = by_post.get(post.pk, [])
        else:
            post.is_thanked = post.pk in by_post
    return [thanks for post in posts if post.author_id == reader.pk for thanks in post.thanked_by]


def _with_reveals(posts: Iterable[Post], reader: User) -> None:
    """Set `shown_reveals` on the reader's own posts that hide their name: a list of moderators' look-ups of the author.

    No query if there are no such posts.
    """
    own = {post.pk: post for post in posts if post.voice != Voice.NAME and post.author_id == reader.pk}
    for post in own.values():
        post.shown_reveals = []
    for reveal in Reveal.objects.visible_to(reader).filter(post__in=own) if own else ():
        own[reveal.post_id].shown_reveals.append(reveal)


def _count_takers(own: list[Attachment]) -> None:
    """Set `takers` on the author's own files: pairs of a remit and how many of its people downloaded the file.

    Only people who gave a download reason are counted. At most one query.
    """
    if not own:
        return
    given = DownloadReason.objects.filter(attachment__in=own).order_by("agency__main_remit__position")
    counted = given.values_list("attachment", "agency__main_remit__name").annotate(Count("person", distinct=True))
    takers: dict = {}
    for file_id, remit, people in counted:
        takers.setdefault(file_id, []).append((remit or _("no agency"), people))
    for file in own:
        file.takers = takers.get(file.pk, [])


def events_on(topic: Topic, page: int, reader: User) -> dict[int, list[TopicEvent]]:
    """Return the topic's events on this page, by the number of the post above each event; 0 for events above all posts.

    Each event gets `link`, the other topic that the event names, and `named_post`, the NamedPost that it names. `link`
    is None if this reader cannot read that topic, and `named_post` is None if they cannot read that post. At most three
    queries.
    """
    if not topic.has_events:
        return {}
    first, last = (page - 1) * POSTS_A_PAGE + 1, page * POSTS_A_PAGE
    # Not topic.events: each event would then have the topic in the key of its cached fragment.
    events = TopicEvent.objects.filter(topic=topic, after_number__range=(0 if page == 1 else first, last))
    events = events.select_related("actor").only(*EVENT_COLUMNS)
    by_number: dict[int, list[TopicEvent]] = {}
    for event in _with_links(list(events.order_by("after_number", "pk")), topic, reader):
        by_number.setdefault(_number_above(topic, max(1, event.after_number), first), []).append(event)
    for several in by_number.values():  # with those of posts that are gone, so sort them by time
        several.sort(key=lambda event: (event.after_number > 0, event.pk))
    return by_number


def _with_links(events: list[TopicEvent], topic: Topic, reader: User) -> list[TopicEvent]:
    """Return the events, each with `link` and `named_post`: see events_on."""
    others = {event.other_id for event in events if event.other_id}
    seen = Topic.objects.visible_to(reader).only("title", "slug").in_bulk(others) if others else {}
    named = {event.post_id for event in events if event.post_id}
    posts = Post.objects.visible_to(reader).on_pages().only("topic", "number").in_bulk(named) if named else {}
    for event in events:
        event.link = seen.get(event.other_id)
        event.named_post = _named_post(posts.get(event.post_id), topic)
    return events


def _named_post(post: Post | None, topic: Topic) -> NamedPost | None:
    return post and NamedPost(post.get_absolute_url(), post.number if post.topic_id == topic.pk else None)


def _number_above(topic: Topic, number: int, first: int) -> int:
    """Return the number of the nearest post at or before `number` that is still in the topic.

    Returns 0 if that post is before the post `first`.
    """
    while number in topic.gone_numbers:
        number -= 1
    return number if number >= first else 0


def numbers_on(topic: Topic, page: int) -> tuple[int, int]:
    """Return the numbers of the first and last post on this page of the topic; (1, 0) if the topic has no posts yet."""
    first = (page - 1) * POSTS_A_PAGE + 1
    return first, min(first + POSTS_A_PAGE - 1, topic.last_number)


def url_of_number(topic: Topic, number: int) -> str:
    """Return the address, with page and anchor, of the post with this number or, if it is gone, of the next post."""
    while number in topic.gone_numbers:
        number += 1
    page = page_of(number)
    return f"{topic.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#post-{number}"


def url_of(post: Post) -> str:
    """Return the address of this post, with page and anchor. An unpublished post is shown on the topic's last page."""
    topic = post.topic
    page = page_of(post.number) if post.number else page_count(topic)
    query = f"?page={page}" if page > 1 else ""
    return f"{topic.get_absolute_url()}{query}#{post.anchor}"
