"""Find topics whose retention time has run out, and reasons why a topic must not change."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Board, Mention, Post, Topic, TopicHold
from forum.models.topic_queryset import TopicQuerySet
from forum.queries.names_in_posts import names_of
from ratsite.accounts.models import ERASED, User
from ratsite.privacy.models import LegalHold

MUST_STAY = gettext_lazy("We must keep something in this topic for now. Ask a coordinator.")
FILES_STAY = gettext_lazy(
    "You cannot remove files from this post for now. If you withdraw the post, nobody else can open its files."
)
NAMELESS = gettext_lazy(
    "We removed the names from this topic, so it stays in the archive. Start a new topic that links to it."
)
KEEPS = gettext_lazy("The law requires us to keep a topic that contains their text or their name")
# The account that replaces authors in anonymised topics (forum.actions.anonymise)
NOBODYS_ADDRESS = f"a-member{ERASED}"
MOST_SHOWN = 50  # the page shows so many topics, oldest first; the others follow when these are decided


def due_on_boards_of(steward: User) -> TopicQuerySet:
    """Return the published topics on this steward's boards whose retention time has run out, oldest first.

    The board is selected with each topic. Topics under a legal hold are left out, because nobody can decide on them;
    the page lists them separately.
    """
    held = TopicHold.objects.in_force().values("topic")
    topics = Topic.objects.visible_to(steward).due_for_review().exclude(pk__in=held)
    return topics.filter(board__in=Board.objects.managed_by(steward)).select_related("board").order_by("last_post_at")


def hold_on(topic: Topic) -> str:
    """Return a message saying that a legal hold is on the topic, and why; "" without a hold.

    Show it only to people who manage the board.
    """
    hold = TopicHold.objects.in_force().filter(topic=topic).first()
    if hold is None:
        return ""
    facts = {"title": topic.title, "reason": hold.reason}
    if hold.until is None:
        return _("The law requires us to keep “%(title)s”: %(reason)s") % facts
    facts["day"] = format_date(hold.until, "j F Y")
    return _("The law requires us to keep “%(title)s” until %(day)s: %(reason)s") % facts


def why_topic_cannot_change(topic: Topic) -> str:
    """Return the reason why the topic cannot be renamed, archived, split or merged now; empty if it can."""
    if why := hold_on(topic):
        return why
    if not is_losing_names(topic):
        return ""
    being_removed = _("We are removing the names from “%(title)s”. Wait until that is done.") % {"title": topic.title}
    return why_topic_must_stay(topic) or being_removed


def is_losing_names(topic: Topic) -> bool:
    """True if names are still to be removed from the anonymised topic: the task has not run, or a hold delays it."""
    return topic.is_anonymised and Topic.objects.filter(losing_names(), pk=topic.pk).exists()


def losing_names() -> Q:
    """Return a condition (Q) on topics: those that were anonymised, but still show names, which are removed later.

    It is true as long as a post or the topic itself has an author who is not the anonymous account. The topic's author
    is replaced last.
    """
    named = Post.objects.filter(topic=OuterRef("pk")).exclude(author__email=NOBODYS_ADDRESS)
    return Q(is_anonymised=True) & (Exists(named) | ~Q(author__email=NOBODYS_ADDRESS))


def why_topic_must_stay(topic: Topic) -> str:
    """Return the reason why nobody can archive or anonymise the topic now; empty if they can.

    If the reason is a legal hold on a person in the topic, the message does not say so, because the user may be that
    person.
    """
    if why := hold_on(topic):
        return why
    people = User.objects.filter(people_in(Topic.objects.filter(pk=topic.pk)))
    return MUST_STAY if LegalHold.objects.in_force().filter(person__in=people.values("pk")).exists() else ""


def must_keep(post: Post) -> bool:
    """True if a legal hold on the topic, the author or a mentioned person forbids deleting the post's content.

    The content is the text and the files.
    """
    if TopicHold.objects.in_force().filter(topic=post.topic_id).exists():
        return True
    holds = LegalHold.objects.in_force()
    if holds.filter(Q(person=post.author_id) | Q(person__in=post.mentions.values("person"))).exists():
        return True
    return post.is_withdrawn and _mentioned_one_of(post, (hold.person for hold in holds.select_related("person")))


def _mentioned_one_of(post: Post, people: Iterable[User]) -> bool:
    """True if a version of a withdrawn post mentions one of these people, even if its author removed the mention later.

    A mention of another person with the same name counts too.
    """
    sources = list(post.revisions.filter(source__contains="@").values_list("source", flat=True))
    if not sources:
        return False  # most posts mention nobody
    return any(name.mention.search(source) for person in people for name in names_of(person) for source in sources)


def people_held() -> Q:
    """Return a condition (Q) on users: those who began, wrote in or are mentioned in a topic under a legal hold.

    They must not learn of the hold.
    """
    topics_held = TopicHold.objects.in_force().values("topic")
    return people_in(Topic.objects.filter(pk__in=topics_held))


def people_in(topics: TopicQuerySet) -> Q:
    """Return a condition (Q) on users: those who began, wrote in or are mentioned in one of these topics."""
    posts = Post.objects.filter(topic__in=topics.values("pk"))
    mentions = Mention.objects.filter(post__in=posts.values("pk"))
    return Q(pk__in=topics.values("author")) | Q(pk__in=posts.values("author")) | Q(pk__in=mentions.values("person"))
