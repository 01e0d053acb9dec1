"""Search posts by text, newest or best first. The caller says in which posts to search."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from django.db.models import Q

from forum.fulltext import POST_INDEX, TOPIC_INDEX
from forum.models import Attachment, Post, Topic
from forum.models.post_queryset import PostQuerySet
from forum.models.topic_queryset import TopicQuerySet
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.files.models import FileText
from ratsite.files.queries.search import Page, best_pages
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.search.conditions import SearchTerms
from ratsite.lib.search.fulltext import MOST_LOOKED_AT, MOST_RANKED, Index
from ratsite.lib.search.query import COMMON, WORD, SearchQuery, Term, fold, pattern_of, read

TITLE_WEIGHT = 2.5  # how much more a match in the title counts than one in the text: the ratio of weights A and B

REPLY_SHARE = 0.5  # a match in the topic's title counts in full for the opening post, and half for a reply

ROW_COLUMNS = ("pk", "topic_id", "number")  # the first columns of each found row

MOST_SIMILAR = 5

MOST_COMPARED = 200  # only the newest topics that share a word are compared: older ones are seldom worth going back to


class FoundPosts(NamedTuple):
    """The result of a search for posts.

    post_ids: the found posts in the requested order. topic_ids: post id → topic id. text_ids: for a post that matches
    in a file, post id → id of the FileText row of the best matching page. is_capped: older posts that match may be
    missing.
    """

    post_ids: list[int]
    topic_ids: dict[int, int]
    text_ids: dict[int, int]
    is_capped: bool

    def by_topic(self) -> dict[int, list[int]]:
        """Return a dict: topic id → found posts of that topic. Topics are in the order of their first found post."""
        topics: dict[int, list[int]] = {}
        for pk in self.post_ids:
            topics.setdefault(self.topic_ids[pk], []).append(pk)
        return topics


def find_posts(where: PostQuerySet | User, query: SearchQuery, *, newest_first: bool) -> FoundPosts:
    """Return the newest MOST_RANKED posts that match, in the requested order. An empty query matches all posts.

    where: the posts to search; or a user, to search all posts that this user can read. A file is searched if every
    reader of its post may open it.

    Each word must occur in the post, in a file of it, or in its topic's title. If all words are in the title, the
    topic's opening post is found. A query with phrases or excluded words, or with only some of its words in the title,
    searches only the newest MOST_LOOKED_AT posts that contain the words, because no index can answer it.

    The number of queries is fixed: one for an empty query, otherwise three. Added to these are:
    - two for several words;
    - one for phrases and excluded words;
    - two if a file matches;
    - two in SQLite for ranking; PostgreSQL ranks while it reads.
    """
    if not (isinstance(where, PostQuerySet) or (query.is_short and query.has_only_single_words and not newest_first)):
        where = Post.objects.shown_to(where)
    after = 0
    if isinstance(where, PostQuerySet) and not query.has_only_single_words:
        after = _before(oldest_searched(where, query.loosely, 0, all_of_them=True))
        where = without_excluded(where.filter(pk__gt=after) if after else where, query, after)
    if isinstance(where, PostQuerySet) and not query:
        topic_ids = dict(where.order_by("-pk").values_list("pk", "topic")[:MOST_RANKED])
        return FoundPosts(list(topic_ids), topic_ids, {}, _is_full(topic_ids) or after > 0)
    rows_of = partial(_newest_rows, where, query, is_ranked=not newest_first)
    rows = rows_of(posts_matching)
    if _is_full(rows):
        after = max(after, min(rows))  # only posts newer than this can still get into the result
    rows |= rows_of(posts_by_title, after)
    if len(query.wanted) > 1:
        after = max(after, _too_old(where, query, after))
        rows |= rows_of(matching_with_the_title, after)
    by_file = rows_of(matching_with_a_file, after)
    pages = _best_pages(by_file, query) if by_file else {}
    newest = sorted((rows | by_file).values(), reverse=True)[:MOST_RANKED]
    post_ids = [row[0] for row in newest] if newest_first else _best_first(newest, query.wanted, pages)
    text_ids = {pk: page.text_id for pk, page in pages.items()}
    topic_ids = {row[0]: row[1] for row in newest}
    return FoundPosts(post_ids, topic_ids, text_ids, _is_full(newest) or after > 0)


def _newest_rows(
    where: PostQuerySet | User, query: SearchQuery, select: Callable, *after: int, is_ranked: bool
) -> dict[int, tuple]:
    """Return the newest MOST_RANKED posts that match: post id → row with the ROW_COLUMNS.

    where: see find_posts. is_ranked: add the two ranks to each row. select: the function of this module that selects
    the posts; it is called with `where`, `query` and `after`. after: leave out posts with ids up to this one.
    """
    if isinstance(where, PostQuerySet):
        posts = select(where, query, *after)
        rows = (with_ranks(posts, query) if is_ranked else posts.values_list(*ROW_COLUMNS))[:MOST_RANKED]
    else:
        rows = COMPILED[select](where, query, *after)
    return {row[0]: row for row in rows}


def _best_pages(post_ids: Collection[int], query: SearchQuery) -> dict[int, Page]:
    """Return, by post id, the best matching page of the files of each of these posts."""
    files = Attachment.objects.open().filter(post__in=list(post_ids))
    return best_pages(files, "attachment__post", query.wanted)


def _too_old(where: PostQuerySet | User, query: SearchQuery, after: int) -> int:
    """Return the id up to which posts are too old to be searched; 0 if all posts are searched."""
    oldest = oldest_searched if isinstance(where, PostQuerySet) else COMPILED[oldest_searched]
    return _before(oldest(where, query, after))


def _before(post_ids: Iterable[int]) -> int:
    """Return one less than the first of the ids; 0 if there are none."""
    return next(iter(post_ids), 1) - 1


def _is_full(rows: Collection) -> bool:
    return len(rows) >= MOST_RANKED


def _best_first(rows: list[tuple], terms: tuple[Term, ...], pages: dict[int, Page]) -> list[int]:
    """Return the ids of the posts in these rows, best first; of two equally good posts, the newer one first.

    The rows must come newest first. pages: post id → the best matching page of a file of the post.
    """
    if not rows:
        return []
    ids, topic_ids, numbers, in_texts, in_titles = zip(*rows, strict=True)
    if in_texts[0] is None:  # SQLite does not rank while it reads
        in_texts, in_titles = _ranks(POST_INDEX, ids, terms), _ranks(TOPIC_INDEX, topic_ids, terms)
    best_in_texts, best_in_titles = max(in_texts) or 1, max(in_titles) or 1
    worth = {
        pk: in_post / best_in_texts + TITLE_WEIGHT * (1 if number == 1 else REPLY_SHARE) * in_title / best_in_titles
        for pk, number, in_post, in_title in zip(ids, numbers, in_texts, in_titles, strict=True)
    }
    for pk in worth.keys() & pages.keys():
        worth[pk] += pages[pk].worth
    return sorted(worth, key=worth.__getitem__, reverse=True)


def _ranks(index: Index, ids: Sequence[int], terms: tuple[Term, ...]) -> Sequence[float]:
    """Return the rank of each of these rows in the index, in the same order; 0 for a row that does not match."""
    ranks = index.ranks(set(ids), terms)
    return [ranks.get(pk, 0) for pk in ids]


def similar_topics(topics: TopicQuerySet, title: str) -> list[Topic]:
    """Return the topics whose titles share the most words with this title; of equals, the newest first. One query.

    A topic must share at least two words, or one if the title has only one.
    """
    terms = tuple(term for term in read(" ".join(WORD.findall(title))).wanted if term.words[0] not in COMMON)
    if not any(len(term.words[0]) > 2 for term in terms):
        return []
    alike = topics.filter(pk__in=TOPIC_INDEX.matching(terms, all_of_them=False)).select_related("board")
    shared = [(_shared(topic.title, terms), topic) for topic in alike.order_by("-pk")[:MOST_COMPARED]]
    close = [(count, topic) for count, topic in shared if count >= min(2, len(terms))]
    return [topic for _, topic in sorted(close, key=lambda pair: -pair[0])[:MOST_SIMILAR]]


def _shared(title: str, terms: tuple[Term, ...]) -> int:
    """Return how many of the terms occur in the title."""
    folded = fold(title)
    return sum(1 for term in terms if pattern_of([term]).search(folded))


def posts_matching(posts: PostQuerySet, query: SearchQuery) -> PostQuerySet:
    """Return the posts that have all of the words in their text, the newest first."""
    return POST_INDEX.newest(posts, query)


def posts_by_title(posts: PostQuerySet, query: SearchQuery, after: int) -> PostQuerySet:
    """Return the opening posts of topics whose title has all of the words.

    after: leave out posts with ids up to this one.
    """
    return posts.filter(in_the_title(query.wanted), number=1, pk__gt=after).order_by("-pk")


def matching_with_the_title(posts: PostQuerySet, query: SearchQuery, after: int) -> PostQuerySet:
    """Return the posts whose topic's title has some of the words, but not all, and whose text has the missing ones."""
    posts = posts.filter(POST_INDEX.matches(query.wanted, all_of_them=False, after=after), pk__gt=after)
    posts = posts.filter(in_the_title(query.wanted, all_of_them=False)).exclude(in_the_title(query.wanted))
    for term in query.wanted:
        posts = posts.filter(POST_INDEX.matches([term], all_of_them=True, after=after) | in_the_title([term]))
    return posts.order_by("-pk")


