"""Where quotes stand whose words are not for everybody there: asked before posts, or their readers, become others.

Quotation is asked, which knows what a post quotes: in its text, a change that waits, or an earlier version. Who may
read those words follows from where they stand today, also when their author has withdrawn them.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from forum.enums import PostState
from forum.models import Post, Quotation, Topic
from forum.models.post import PostQuerySet
from forum.rules import may_all_read
from ratsite.accounts.models import User
from ratsite.network.enums import Marking
from ratsite.network.models import Circle


def quoting_for_fewer(going: PostQuerySet, circle: Circle | None) -> PostQuerySet:
    """Of these posts, those that quote words, from beside them, that not all of this audience may read.

    What they quote of each other goes along, and so does all that has this audience already. A post that waits for a
    moderator counts: it may go up there. So does a change that waits, but no earlier version: out of that it can be
    taken.
    """
    return Post.objects.filter(pk__in=_quotes_for_fewer(going, circle).filter(is_past=False).values("post"))


def past_quotes_for_fewer(going: PostQuerySet, circle: Circle | None) -> QuerySet[Quotation]:
    """The same quotes where they stand in earlier versions alone, which their authors cannot change any more."""
    return _quotes_for_fewer(going, circle).filter(is_past=True)


def quotes_of_closer(topic: Topic, marking: Marking) -> QuerySet[Quotation]:
    """What posts of this topic quote from other topics that are marked more closely than this."""
    higher = [other for other in Marking if other.rank > marking.rank]
    return Quotation.objects.filter(post__topic=topic, quoted__topic__marking__in=higher).exclude(quoted__topic=topic)


def _quotes_for_fewer(going: PostQuerySet, circle: Circle | None) -> QuerySet[Quotation]:
    read = going.filter(state__in=[PostState.LIVE, PostState.HELD])
    beside = Quotation.objects.filter(post__in=_rows(read)).exclude(quoted__in=_rows(going))
    beside = beside.exclude(post__topic__board__circle=circle)  # of a circle that has grown nothing changes
    audiences = Circle.objects.filter(pk__in=beside.values("quoted__topic__board__circle"))
    closed = [own.pk for own in audiences if not may_all_read(own, there=circle)]
    return beside.filter(quoted__topic__board__circle__in=closed) if closed else beside.none()


def quoting_openly(
    quoted: PostQuerySet, *, circle: Circle | None = None, marking: Marking | None = None
) -> PostQuerySet:
    """Posts beside these that quote them where others read than this circle, or in topics that are marked more openly.

    Asked before they get that audience or that marking; None where it does not become a closer one. What its author
    alone reads, and sends in anew, is not among them.
    """
    beside = Quotation.objects.filter(quoted__in=_rows(quoted)).exclude(post__in=_rows(quoted))
    openly = Q(pk=None)
    if marking is not None:
        openly |= Q(post__topic__marking__in=[lower for lower in Marking if lower.rank < marking.rank])
    if circle is not None:
        audiences = Circle.objects.filter(pk__in=beside.values("post__topic__board__circle"))
        wider = [there.pk for there in audiences if not may_all_read(circle, there=there)]
        openly |= Q(post__topic__board__circle=None) | Q(post__topic__board__circle__in=wider)
    return _quoting(beside.filter(openly))


def quoting_anywhere(post_id: int) -> PostQuerySet:
    """The same where nobody at all is to read its words any more, also not in its own topic."""
    return _quoting(Quotation.objects.filter(quoted=post_id))


def _quoting(quotations: QuerySet[Quotation]) -> PostQuerySet:
    return Post.objects.filter(pk__in=quotations.values("post")).exclude(state=PostState.REJECTED).order_by("pk")


def shown_to(person: User, posts: PostQuerySet) -> PostQuerySet:
    """Those of them that this person can read: of others nobody is told."""
    return posts.shown_to(person).select_related("topic")


def shown_with(person: User, quotations: Iterable[Quotation]) -> PostQuerySet:
    """The same of posts in which these quotes stand, in the order of their topics."""
    posts = Post.objects.filter(pk__in={one.post_id for one in quotations}).order_by("topic_id", "number")
    return shown_to(person, posts)


def topics_quoted_by(posts: PostQuerySet) -> set[int]:
    """Other topics whose posts these quote. Who brings them to other readers locks these: theirs stay the same."""
    beside = Quotation.objects.filter(post__in=_rows(posts)).exclude(quoted__in=_rows(posts))
    return set(beside.order_by().values_list("quoted__topic", flat=True).distinct())


def _rows(posts: PostQuerySet) -> QuerySet:
    return posts.order_by().values("pk")
