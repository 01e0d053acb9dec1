"""Random actions of members, through the site's own actions and forms.

Each function gets the network and `pick`, which returns a random one of several options. It returns an Action, which is
the actor with a function that does the action, or None if there is nothing to do.
"""

import uuid
from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from forum.actions.answer_question import accept_answer, reopen_question, say_answered
from forum.actions.ask_author import answer_moderators
from forum.actions.correct_topic import correct_topic
from forum.actions.decline_question import decline_question
from forum.actions.dismiss_question import dismiss_question
from forum.actions.edit import edit_post
from forum.actions.end_question import close_own_question, extend_question
from forum.actions.flag import flag_post
from forum.actions.follow import follow
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.mark_topic import mark_topic
from forum.actions.post import post_reply, start_topic
from forum.actions.save_draft import reply_place
from forum.actions.save_post import save_post
from forum.actions.set_may_act import change_may_act
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import About, MayAct, TopicKind, Voice
from forum.models import Ask, Board, Draft, ModeratorQuestion, Post, Topic
from forum.queries.hashes import hash_of_text, newest_text
from forum.queries.marking_change import preview_change
from forum.queries.quotes import as_read
from forum.text.quotes import quote
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.models import User
from ratsite.network.models import Remit
from ratsite.notifications.enums import Level
from tests.factories import save_draft
from tests.stateful.network import Network, Pick, client_of, session_user, small_file

Action = tuple[User, Callable[[User], object]]
WHY = "As agreed at the meeting"


def one_of(rows: QuerySet, pick: Pick):
    """Return a random row, or None if there is none. The rows are ordered by id, so that a seed repeats the choice."""
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.model.objects.get(pk=pick(numbers)) if numbers else None


def pick_person(network: Network, pick: Pick) -> User | None:
    """Return a random person as a request would load them, or None if that person may not sign in."""
    return session_user(pick(network.people))


def topic_for(person: User, pick: Pick) -> Topic | None:
    return one_of(Topic.objects.visible_to(person), pick)


def post_for(person: User, pick: Pick) -> Post | None:
    return one_of(Post.objects.visible_to(person), pick)


