"""Finding posts: by words, newest or best first. The caller says which posts may be found at all."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Expression, Q

from forum.models import Attachment, Topic
from forum.querysets import AttachmentQuerySet, PostQuerySet, TopicQuerySet
from forum.words import POSTS, TOPICS
from ratsite.files.finding import Page, best_pages
from ratsite.files.models import FileText
from ratsite.lib.fulltext import MOST_LOOKED_AT, MOST_RANKED
from ratsite.lib.wording import COMMON, WORD, Term, Words, fold, pattern, read

TITLE = 2.5  # a title tells as much more than a text as weight A is more than B
BESIDE = 0.5  # a reply earns half of what its topic's title is worth; the post that opens the topic earns it all

MOST_SIMILAR = 5
MOST_COMPARED = 200  # the newest topics that share a word: older ones are seldom worth going back to


class FoundPost(NamedTuple):
    """rank: of what the post says, where it was read with it. text_id: the row of the page of a file that answers best
    (files.FileText), where one does.
    """

    pk: int
    topic_id: int
    number: int
    rank: float | None = None
    text_id: int | None = None


class FoundPosts(NamedTuple):
    """is_capped: whether older posts that answer may have been left out."""

    posts: list[FoundPost]
    is_capped: bool


def find_posts(posts: PostQuerySet, words: Words, *, newest_first: bool) -> FoundPosts:
    """The newest MOST_RANKED of these posts that hold the words, in the order asked for. Without words: all of these.

    Each word must stand in the post, in an open file on it, or in its topic's title; where the title holds all of them,
    the post that opens the topic stands for it. Whoever may read a post may read its open files: the caller has asked
    for the posts alone. What no index can answer is looked for in the newest MOST_LOOKED_AT posts with the words:
    phrases, what stands beside nothing unwanted, words of which some stand in the title alone. One query without
    words, five with them, two more for several of them, one for phrases and minus, two where a file answers, whatever
    is found. PostgreSQL ranks what it finds by the post's own words as it reads: one less where it finds nothing else.
    """
    after = 0 if words.are_plain else _looks_back_to(posts, words.loosely, all_of_them=True)
    files = Attachment.objects.open()
    posts = _without(posts.filter(pk__gt=after) if after else posts, files, words, after)
    if not words:
        found = _first(posts.order_by("-pk"))
        return FoundPosts(list(found.values()), _is_full(found) or after > 0)
    found = _first(POSTS.newest(posts, words), *([] if newest_first else [POSTS.rank(words.wanted)]))
    # Where those are as many as are ranked, only newer ones can still take a place.
    rest = posts.filter(pk__gt=min(found)) if _is_full(found) else posts
    found |= _first(rest.filter(_in_the_title(words.wanted), number=1).order_by("-pk"))
    if len(words.wanted) > 1:
        after = max(after, _looks_back_to(rest, words, all_of_them=False))
        rest = rest.filter(pk__gt=after)
        found |= _first(_helped_by_the_title(rest, words.wanted, after).order_by("-pk"))
    helped = _first(_helped_by_a_file(rest, files, words.wanted, after).order_by("-pk"))
    pages = best_pages(files.filter(post__in=list(helped)), "attachment__post", words.wanted) if helped else {}
    newest = sorted((found | helped).values(), reverse=True)[:MOST_RANKED]
    if pages:
        newest = [post._replace(text_id=pages[post.pk].text_id) if post.pk in pages else post for post in newest]
    in_order = newest if newest_first else _best_first(newest, words.wanted, pages)
    return FoundPosts(in_order, _is_full(newest) or after > 0)


def _looks_back_to(posts: PostQuerySet, words: Words, *, all_of_them: bool) -> int:
    """The number after which MOST_LOOKED_AT of these posts hold all, or any, of the words; 0 where fewer do."""
    newest = POSTS.newest(posts, words, all_of_them=all_of_them) if words else posts.order_by("-pk")
    return next(iter(newest.values_list("pk", flat=True)[MOST_LOOKED_AT - 1 : MOST_LOOKED_AT]), 1) - 1


def _is_full(found: Collection) -> bool:
    return len(found) >= MOST_RANKED


def _first(posts: PostQuerySet, *more: Expression) -> dict[int, FoundPost]:
    rows = posts.values_list("pk", "topic_id", "number", *more)[:MOST_RANKED]
    return {row[0]: FoundPost(*row) for row in rows}


def _helped_by_the_title(posts: PostQuerySet, terms: tuple[Term, ...], after: int) -> PostQuerySet:
    """Posts under a title with some of the terms, but not all of them, and with the rest in the post."""
    posts = posts.filter(POSTS.holds(terms, all_of_them=False, after=after))
    posts = posts.filter(_in_the_title(terms, all_of_them=False)).exclude(_in_the_title(terms))
    for term in terms:
        posts = posts.filter(POSTS.holds([term], all_of_them=True, after=after) | _in_the_title([term]))
    return posts


def _helped_by_a_file(
    posts: PostQuerySet, files: AttachmentQuerySet, terms: tuple[Term, ...], after: int
) -> PostQuerySet:
    """Posts with some of the terms in a file, and the rest in another, in the post or in the title."""
    posts = posts.with_files().filter(_in_a_file(terms, files))
    if len(terms) == 1:
        return posts
    for term in terms:
        in_post = POSTS.holds([term], all_of_them=True, after=after)
        posts = posts.filter(in_post | _in_the_title([term]) | _in_a_file([term], files))
    return posts


def _in_the_title(terms: Collection[Term], *, all_of_them: bool = True) -> Q:
    return TOPICS.holds(terms, all_of_them=all_of_them, path="topic__")


def _in_a_file(terms: Collection[Term], files: AttachmentQuerySet) -> Q:
    """Any of the terms."""
    texts = FileText.objects.holding(terms).values("stored_file")
    return Q(pk__in=files.filter(stored_file__in=texts).values("post"))


def _without(posts: PostQuerySet, files: AttachmentQuerySet, words: Words, after: int) -> PostQuerySet:
    if not words.unwanted:
        return posts
    posts = posts.exclude(POSTS.holds(words.unwanted, all_of_them=False, after=after))
    posts = posts.exclude(_in_the_title(words.unwanted, all_of_them=False))
    return posts.exclude(_in_a_file(words.unwanted, files))


def _best_first(posts: list[FoundPost], terms: tuple[Term, ...], pages: dict[int, Page]) -> list[FoundPost]:
    known = {post.pk: post.rank for post in posts if post.rank is not None}
    by_body = POSTS.ranks([post.pk for post in posts], terms, known)
    by_title = TOPICS.ranks({post.topic_id for post in posts}, terms)

    def worth(post: FoundPost) -> float:
        share = 1 if post.number == 1 else BESIDE
        inside = pages[post.pk].worth if post.pk in pages else 0
        return by_body.get(post.pk, 0) + TITLE * share * by_title.get(post.topic_id, 0) + inside

    return sorted(posts, key=worth, reverse=True)  # stable: the newest first of those that answer alike


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
