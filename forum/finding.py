"""Finding posts: by words, newest or best first. The caller says which posts may be found at all."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import NamedTuple

from forum import seeking
from forum.models import Attachment, Post, Topic
from forum.querysets import PostQuerySet, TopicQuerySet
from forum.words import POSTS, TOPICS
from ratsite.accounts.models import User
from ratsite.files.finding import Page, best_pages
from ratsite.lib.fulltext import MOST_RANKED
from ratsite.lib.wording import COMMON, WORD, Term, Words, fold, pattern, read

TITLE = 2.5  # a title tells as much more than a text as weight A is more than B
BESIDE = 0.5  # a reply earns half of what its topic's title is worth; the post that opens the topic earns it all

MOST_SIMILAR = 5
MOST_COMPARED = 200  # the newest topics that share a word: older ones are seldom worth going back to


class FoundPost(NamedTuple):
    """said, titled: how well the post and its topic's title answer, where that was read with it. text_id: the row of
    the page of a file that answers best (files.FileText), where one does.
    """

    pk: int
    topic_id: int
    number: int
    said: float | None = None
    titled: float | None = None
    text_id: int | None = None


class FoundPosts(NamedTuple):
    """is_capped: whether older posts that answer may have been left out."""

    posts: list[FoundPost]
    is_capped: bool


def find_posts(where: PostQuerySet | User, words: Words, *, newest_first: bool) -> FoundPosts:
    """The newest MOST_RANKED posts that hold the words, in the order asked for. Without words: all of these.

    where: the posts that may be found; or somebody, for all that are shown to them.

    Each word must stand in the post, in an open file on it, or in its topic's title; where the title holds all of them,
    the post that opens the topic stands for it. Whoever may read a post may read its open files: the caller has asked
    for the posts alone. What no index can answer is looked for in the newest MOST_LOOKED_AT posts with the words:
    phrases, what stands beside nothing unwanted, words of which some stand in the title alone. One query without
    words, three with them, two more for several of them, one for phrases and minus, two where a file answers, whatever
    is found. PostgreSQL ranks what it finds as it reads; SQLite needs two queries more for that.
    """
    if not (isinstance(where, PostQuerySet) or (words.are_few and words.are_plain and not newest_first)):
        where = Post.objects.shown_to(where)
    after = 0
    if isinstance(where, PostQuerySet) and not words.are_plain:
        after = _before(seeking.looked_at(where, words.loosely, 0, all_of_them=True))
        where = seeking.without(where.filter(pk__gt=after) if after else where, words, after)
    if isinstance(where, PostQuerySet) and not words:
        found = _first(where.order_by("-pk").values_list(*seeking.PLACE)[:MOST_RANKED])
        return FoundPosts(list(found.values()), _is_full(found) or after > 0)
    look = partial(_look, where, words, is_ranked=not newest_first)
    found = look(seeking.saying)
    if _is_full(found):
        after = max(after, min(found))  # only newer ones can still take a place
    found |= look(seeking.titled, after)
    if len(words.wanted) > 1:
        after = max(after, _back_to(where, words, after))
        found |= look(seeking.helped_by_the_title, after)
    helped = look(seeking.helped_by_a_file, after)
    files = Attachment.objects.open().filter(post__in=list(helped))
    pages = best_pages(files, "attachment__post", words.wanted) if helped else {}
    newest = sorted((found | helped).values(), reverse=True)[:MOST_RANKED]
    if pages:
        newest = [post._replace(text_id=pages[post.pk].text_id) if post.pk in pages else post for post in newest]
    in_order = newest if newest_first else _best_first(newest, words.wanted, pages)
    return FoundPosts(in_order, _is_full(newest) or after > 0)


def _look(where: PostQuerySet | User, words: Words, question: Callable, *after: int, is_ranked: bool) -> dict:
    """By number, the newest MOST_RANKED that answer."""
    if isinstance(where, PostQuerySet):
        posts = question(where, words, *after)
        return _first((seeking.ranked(posts, words) if is_ranked else posts.values_list(*seeking.PLACE))[:MOST_RANKED])
    return _first(seeking.WRITTEN_ONCE[question](where, words, *after))


def _back_to(where: PostQuerySet | User, words: Words, after: int) -> int:
    """The number after which as many of these posts hold any of the words as are looked at; 0 where fewer do."""
    look = seeking.looked_at if isinstance(where, PostQuerySet) else seeking.WRITTEN_ONCE[seeking.looked_at]
    return _before(look(where, words, after))


def _before(numbers: Iterable[int]) -> int:
    """The number before the first of these; 0 without any."""
    return next(iter(numbers), 1) - 1


def _is_full(found: Collection) -> bool:
    return len(found) >= MOST_RANKED


def _first(rows: Iterable[tuple]) -> dict[int, FoundPost]:
    return {row[0]: FoundPost(*row) for row in rows}


def _best_first(posts: list[FoundPost], terms: tuple[Term, ...], pages: dict[int, Page]) -> list[FoundPost]:
    worth = {}
    for post, said, titled in zip(posts, *_answers(posts, terms), strict=True):
        share = 1 if post.number == 1 else BESIDE
        inside = pages[post.pk].worth if post.pk in pages else 0
        worth[post.pk] = said + TITLE * share * titled + inside
    # Stable: the newest first of those that answer alike.
    return sorted(posts, key=lambda post: worth[post.pk], reverse=True)


def _answers(posts: list[FoundPost], terms: tuple[Term, ...]) -> tuple[list[float], list[float]]:
    """How well each of these posts and its topic's title answer; 1 for the best of them."""
    if posts and posts[0].said is not None:
        return _scaled([post.said or 0 for post in posts]), _scaled([post.titled or 0 for post in posts])
    by_post = POSTS.ranks([post.pk for post in posts], terms)
    by_topic = TOPICS.ranks({post.topic_id for post in posts}, terms)
    return [by_post.get(post.pk, 0) for post in posts], [by_topic.get(post.topic_id, 0) for post in posts]


def _scaled(ranks: list[float]) -> list[float]:
    best = max(ranks) or 1
    return [rank / best for rank in ranks]


def similar_topics(topics: TopicQuerySet, title: str) -> list[Topic]:
    """Those of these topics whose titles share most words with this one, the newest of them first; one query.

    One word in common is enough only where there is but one to share.
    """
    terms = tuple(term for term in read(" ".join(WORD.findall(title))).wanted if term.words[0] not in COMMON)
    if not any(len(term.words[0]) > 2 for term in terms):
        return []
    alike = topics.filter(pk__in=TOPICS.matching(terms, all_of_them=False)).select_related("board")
    shared = [(_shared(topic.title, terms), topic) for topic in alike.order_by("-pk")[:MOST_COMPARED]]
    close = [(count, topic) for count, topic in shared if count >= min(2, len(terms))]
    return [topic for _, topic in sorted(close, key=lambda pair: -pair[0])[:MOST_SIMILAR]]


def _shared(title: str, terms: tuple[Term, ...]) -> int:
    folded = fold(title)
    return sum(1 for term in terms if pattern([term]).search(folded))