def start_new_topic(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    board = person and one_of(Board.objects.visible_to(person), pick)
    if board is None:
        return None
    kind = pick([TopicKind.DISCUSSION, TopicKind.QUESTION])
    asked = list(Remit.objects.order_by("pk")[:3]) if kind == TopicKind.QUESTION else []
    said = {
        "title": f"Doors {network.word()}",
        "body": f"Seen again: {network.word()}",
        "marking": pick(board.markings()),
        "may_act": pick(list(MayAct)),
        "kind": kind,
        "asked_remits": asked,
        "voice": pick([Voice.NAME, Voice.ROLE, Voice.AGENCY]),
    }
    return person, lambda who: record_typed(network, who, start_topic(board=board, author=who, **said), said["body"])


def reply(network: Network, pick: Pick) -> Action | None:
    """Post a reply with a quote, a file or an answer to the question, or with none of them."""
    person = pick_person(network, pick)
    topic = person and topic_for(person, pick)
    if topic is None:
        return None
    body, files, answers = f"And then {network.word()}", [], []
    extra = pick(["nothing", "quote", "file", "answer"])
    if extra == "quote":
        body = with_quote(body, person, topic, pick)
    if extra == "file":
        files = [network.word()]
    if extra == "answer":
        answers = list(topic.asks.order_by("pk").values_list("remit", flat=True))
    said = {"body": body, "answers_for": answers, "submission": uuid.uuid4()}

    def do(who: User) -> Post:
        post = post_reply(topic=topic, author=who, files=list(map(small_file, files)), **said)
        return record_typed(network, who, post, body, *files)

    return person, do


def with_quote(body: str, person: User, topic: Topic, pick: Pick) -> str:
    """Return the text after a quote of a random post that the person can read, if the topic may quote it."""
    quoted = one_of(Post.objects.shown_to(person), pick)
    block = quote(quoted.pk if quoted else None, writer=person, board=topic.board, marking=topic.marking)
    return f"{block.text}\n\n{body}"


def record_typed(network: Network, author: User, post: Post, *texts: str) -> Post:
    """Record that this author typed these texts. Return the post."""
    for text in texts:
        network.typed[text.split()[-1]] = author.pk
    return post


def reply_through_form(network: Network, pick: Pick) -> Action | None:
    """Reply through the form. If it refuses the reply, it must show the text again or save it."""
    person = pick_person(network, pick)
    topic = person and topic_for(person, pick)
    if topic is None:
        return None
    body = f"{pick(['On the page', 'Ring 07700 900123'])} {network.word()}"

    def do(who: User) -> int:
        client = client_of(who.pk, with_second_step=who.has_taken_second_step)
        response = client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": body, "voice": Voice.NAME})
        assert body.split()[-1] in response.content.decode() or response.status_code in (302, 404), response
        if response.status_code == 302 and session_user(who.pk) is not None:
            network.typed[body.split()[-1]] = who.pk
        return response.status_code

    return person, do


def write_draft(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    topic = person and topic_for(person, pick)
    if topic is None:
        return None
    place, body = reply_place(topic), f"Not ready {network.word()}"
    if pick(["nothing", "quote"]) == "quote":
        body = with_quote(body, person, topic, pick)

    def do(who: User) -> Draft:
        there = Draft.objects.filter(person=who, place=place).first()
        text = f"{there.text}\n\n{body}".strip() if there else body
        sequence = there.sequence if there else 0
        saved = save_draft(person=who, place=place, fields={"body": [text]}, sequence=sequence, topic=topic)
        network.typed[body.split()[-1]] = who.pk
        return saved

    return person, do


def own_post(network: Network, pick: Pick) -> tuple[User | None, Post | None]:
    person = pick_person(network, pick)
    return person, person and one_of(Post.objects.visible_to(person).filter(author=person), pick)


def edit(network: Network, pick: Pick) -> Action | None:
    person, post = own_post(network, pick)
    if post is None:
        return None
    newest = newest_text(post)  # as the form shows it
    body = f"{as_read(post, newest.source, person)} {network.word()}"
    change = {"post_id": post.pk, "body": body, "shown": hash_of_text(newest), "reason": WHY}
    return person, lambda who: record_typed(network, who, edit_post(editor=who, **change), body)


def withdraw(network: Network, pick: Pick) -> Action | None:
    person, post = own_post(network, pick)
    return post and (person, lambda who: withdraw_post(post_id=post.pk, author=who))


def undo_the_withdrawal(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    post = person and one_of(Post.objects.withdrawn_by(person), pick)
    return post and (person, lambda who: undo_withdrawal(post_id=post.pk, author=who))


def flag(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    post = person and one_of(Post.objects.shown_to(person).exclude(author=person), pick)
    return post and (person, lambda who: flag_post(post_id=post.pk, reporter=who, reason="identifies"))


def mark_read(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    topic = person and topic_for(person, pick)
    if topic is None:
        return None
    if pick(["this", "all"]) == "this":
        return person, lambda who: mark_topic_read(topic=topic, reader=who, number=topic.last_number)
    return person, lambda who: catch_up(reader=who, boards=Board.objects.visible_to(who), until=timezone.now())


def follow_or_save(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    post = person and one_of(Post.objects.shown_to(person), pick)
    if post is None:
        return None
    if pick(["follow", "save"]) == "save":
        return person, lambda who: save_post(post_id=post.pk, person=who)
    about = {"about": About.TOPIC, "level": Level.AT_ONCE, "target": post.topic}
    return person, lambda who: follow(person=who, **about)


def correct_own_topic(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    topic = person and one_of(Topic.objects.visible_to(person).filter(author=person), pick)
    title = f"Corrected {network.word()}"
    return topic and (person, lambda who: correct_topic(topic_id=topic.pk, actor=who, title=title, reason=WHY))


def mark_own_topic(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    topic = person and one_of(Topic.objects.visible_to(person).filter(author=person), pick)
    if topic is None:
        return None
    if pick(["marking", "may act"]) == "may act":
        value = pick(list(MayAct))
        return person, lambda who: change_may_act(topic_id=topic.pk, actor=who, may_act=value, reason=WHY)
    return person, marked(topic, pick)


def marked(topic: Topic, pick: Pick) -> Callable[[User], bool]:
    """Return a function that changes the topic's marking with the hash of the current preview."""
    topic = Topic.objects.select_related("board__circle").get(pk=topic.pk)
    marking = pick(topic.board.markings())

    def do(who: User) -> bool:
        seen = preview_change(topic, marking, who).shown_hash
        return mark_topic(topic_id=topic.pk, actor=who, marking=marking, reason=WHY, shown_hash=seen)

    return do


def end_own_question(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    topic = person and one_of(Topic.objects.visible_to(person).filter(asks__asked_by=person).distinct(), pick)
    if topic is None:
        return None
    how = pick([say_answered, reopen_question, close_own_question, extend_question, accept_answer])
    if how is accept_answer:
        post = one_of(Post.objects.shown_to(person).filter(topic=topic), pick)
        return post and (person, lambda who: accept_answer(post_id=post.pk, asker=who))
    return person, lambda who: how(topic_id=topic.pk, asker=who)


def dismiss_or_decline_question(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    ask = person and one_of(Ask.objects.visible_to(person), pick)
    if ask is None:
        return None
    if pick(["not for me", "not for us"]) == "not for me":
        return person, lambda who: dismiss_question(topic_id=ask.topic_id, person=who)
    return person, lambda who: decline_question(topic_id=ask.topic_id, remit_id=ask.remit_id, person=who)


def answer_moderators_question(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick)
    asked = person and one_of(ModeratorQuestion.objects.visible_to(person).filter(ended_at=None), pick)
    if asked is None:
        return None
    return person, lambda who: answer_moderators(post_id=asked.post_id, author=who, answer="A road, not a person")


def leave_the_network(network: Network, pick: Pick) -> Action | None:
    person = pick_person(network, pick) if network.can_lose_a_person() else None
    return person and (person, lambda who: leave(person=who, reason=""))


OWN_POST_ACTIONS = (reply, edit, withdraw, undo_the_withdrawal)  # the state machine does these more often
MEMBER_ACTIONS = (
    start_new_topic, reply, reply_through_form, write_draft, edit, withdraw, undo_the_withdrawal, flag, mark_read,
    follow_or_save, correct_own_topic, mark_own_topic, end_own_question, dismiss_or_decline_question,
    answer_moderators_question, leave_the_network,
)  # fmt: skip
