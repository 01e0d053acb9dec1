"""When a conversation has run its board's time, and what keeps one as it is."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from forum.models import Board, Mention, Post, Topic, TopicHold
from forum.models.topic import TopicQuerySet
from ratsite.accounts.models import ERASED, User
from ratsite.privacy.models import LegalHold

KEPT_FOR_NOW = "Something in it must be kept for now. Ask a coordinator"
FILES_STAY = "Files stay on this post for now. If you withdraw it, nobody else can open them"
NAMELESS = "A topic without names stays in the archive. Begin a new one that links to it"
KEEPS = "The law asks us to keep a conversation that has their words or their name in it"
NOBODYS_ADDRESS = f"a-member{ERASED}"  # of whoever a post says that had its name taken off (forum.actions.anonymise)
MOST_SHOWN = 50  # the oldest first: the others come up when these are decided


def due_on_boards_of(steward):
    """Published topics on this steward's boards whose time has run, oldest first, each with its board.

    Without those that the law asks to keep: nobody can decide about them, and the page lists them by themselves.
    """
    held = TopicHold.objects.in_force().values("topic")
    topics = Topic.objects.visible_to(steward).due_for_review().exclude(pk__in=held)
    return topics.filter(board__in=Board.objects.managed_by(steward)).select_related("board").order_by("last_post_at")


def hold_on(topic: Topic, *, called: str = "it") -> str:
    """What the law asks of it, for whoever looks after its board; empty where there is no hold on it."""
    hold = TopicHold.objects.in_force().filter(topic=topic).first()
    return f"The law asks us to keep {called}{_until(hold.until)}: {hold.reason}" if hold else ""


def why_whole(topic: Topic, *, called: str = "it") -> str:
    """Why nobody renames, archives, splits or merges it now; empty where they may."""
    if why := hold_on(topic, called=called):
        return why
    if not is_losing_names(topic):
        return ""
    return obstacle(topic) or f"The names are being taken off {called}. Wait until that is done"


def is_losing_names(topic: Topic) -> bool:
    """It was decided, and is not done to the end: the work waits for its turn, or for the end of a hold."""
    return topic.is_anonymised and Topic.objects.filter(losing_names(), pk=topic.pk).exists()


def losing_names() -> Q:
    """Of topics. Its own author goes last of all."""
    named = Post.objects.filter(topic=OuterRef("pk")).exclude(author__email=NOBODYS_ADDRESS)
    return Q(is_anonymised=True) & (Exists(named) | ~Q(author__email=NOBODYS_ADDRESS))


def obstacle(topic: Topic) -> str:
    """Why it stays as it is whatever a steward wishes; empty where nothing keeps it.

    Of a hold on somebody in it coordinators know more: whoever asks may be that person.
    """
    if why := hold_on(topic):
        return why
    people = User.objects.filter(people_in(Topic.objects.filter(pk=topic.pk)))
    return KEPT_FOR_NOW if LegalHold.objects.in_force().filter(person__in=people.values("pk")).exists() else ""


def must_keep(post: Post) -> bool:
    """Its words and files stay for whoever a hold is for, on its topic or on somebody in it, whoever reads it."""
    if TopicHold.objects.in_force().filter(topic=post.topic_id).exists():
        return True
    people = Q(person=post.author_id) | Q(person__in=post.mentions.values("person"))
    return LegalHold.objects.in_force().filter(people).exists()


def people_held() -> Q:
    """Of people, those in a conversation that must stay as it is. It is not for them to know."""
    held = TopicHold.objects.in_force().values("topic")
    return people_in(Topic.objects.filter(pk__in=held))


def people_in(topics: TopicQuerySet) -> Q:
    """Of people, those who wrote in these topics, or are called there."""
    posts = Post.objects.filter(topic__in=topics.values("pk"))
    called = Mention.objects.filter(post__in=posts.values("pk"))
    return Q(pk__in=topics.values("author")) | Q(pk__in=posts.values("author")) | Q(pk__in=called.values("person"))


def _until(day: dt.date | None) -> str:
    return f" until {day:%-d %B %Y}" if day else ""
