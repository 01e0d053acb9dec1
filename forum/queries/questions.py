"""What a topic's page and forms show of its question: the remits that it asks, and what this reader can do about it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from forum.enums import AskState, Reminder, TopicKind
from forum.models import Ask, AskDismissal, Topic
from forum.models.byline import Byline
from forum.rules.topics import can_reply
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.network.models import Agency


@dataclass(frozen=True)
class Question:
    """The question of a topic as one reader sees it: `asks` has one row for each remit that is asked.

    Each Ask has two more attributes: `is_for_reader` (the reader's agency has this remit) and `is_dismissed` (the
    reader pressed "Not for me"). may_write: the reader may decline, settle and accept. may_answer: they may reply.
    """

    asks: list[Ask]
    reader: User
    may_write: bool
    may_answer: bool

    @property
    def is_open(self) -> bool:
        return any(ask.is_open for ask in self.asks)

    @property
    def is_own(self) -> bool:
        return bool(self.own)

    @property
    def own(self) -> list[Ask]:
        """The asks of this question that the reader asked."""
        return [ask for ask in self.asks if ask.asked_by_id == self.reader.pk]

    @property
    def is_own_open(self) -> bool:
        return any(ask.is_open for ask in self.own)

    @property
    def is_own_ended(self) -> bool:
        return any(not ask.is_open for ask in self.own)

    @property
    def is_own_ending(self) -> bool:
        """True if the reader asked the question, was reminded that it ends soon, and has not asked for more time."""
        return any(ask.is_open and ask.reminder == Reminder.SENT for ask in self.own)

    @property
    def can_accept(self) -> bool:
        """True if the reader may accept a post as the answer: they asked the question, and it still needs one.

        It still needs one while it is open, and while it is answered but no post was accepted. Accepting a post does
        not remove a remit's answer.
        """
        if not self.may_write:
            return False
        is_answered = any(ask.state == AskState.ANSWERED for ask in self.own)
        return self.is_own_open or (is_answered and not any(ask.accepted_id for ask in self.own))

    @property
    def accepted(self) -> set[int]:
        """The ids of the posts that were accepted as the answer: one, or more if several people asked."""
        return {ask.accepted_id for ask in self.asks if ask.accepted_id is not None}

    @property
    def ends_on(self) -> dt.date:
        """The day after which the last open ask is closed. Only for an open question."""
        return max(ask.ends_on for ask in self.asks if ask.is_open)

    @property
    def asked_of_reader(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.is_for_reader]

    @property
    def for_reader(self) -> list[Ask]:
        return [ask for ask in self.asked_of_reader if ask.is_open]

    @property
    def waits_for_reader(self) -> bool:
        """True if the question is under the reader's "Needs you"."""
        return any(not ask.is_dismissed for ask in self.for_reader)


def asks_reopened_without(topic: Topic, post_ids: Collection[int]) -> list[Ask]:
    """Return the asks that would be open again if these posts left the topic, with their remits.

    `forum.actions.answer_question.lose_answers` reopens the same asks. No query if the topic is not a question.
    """
    if topic.kind != TopicKind.QUESTION:
        return []
    answered = topic.asks.filter(Q(answer__in=post_ids) | Q(accepted__in=post_ids)).select_related("remit")
    return [ask for ask in answered if {ask.answer_id, ask.accepted_id} <= {None, *post_ids}]


def question_of(topic: Topic, reader: User) -> Question | None:
    """Return the topic's question as this reader sees it; None if the topic asks no remit. One query."""
    if topic.kind != TopicKind.QUESTION:
        return None
    asks = (
        Ask.objects.filter(topic=topic).select_related("remit", "answer", "accepted").order_by("remit__position", "pk")
    )
    mine = Agency.remits.through.objects.filter(remit=OuterRef("remit"), agency=reader.agency_id)
    dismissals = AskDismissal.objects.filter(ask=OuterRef("pk"), person=reader.pk)
    asks = asks.annotate(is_asked=Exists(mine), is_dismissed=Exists(dismissals))
    rows = list(asks.defer(*(f"{post}__{text}" for post in ("answer", "accepted") for text in ("source", "html"))))
    for ask in rows:
        ask.is_for_reader = ask.is_asked and ask.asked_by_id != reader.pk
    may_write, may_answer = can_write(reader), can_reply(reader, topic)
    return Question(rows, reader, may_write, may_answer) if rows else None


def asks_to_answer(topic: Topic, person: User) -> list[Ask]:
    """Return the topic's asks to remits of this person's agency, open or not; [] if the topic is not a question."""
    if topic.kind != TopicKind.QUESTION:
        return []
    return list(topic.asks.of(person).select_related("remit"))


def asks_answerable_by(by: Byline) -> Q:
    """Return a condition (Q) on asks: those that a post with this byline may answer.

    A post with its author's name may answer all asks. Any other post may answer only asks to the remit that its byline
    shows: an answer for another remit would tell readers more about the author.
    """
    if by.person:
        return Q()
    return Q(remit__in=by.agency.remits.all()) if by.agency else Q(remit=by.remit)


def has_hidden_remits(by: Byline, remit_ids: Collection[int]) -> bool:
    """True if the byline hides the author's name and does not show all of these remits (see asks_answerable_by)."""
    if by.person:
        return False
    known = set(by.agency.remits.values_list("pk", flat=True)) if by.agency else {by.remit and by.remit.pk}
    return not set(remit_ids) <= known
