"""Finding posts: by words, newest or best first. The caller says which posts may be found at all."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Q

from forum.models import Topic
from forum.querysets import AttachmentQuerySet, PostQuerySet, TopicQuerySet
from forum.words import POSTS, TOPICS
from ratsite.files.finding import Page, best_pages
from ratsite.files.models import StoredFile
from ratsite.lib.fulltext import MOST_RANKED
from ratsite.lib.wording import COMMON, WORD, Term, Words, fold, pattern, read

TITLE = 2.5  # a title tells as much more than a text as weight A is more than B
BESIDE = 0.5  # a reply earns half of what its topic's title is worth; the post that opens the topic earns it all

MOST_SIMILAR = 5
MOST_COMPARED = 200  # the newest topics that share a word: older ones are seldom worth going back to


@dataclass(frozen=True)
class FoundPost:
    """text_id: the row of the page of a file that answers best (files.FileText), where one does."""

    pk: int
    topic_id: int
    number: int
    text_id: int | None = None


def find_posts(posts: PostQuerySet, files: AttachmentQuerySet, words: Words, *, newest_first: bool) -> list[FoundPost]:
    """The newest MOST_RANKED of these posts that hold the words, in the order asked for. Without words: all of these.

    Each word must stand in the post, in one of these files on it, or in its topic's title; where the title holds all
    of them, the post that opens the topic stands for it. One query without words, five with them, two more where a
    file answers, whatever is found.
    """
    if words.unwanted:
        posts = posts.exclude(topic__in=TOPICS.matching(words.unwanted, all_of_them=False))
        posts = posts.exclude(_in_a_file(words.unwanted, files))
    if not words:
        return list(_first(_without(posts, words).order_by("-pk")).values())
    found = _first(POSTS.newest(posts, words))
    # Where those are as many as are ranked, only newer ones can still take a place.
    after = min(found) if len(found) == MOST_RANKED else 0
    rest = _without(posts, words, after).filter(pk__gt=after)
    found |= _first(_helped_by_the_title(rest, words.wanted, after).order_by("-pk"))
    helped = _first(_helped_by_a_file(rest, files, words.wanted, after).order_by("-pk"))
    pages = best_pages(files.filter(post__in=list(helped)), "attachment__post", words.wanted) if helped else {}
    newest = sorted((found | helped).values(), key=lambda post: -post.pk)[:MOST_RANKED]
    newest = [replace(post, text_id=pages[post.pk].text_id) if post.pk in pages else post for post in newest]
    return newest if newest_first else _best_first(newest, words.wanted, pages)


def _first(posts: PostQuerySet) -> dict[int, FoundPost]:
    rows = posts.values_list("pk", "topic_id", "number")[:MOST_RANKED]
    return {row[0]: FoundPost(*row) for row in rows}


def _helped_by_the_title(posts: PostQuerySet, terms: tuple[Term, ...], after: int) -> PostQuerySet:
    """Posts under a title with some of the terms, with the rest in the post; under one with all of them, the first."""
    posts = posts.filter(topic__in=TOPICS.matching(terms, all_of_them=False))
    if len(terms) == 1:
        return posts.filter(number=1)
    for term in terms:
        in_post = POSTS.holds([term], all_of_them=True, after=after)
        posts = posts.filter(in_post | Q(topic__in=TOPICS.matching([term], all_of_them=True)))
    return posts.exclude(~Q(number=1), topic__in=TOPICS.matching(terms, all_of_them=True))


def _helped_by_a_file(
    posts: PostQuerySet, files: AttachmentQuerySet, terms: tuple[Term, ...], after: int
) -> PostQuerySet:
    """Posts with some of the terms in a file, and the rest in another, in the post or in the title."""
    posts = posts.filter(_in_a_file(terms, files))
    if len(terms) == 1:
        return posts
    for term in terms:
        in_post = POSTS.holds([term], all_of_them=True, after=after)
        in_title = Q(topic__in=TOPICS.matching([term], all_of_them=True))
        posts = posts.filter(in_post | in_title | _in_a_file([term], files))
    return posts


def _in_a_file(terms: Collection[Term], files: AttachmentQuerySet) -> Q:
    """Any of the terms."""
    return Q(pk__in=files.filter(stored_file__in=StoredFile.objects.holding(terms)).values("post"))


def _without(posts: PostQuerySet, words: Words, after: int = 0) -> PostQuerySet:
    if not words.unwanted:
        return posts
    return posts.exclude(POSTS.holds(words.unwanted, all_of_them=False, after=after))


def _best_first(posts: list[FoundPost], terms: tuple[Term, ...], pages: dict[int, Page]) -> list[FoundPost]:
    by_body = POSTS.ranks([post.pk for post in posts], terms)
    by_title = TOPICS.ranks({post.topic_id for post in posts}, terms)

    def worth(post: FoundPost) -> float:
        share = 1 if post.number == 1 else BESIDE
        inside = pages[post.pk].worth if post.pk in pages else 0
        return by_body.get(post.pk, 0) + TITLE * share * by_title.get(post.topic_id, 0) + inside

    return sorted(posts, key=lambda post: (-worth(post), -post.pk))


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
