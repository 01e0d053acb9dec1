"""Finding posts: by words, newest or best first. The caller says which posts may be found at all."""

from dataclasses import dataclass

from django.db.models import Q

from forum.models import Topic
from forum.querysets import PostQuerySet, TopicQuerySet
from forum.words import POSTS, TOPICS
from ratsite.lib.fulltext import MOST_RANKED
from ratsite.lib.wording import COMMON, WORD, Term, Words, fold, pattern, read

TITLE = 2.5  # a title tells as much more than a text as weight A is more than B
BESIDE = 0.5  # a reply earns half of what its topic's title is worth; the post that opens the topic earns it all

MOST_SIMILAR = 5
MOST_COMPARED = 200  # the newest topics that share a word: older ones are seldom worth going back to


@dataclass(frozen=True)
class FoundPost:
    pk: int
    topic_id: int
    number: int


def find_posts(posts: PostQuerySet, words: Words, *, newest_first: bool) -> list[FoundPost]:
    """The newest MOST_RANKED of these posts that hold the words, in the order asked for. Without words: all of these.

    Each word must stand in the post or in its topic's title; where the title holds all of them, the post that opens
    the topic stands for it. One query without words, four with them, whatever is found.
    """
    if words.unwanted:
        posts = posts.exclude(topic__in=TOPICS.matching(words.unwanted, all_of_them=False))
    if not words:
        return list(_first(_without(posts, words).order_by("-pk")).values())
    found = _first(POSTS.newest(posts, words))
    # Where those are as many as are ranked, only newer ones can still take a place.
    after = min(found) if len(found) == MOST_RANKED else 0
    found |= _first(_helped_by_the_title(_without(posts, words, after), words.wanted, after).order_by("-pk"))
    newest = sorted(found.values(), key=lambda post: -post.pk)[:MOST_RANKED]
    return newest if newest_first else _best_first(newest, words.wanted)


def _first(posts: PostQuerySet) -> dict[int, FoundPost]:
    rows = posts.values_list("pk", "topic_id", "number")[:MOST_RANKED]
    return {row[0]: FoundPost(*row) for row in rows}


def _helped_by_the_title(posts: PostQuerySet, terms: tuple[Term, ...], after: int) -> PostQuerySet:
    """Posts under a title that holds some of the terms, with the rest in the post; under one that holds all, the first.

    Those up to the number `after` are left out.
    """
    posts = posts.filter(pk__gt=after, topic__in=TOPICS.matching(terms, all_of_them=False))
    if len(terms) == 1:
        return posts.filter(number=1)
    for term in terms:
        in_post = POSTS.holds([term], all_of_them=True, after=after)
        posts = posts.filter(in_post | Q(topic__in=TOPICS.matching([term], all_of_them=True)))
    return posts.exclude(~Q(number=1), topic__in=TOPICS.matching(terms, all_of_them=True))


def _without(posts: PostQuerySet, words: Words, after: int = 0) -> PostQuerySet:
    if not words.unwanted:
        return posts
    return posts.exclude(POSTS.holds(words.unwanted, all_of_them=False, after=after))


def _best_first(posts: list[FoundPost], terms: tuple[Term, ...]) -> list[FoundPost]:
    by_body = POSTS.ranks([post.pk for post in posts], terms)
    by_title = TOPICS.ranks({post.topic_id for post in posts}, terms)

    def worth(post: FoundPost) -> float:
        share = 1 if post.number == 1 else BESIDE
        return by_body.get(post.pk, 0) + TITLE * share * by_title.get(post.topic_id, 0)

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
