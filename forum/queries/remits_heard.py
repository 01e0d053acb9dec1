"""The remits of the network in one topic: which have spoken, which were asked and have not spoken, and the rest."""

from dataclasses import dataclass, fields

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from forum.enums import SHOWS_REMIT, AskState
from forum.models import Ask, Post, Topic
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.network.models import AgencyProfile, Remit


@dataclass(frozen=True)
class HeardRemit:
    """One remit in a topic. The slug and name are those of the Remit, so that the template tags can draw it."""

    pk: int
    slug: str
    name: str
    has_spoken: bool
    is_asked: bool
    has_declined: bool  # it was asked, and answered that the question is not for it
    question_id: int | None = None  # the newest question that asks it, was begun from this topic and was not closed
    question_title: str = ""
    question_state: str = ""  # of that question to this remit


@dataclass(frozen=True)
class RemitsHeard:
    """All remits of the network, by whether they were heard in one topic. It counts remits, never people or posts."""

    remits: tuple[HeardRemit, ...]

    @property
    def spoken(self) -> list[HeardRemit]:
        return [remit for remit in self.remits if remit.has_spoken]

    @property
    def asked(self) -> list[HeardRemit]:
        """The remits that the topic asks and that have not answered in it."""
        return [remit for remit in self.remits if remit.is_asked and not (remit.has_spoken or remit.has_declined)]

    @property
    def declined(self) -> list[HeardRemit]:
        """The remits that answered, here or in a question begun from this topic, that the question is not for them."""
        here = [remit for remit in self.remits if remit.has_declined and not remit.has_spoken]
        return here + [remit for remit in self._elsewhere if remit.question_state == AskState.DECLINED]

    @property
    def asked_elsewhere(self) -> list[HeardRemit]:
        """The remits that have not spoken here and are asked only by another question, begun from this topic."""
        return [remit for remit in self._elsewhere if remit.question_state != AskState.DECLINED]

    @property
    def _elsewhere(self) -> list[HeardRemit]:
        return [remit for remit in self.remits if remit.question_id and not (remit.has_spoken or remit.is_asked)]

    @property
    def missing(self) -> list[HeardRemit]:
        return [remit for remit in self.remits if not (remit.has_spoken or remit.is_asked or remit.question_id)]


def remits_heard(topic: Topic, reader: User) -> RemitsHeard:
    """Return which remits were heard in the topic. One query, which costs the same for a short and a long topic.

    A remit has spoken if a live post shows it. Posts on behalf of an agency show no remit. Questions that were begun
    from this topic count only for readers who can read them.
    """
    return RemitsHeard(tuple(HeardRemit(*row) for row in _rows(topic.pk, reader)))


@compiled(int, Reader)
def _rows(topic_id: int, reader: User) -> QuerySet:
    """Return a row for each remit, with the fields of HeardRemit."""
    posts = Post.objects.live().filter(topic=topic_id, number__isnull=False, voice__in=SHOWS_REMIT)
    # One lookup in the index post_by_profile for each profile. From an Exists, PostgreSQL makes a join that reads every
    # post of the topic: 16 ms of 22 in a topic of 10,000 posts.
    first = Subquery(posts.filter(profile=OuterRef("pk")).order_by().values("pk")[:1])
    spoken = AgencyProfile.objects.alias(first=first).filter(first__isnull=False)
    asked = Ask.objects.filter(topic=topic_id)
    declined = asked.filter(state=AskState.DECLINED)
    questions = Topic.objects.visible_to(reader).published().filter(asked_from=topic_id)
    asks = Ask.objects.filter(topic__in=questions.order_by(), remit=OuterRef("pk")).exclude(state=AskState.CLOSED)
    newest = asks.order_by("-topic_id")
    return Remit.objects.annotate(
        has_spoken=ExpressionWrapper(Q(pk__in=spoken.order_by().values("main_remit")), BooleanField()),
        is_asked=ExpressionWrapper(Q(pk__in=asked.order_by().values("remit")), BooleanField()),
        has_declined=ExpressionWrapper(Q(pk__in=declined.order_by().values("remit")), BooleanField()),
        question_id=Subquery(newest.values("topic_id")[:1]),
        question_title=Subquery(newest.values("topic__title")[:1]),
        question_state=Subquery(newest.values("state")[:1]),
    ).values_list(*(one.name for one in fields(HeardRemit)))
