"""The people who are notified of a post, and the groups in which their notifications are collected."""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet

from forum.enums import WHY_ASKED, About, PostState
from forum.models import Ask, Board, BoardRead, Post, Subscription, Topic, TopicRead
from forum.models.post_queryset import PostQuerySet
from forum.models.subscription import TERMS
from ratsite.accounts.models import User
from ratsite.network.enums import Marking
from ratsite.notifications.actions.notify import Reason
from ratsite.notifications.enums import Level, Says

QUESTIONS_UNLESS_CHOSEN = Level.DIGEST  # the level for questions to a person's remits, if they have not chosen one

LEVEL_OF_MENTIONS = Level.AT_ONCE  # nobody chooses this level; people who have muted the topic are not notified

# The position of a decision on an unpublished post. Merges add to it; the column ends a little above 2 billion.
ABOVE_ALL_NUMBERS = 1_000_000_000

# What an email may say (docs/features/markings.md). A marking that is not listed says nothing.
SAYS = {Marking.CLEAR: Says.WORDS, Marking.GREEN: Says.TITLE}


def group_of(topic_id: int) -> str:
    """Return the name of the notification group for the posts of the topic."""
    return f"topic-{topic_id}"


def act_group_of(topic_id: int) -> str:
    """Return the name of the notification group for changes of a topic's "may act".

    The notifications in it are marked as read when the person reads the newest page of the topic. The posts of the
    topic have a group of their own, because a group can only have notifications from one source
    (ratsite.notifications.registry).
    """
    return f"act-{topic_id}"


def ask_group_of(topic_id: int) -> str:
    """Return the name of the notification group for the asker of the topic's question.

    Its notifications say that the question ends soon, or that a remit answered "Not for us".
    """
    return f"question-{topic_id}"


def decision_group_of(topic_id: int) -> str:
    """Return the name of the notification group for decisions on a person's posts and files in the topic."""
    return f"decisions-{topic_id}"


def position_of_decision(post: Post) -> int:
    """Return the position of a notification in the group of decisions: the number of the post.

    For an unpublished post, which has no number, it is ABOVE_ALL_NUMBERS: its author sees it on the topic's last page.
    """
    return post.number or ABOVE_ALL_NUMBERS


def move_group_of(topic_id: int) -> str:
    """Return the name of the notification group for authors who lost access to their posts when the topic moved."""
    return f"moved-{topic_id}"


def authors_losing_access(posts: PostQuerySet, before: Board, after: Board) -> list[User]:
    """Return the authors of these posts who can read the board `before` and not the board `after`.

    The posts are to be moved from one board to the other. No query if both boards have the same audience.
    """
    if before.circle_id == after.circle_id:
        return []
    authors = User.objects.filter(pk__in=posts.filter(state__in=[PostState.LIVE, PostState.HELD]).values("author"))
    remaining = User.objects.readers_of(after.circle)
    return list(authors.filter(pk__in=User.objects.readers_of(before.circle)).exclude(pk__in=remaining))


def thanks_group_of(thanks_id: int) -> str:
    """Return the name of the notification group for one member's thanks.

    Each thanks has its own group, because a group shows how many notifications it has, and thanks are not counted.
    """
    return f"thanks-{thanks_id}"


def who_may_be_notified(post: Post, people: dict[int, Reason]) -> dict[int, Reason]:
    """Return those of the people who can read the post now, did not write it, and have a level that notifies them."""
    wanting = {person_id: reason for person_id, reason in people.items() if reason.level.notifies}
    readers = User.objects.readers_of(post.topic.board.circle).filter(pk__in=wanting).exclude(pk=post.author_id)
    return {person_id: wanting[person_id] for person_id in readers.values_list("pk", flat=True)}


def without_readers(post: Post, people: dict[int, Reason]) -> dict[int, Reason]:
    """Return those of the people who have not read the post.

    A notification may be created long after the post, so some people may have read it by then.
    """
    have_read = TopicRead.objects.filter(topic=post.topic_id, last_read_number__gte=post.number, person__in=people)
    caught_up = BoardRead.objects.filter(
        board=post.topic.board_id, caught_up_at__gte=post.published_at, person__in=people
    )
    read = {*have_read.values_list("person", flat=True), *caught_up.values_list("person", flat=True)}
    return {person_id: reason for person_id, reason in people.items() if person_id not in read}


def mentioned_in(post: Post) -> dict[int, Reason]:
    """Return the people mentioned in the post, by id, with the reason; without people who have muted the topic."""
    left_out = Subscription.objects.filter(about=About.TOPIC, topic=post.topic_id, level=Level.OFF)
    called = post.mentions.exclude(person__in=left_out.values("person"))
    return {person_id: Reason(LEVEL_OF_MENTIONS, "mention") for person_id in called.values_list("person", flat=True)}


def subscribers_of(topic: Topic) -> dict[int, Reason]:
    """Return the people who are subscribed to the topic, by id, each with the reason and its level.

    People who have muted the topic are among them, with Level.OFF.
    """
    rows = Subscription.objects.filter(about=About.TOPIC, topic=topic)
    return {row.person_id: Reason(Level(row.level), row.because) for row in rows}


def wanting_topic(post: Post) -> dict[int, Reason]:
    """Return the people to notify of the post's new topic, by id, each with the reason that has the highest level.

    A person who has muted the board is notified only of questions to the remits of their agency.
    """
    topic, people = post.topic, {}
    for row in _subscriptions_to(topic):
        reason = Reason(Level(row.level), row.about, "" if row.about == About.BOARD else row.target.name)
        _add(people, row.person_id, reason)
    left_out = Subscription.objects.filter(about=About.BOARD, board=topic.board_id, level=Level.OFF)
    for person_id in left_out.values_list("person", flat=True):
        people.pop(person_id, None)
    for person_id, reason in _asked(topic):
        _add(people, person_id, reason)
    return people


def _subscriptions_to(topic: Topic) -> QuerySet[Subscription]:
    """Return the subscriptions to the topic's board and to any of its terms."""
    terms = Q(form__in=topic.forms.all()) | Q(affected__in=topic.affected.all())
    if trend := getattr(topic, "trend", None):
        terms |= Q(area__in=trend.areas.all()) | Q(sector=trend.sector_id, sector__isnull=False)
    rows = Subscription.objects.filter(Q(board=topic.board_id) | terms)
    return rows.select_related(*TERMS)


def _asked(topic: Topic) -> Iterator[tuple[int, Reason]]:
    """Yield (person id, reason) for each person whose agency has a remit that the topic asks.

    The reason has the level that the person chose for questions.
    """
    asks = Ask.objects.filter(topic=topic, remit__agencies__people__isnull=False)
    rows = list(asks.values_list("remit__agencies__people", F("remit__name")))
    chosen = Subscription.objects.filter(about=About.QUESTIONS, person__in={person_id for person_id, _ in rows})
    levels = {row.person_id: Level(row.level) for row in chosen}
    for person_id, remit in rows:
        yield person_id, Reason(levels.get(person_id, QUESTIONS_UNLESS_CHOSEN), WHY_ASKED, remit)


def _add(people: dict[int, Reason], person_id: int, reason: Reason) -> None:
    """Add the reason for this person, unless the reason that they have already has the same level or a higher one."""
    known = people.get(person_id)
    if known is None or reason.level.rank > known.level.rank:
        people[person_id] = reason