def matching_with_a_file(posts: PostQuerySet, query: SearchQuery, after: int) -> PostQuerySet:
    """Return the posts that have at least one of the words in a file, and the rest in their text or topic's title."""
    posts = posts.with_files().filter(in_a_file(query.wanted), pk__gt=after)
    if len(query.wanted) > 1:
        for term in query.wanted:
            in_post = POST_INDEX.matches([term], all_of_them=True, after=after)
            posts = posts.filter(in_post | in_the_title([term]) | in_a_file([term]))
    return posts.order_by("-pk")


def oldest_searched(posts: PostQuerySet, query: SearchQuery, after: int, *, all_of_them: bool = False) -> PostQuerySet:
    """Return, as a queryset of one id, the oldest post to search: the MOST_LOOKED_AT-th newest with any of the words.

    Empty if fewer posts have the words. all_of_them: count only posts that have all of the words.
    """
    posts = posts.filter(pk__gt=after)
    newest = POST_INDEX.newest(posts, query, all_of_them=all_of_them) if query else posts.order_by("-pk")
    return newest.values_list("pk", flat=True)[MOST_LOOKED_AT - 1 : MOST_LOOKED_AT]


def without_excluded(posts: PostQuerySet, query: SearchQuery, after: int) -> PostQuerySet:
    """Return the posts that have none of the excluded words in their text, title and files."""
    if not query.unwanted:
        return posts
    posts = posts.exclude(POST_INDEX.matches(query.unwanted, all_of_them=False, after=after))
    posts = posts.exclude(in_the_title(query.unwanted, all_of_them=False))
    return posts.exclude(in_a_file(query.unwanted))


