"""What a search asks of posts (forum.finding puts the answers together). The caller says which may be found at all.

For what members ask most often, each question is written down once, too: words alone, among all that they are shown.
PostgreSQL plans these anew for each word: it reads the newest posts for a common one, and the index for a seldom one.
"""

from collections.abc import Collection

from django.db.models import Q

from forum.models import Attachment, Post
from forum.querysets import PostQuerySet
from forum.words import POSTS, TOPICS
from ratsite.accounts.models import User
from ratsite.accounts.reader import Reader
from ratsite.files.models import FileText
from ratsite.lib.fulltext import MOST_LOOKED_AT, MOST_RANKED
from ratsite.lib.prepared import written_once
from ratsite.lib.sought import Sought
from ratsite.lib.wording import Term, Words

PLACE = ("pk", "topic_id", "number")  # what each row that is found begins with


def saying(posts: PostQuerySet, words: Words) -> PostQuerySet:
    """Posts with all of the terms in the post."""
    return POSTS.newest(posts, words)


def titled(posts: PostQuerySet, words: Words, after: int) -> PostQuerySet:
    """Posts that open a topic with all of the terms in its title. after: up to this number they are of no interest."""
    return posts.filter(in_the_title(words.wanted), number=1, pk__gt=after).order_by("-pk")


def helped_by_the_title(posts: PostQuerySet, words: Words, after: int) -> PostQuerySet:
    """Posts under a title with some of the terms, but not all of them, and with the rest in the post."""
    posts = posts.filter(POSTS.holds(words.wanted, all_of_them=False, after=after), pk__gt=after)
    posts = posts.filter(in_the_title(words.wanted, all_of_them=False)).exclude(in_the_title(words.wanted))
    for term in words.wanted:
        posts = posts.filter(POSTS.holds([term], all_of_them=True, after=after) | in_the_title([term]))
    return posts.order_by("-pk")


def helped_by_a_file(posts: PostQuerySet, words: Words, after: int) -> PostQuerySet:
    """Posts with some of the terms in a file, and the rest in another, in the post or in the title."""
    posts = posts.with_files().filter(in_a_file(words.wanted), pk__gt=after)
    if len(words.wanted) > 1:
        for term in words.wanted:
            in_post = POSTS.holds([term], all_of_them=True, after=after)
            posts = posts.filter(in_post | in_the_title([term]) | in_a_file([term]))
    return posts.order_by("-pk")


def looked_at(posts: PostQuerySet, words: Words, after: int, *, all_of_them: bool = False) -> PostQuerySet:
    """The number of the last post with all, or any, of the words that is still looked at; none where all are."""
    posts = posts.filter(pk__gt=after)
    newest = POSTS.newest(posts, words, all_of_them=all_of_them) if words else posts.order_by("-pk")
    return newest.values_list("pk", flat=True)[MOST_LOOKED_AT - 1 : MOST_LOOKED_AT]


def without(posts: PostQuerySet, words: Words, after: int) -> PostQuerySet:
    """Those that stand beside nothing unwanted."""
    if not words.unwanted:
        return posts
    posts = posts.exclude(POSTS.holds(words.unwanted, all_of_them=False, after=after))
    posts = posts.exclude(in_the_title(words.unwanted, all_of_them=False))
    return posts.exclude(in_a_file(words.unwanted))


def in_the_title(terms: Collection[Term], *, all_of_them: bool = True) -> Q:
    return TOPICS.holds(terms, all_of_them=all_of_them, path="topic__")


def in_a_file(terms: Collection[Term]) -> Q:
    """Any of the terms, in a file that whoever reads the post is given."""
    texts = FileText.objects.holding(terms).values("stored_file")
    return Q(pk__in=Attachment.objects.open().filter(stored_file__in=texts).values("post"))


def ranked(posts: PostQuerySet, words: Words) -> PostQuerySet:
    """With how well the post, and its topic's title, answer."""
    return posts.values_list(*PLACE, POSTS.rank(words.wanted), TOPICS.rank(words.wanted, path="topic__"))


@written_once(Reader, Sought)
def _saying_to(reader: User, words: Words) -> PostQuerySet:
    return ranked(saying(Post.objects.shown_to(reader), words), words)[:MOST_RANKED]


@written_once(Reader, Sought, int)
def _titled_to(reader: User, words: Words, after: int) -> PostQuerySet:
    return ranked(titled(Post.objects.shown_to(reader), words, after), words)[:MOST_RANKED]


@written_once(Reader, Sought, int)
def _helped_by_the_title_to(reader: User, words: Words, after: int) -> PostQuerySet:
    return ranked(helped_by_the_title(Post.objects.shown_to(reader), words, after), words)[:MOST_RANKED]


@written_once(Reader, Sought, int)
def _helped_by_a_file_to(reader: User, words: Words, after: int) -> PostQuerySet:
    return ranked(helped_by_a_file(Post.objects.shown_to(reader), words, after), words)[:MOST_RANKED]


@written_once(Reader, Sought, int)
def _looked_at_by(reader: User, words: Words, after: int) -> PostQuerySet:
    return looked_at(Post.objects.shown_to(reader), words, after)


WRITTEN_ONCE = {
    saying: _saying_to,
    titled: _titled_to,
    helped_by_the_title: _helped_by_the_title_to,
    helped_by_a_file: _helped_by_a_file_to,
    looked_at: _looked_at_by,
}
