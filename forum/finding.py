"""Finding posts: by words, newest or best first. The caller says which posts may be found at all."""

from dataclasses import dataclass

from django.db.models import Q

from forum.querysets import PostQuerySet
from forum.words import POSTS, TOPICS
from ratsite.lib.fulltext import MOST_RANKED
from ratsite.lib.wording import Term, Words

TITLE = 2.5  # a title tells as much more than a text as weight A is more than B
BESIDE = 0.5  # a reply earns half of what its topic's title is worth; the post that opens the topic earns it all


@dataclass(frozen=True)
class FoundPost:
    pk: int
    topic_id: int
    number: int


def find_posts(posts: PostQuerySet, words: Words, *, newest_first: bool) -> list[FoundPost]:
    """The newest MOST_RANKED of these posts that hold the words, in the order asked for. Without words: all of these.

    Each word must stand in the post or in its topic's title; one at least in the post, unless it opens the topic.
    Two or four queries, whatever is found.
    """
    found = _newest(_holding_all(posts, words))
    if words:
        found = {**found, **_newest(_helped_by_the_title(posts, words))}
    newest = sorted(found.values(), key=lambda post: -post.pk)[:MOST_RANKED]
    return newest if newest_first or not words else _best_first(newest, words.wanted)


def _newest(posts: PostQuerySet) -> dict[int, FoundPost]:
    rows = posts.order_by("-pk").values_list("pk", "topic_id", "number")[:MOST_RANKED]
    return {row[0]: FoundPost(*row) for row in rows}


def _holding_all(posts: PostQuerySet, words: Words) -> PostQuerySet:
    if words:
        posts = posts.filter(pk__in=POSTS.matching(words.wanted, all_of_them=True))
    return _without(posts, words)


def _helped_by_the_title(posts: PostQuerySet, words: Words) -> PostQuerySet:
    """Posts under a title that holds some of the words: the rest, or all again, stands in the post."""
    posts = posts.filter(topic__in=TOPICS.matching(words.wanted, all_of_them=False))
    if len(words.wanted) == 1:
        return _without(posts.filter(number=1), words)
    for term in words.wanted:
        posts = posts.filter(_in_post(term) | Q(topic__in=TOPICS.matching([term], all_of_them=True)))
    return _without(posts.filter(_in_post(*words.wanted) | Q(number=1)), words)


def _in_post(*terms: Term) -> Q:
    return Q(pk__in=POSTS.matching(terms, all_of_them=False))


def _without(posts: PostQuerySet, words: Words) -> PostQuerySet:
    if not words.unwanted:
        return posts
    in_title = Q(topic__in=TOPICS.matching(words.unwanted, all_of_them=False))
    return posts.exclude(_in_post(*words.unwanted)).exclude(in_title)


def _best_first(posts: list[FoundPost], terms: tuple[Term, ...]) -> list[FoundPost]:
    by_body = POSTS.ranks([post.pk for post in posts], terms)
    by_title = TOPICS.ranks({post.topic_id for post in posts}, terms)

    def worth(post: FoundPost) -> float:
        share = 1 if post.number == 1 else BESIDE
        return by_body.get(post.pk, 0) + TITLE * share * by_title.get(post.topic_id, 0)

    return sorted(posts, key=lambda post: (-worth(post), -post.pk))