def in_the_title(terms: Collection[Term], *, all_of_them: bool = True) -> Q:
    return TOPIC_INDEX.matches(terms, all_of_them=all_of_them, path="topic__")


def in_a_file(terms: Collection[Term]) -> Q:
    """Return a condition (Q) on posts: any of the words is in a file that every reader of the post can open."""
    texts = FileText.objects.matching(terms).values("stored_file")
    return Q(pk__in=Attachment.objects.open().filter(stored_file__in=texts).values("post"))


def with_ranks(posts: PostQuerySet, query: SearchQuery) -> PostQuerySet:
    """Return the ROW_COLUMNS of the posts, with two ranks: of the post and of its topic's title."""
    rank_of_title = TOPIC_INDEX.rank(query.wanted, path="topic__")
    return posts.values_list(*ROW_COLUMNS, POST_INDEX.rank(query.wanted), rank_of_title)


@compiled(Reader, SearchTerms, plan_every_time=True)
def _matching_to(reader: User, query: SearchQuery) -> PostQuerySet:
    return with_ranks(posts_matching(Post.objects.shown_to(reader), query), query)[:MOST_RANKED]


@compiled(Reader, SearchTerms, int, plan_every_time=True)
def _titled_to(reader: User, query: SearchQuery, after: int) -> PostQuerySet:
    return with_ranks(posts_by_title(Post.objects.shown_to(reader), query, after), query)[:MOST_RANKED]


@compiled(Reader, SearchTerms, int, plan_every_time=True)
def _matching_with_the_title_to(reader: User, query: SearchQuery, after: int) -> PostQuerySet:
    return with_ranks(matching_with_the_title(Post.objects.shown_to(reader), query, after), query)[:MOST_RANKED]


@compiled(Reader, SearchTerms, int, plan_every_time=True)
def _matching_with_a_file_to(reader: User, query: SearchQuery, after: int) -> PostQuerySet:
    return with_ranks(matching_with_a_file(Post.objects.shown_to(reader), query, after), query)[:MOST_RANKED]


@compiled(Reader, SearchTerms, int, plan_every_time=True)
def _looked_at_by(reader: User, query: SearchQuery, after: int) -> PostQuerySet:
    return oldest_searched(Post.objects.shown_to(reader), query, after)


# The selecting functions above → the same for all posts that a user can read, as compiled queries.
COMPILED = {
    posts_matching: _matching_to,
    posts_by_title: _titled_to,
    matching_with_the_title: _matching_with_the_title_to,
    matching_with_a_file: _matching_with_a_file_to,
    oldest_searched: _looked_at_by,
}
