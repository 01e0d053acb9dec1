"""Post the demo's invented conversations through the forum's own actions, in the order of their dates."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from forum.actions.answer_question import accept_answer
from forum.actions.ask_author import ask_author
from forum.actions.change_topic import pin_topic, set_topic_lock
from forum.actions.decline_question import decline_question
from forum.actions.end_question import close_due_questions
from forum.actions.flag import flag_post
from forum.actions.follow import follow
from forum.actions.mark_read import catch_up
from forum.actions.notify import notify_of_post
from forum.actions.post import post_reply, start_topic
from forum.enums import HELD_POSTS, About
from forum.models import Board, Post, Topic
from ratsite.accounts.models import User
from ratsite.demo.content_files import load_topics
from ratsite.moderation.actions.claim import claim
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit, Sector
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Mail

TOLD_OF = dt.timedelta(days=7)
KEEPER = "sian-p"  # the moderator who pins and locks topics
LOOKED_IN = [dt.timedelta(days=days) for days in (12, 2, 5, 1, 40)]


@dataclass(frozen=True)
class Utterance:
    """One post of the demo's conversations. is_first: whether the post opens its topic."""

    topic: dict
    post: dict
    is_first: bool
    said_at: dt.datetime


def load_conversations(boards: dict[str, Board], people: dict[str, User]) -> None:
    """Fill the demo's boards with posts: published at once or, if they are marked as held, waiting for a moderator."""
    now = timezone.now()
    utterances = [
        Utterance(topic, post, index == 0, _in_working_hours(now - dt.timedelta(days=post["days_ago"]), now))
        for topic in load_topics()
        for index, post in enumerate(topic["posts"])
    ]
    utterances.sort(key=lambda utterance: utterance.said_at)
    speaker = _Speaker(boards, people)
    Board.objects.update(holds_newcomers=False)
    speaker.say(utterance for utterance in utterances if not utterance.post.get("held"))
    Board.objects.update(holds_newcomers=True)
    speaker.say(utterance for utterance in utterances if utterance.post.get("held"))
    speaker.put_in_order(people[KEEPER])
    close_due_questions()


def let_them_catch_up(people: dict[str, User]) -> None:
    """Mark all posts as read up to some days ago, so that each demo person has some, but not all, posts to read."""
    now = timezone.now()
    for number, person in enumerate(people.values()):
        boards = Board.objects.visible_to(person)
        catch_up(reader=person, boards=boards, until=now - LOOKED_IN[number % len(LOOKED_IN)])


def notify_everyone(people: dict[str, User]) -> None:
    """Let each demo person follow a board and a form of exploitation, and notify them of recent unread posts."""
    boards, words = list(Board.objects.filter(circle=None)), list(ExploitationForm.objects.all())
    for number, person in enumerate(people.values()):
        follow(person=person, about=About.BOARD, level=Level.DIGEST, target=boards[number % len(boards)])
        follow(person=person, about=About.FORM, level=Level.DIGEST, target=words[number % len(words)])
    recent = Post.objects.live().filter(published_at__gt=timezone.now() - TOLD_OF).order_by("published_at")
    for post_id in recent.values_list("pk", flat=True):
        notify_of_post(post_id)


def _in_working_hours(moment: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return a time between 07:30 and 19:30 on the same day as `moment`, by scaling the day's 24 hours to 12.

    Nobody in the demo writes at night. If that time is in the future, return the earlier of it and `moment`.
    """
    midnight = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    squeezed = midnight + dt.timedelta(hours=7.5) + (moment - midnight) / 2
    return min(squeezed, moment) if squeezed > now else squeezed


class _Speaker:
    def __init__(self, boards: dict[str, Board], people: dict[str, User]):
        self.boards = {key: Board.objects.get(pk=board.pk) for key, board in boards.items()}
        self.people = people
        self.forms = ExploitationForm.objects.in_bulk(field_name="slug")
        self.affected = AffectedGroup.objects.in_bulk(field_name="slug")
        self.areas = Area.objects.in_bulk(field_name="slug")
        self.sectors = Sector.objects.in_bulk(field_name="slug")
        self.remits = Remit.objects.in_bulk(field_name="slug")
        self.topics: dict[str, Topic] = {}

    def say(self, utterances) -> None:
        for utterance in utterances:
            if utterance.is_first:
                self._open(utterance)
            else:
                self._reply(utterance)

    def put_in_order(self, moderator: User) -> None:
        for row in load_topics():
            topic_id = self.topics[row["key"]].pk
            if row["pinned"]:
                pin_topic(topic_id=topic_id, moderator=moderator, is_pinned=True)
            if declined := row.get("declined"):
                remit, person = self.remits[declined["remit"]], self.people[declined["by"]]
                decline_question(topic_id=topic_id, remit_id=remit.pk, person=person)
            if reason := row.get("locked"):
                set_topic_lock(topic_id=topic_id, moderator=moderator, is_locked=True, reason=reason)

    def _open(self, utterance: Utterance) -> None:
        row = utterance.topic
        board = Board.objects.get(pk=self.boards[row["board"]].pk)
        post = start_topic(
            board=board,
            author=self.people[utterance.post["author"]],
            title=row["title"],
            body=utterance.post["body"],
            kind=row["kind"],
            marking=board.marking,
            may_act=row["may_act"],
            forms=[self.forms[slug] for slug in row["forms"]],
            affected=[self.affected[slug] for slug in row["who"]],
            trend=self._trend(row.get("trend"), utterance.said_at),
            asked_remits=[self.remits[slug] for slug in row.get("asked", [])],
            written_at=utterance.said_at,
        )
        self.topics[row["key"]] = post.topic

    def _trend(self, row: dict | None, said_at: dt.datetime) -> dict | None:
        if row is None:
            return None
        last = timezone.localdate(said_at)
        first = last - dt.timedelta(days=row["began_days_before"])
        return {
            "areas": [self.areas[slug] for slug in row["areas"]],
            "sector": self.sectors[row["sector"]],
            "first_month": first.replace(day=1),
            "last_month": last.replace(day=1),
            "confidence": row["confidence"],
        }

    def _reply(self, utterance: Utterance) -> None:
        topic = Topic.objects.select_related("board").get(pk=self.topics[utterance.topic["key"]].pk)
        post = post_reply(
            topic=topic,
            author=self.people[utterance.post["author"]],
            body=utterance.post["body"],
            spoken_for=utterance.post.get("spoken_for", ""),
            voice=utterance.post.get("voice", "name"),
            answers_for=[self.remits[slug].pk for slug in utterance.post.get("answers_for", [])],
            written_at=utterance.said_at,
        )
        if utterance.post.get("accepted"):
            accept_answer(post_id=post.pk, asker=topic.author)
        if said := utterance.post.get("flagged"):
            flag_post(post_id=post.pk, reporter=self.people[said["by"]], reason=said["reason"], text=said["words"])
        if asked := utterance.post.get("asked"):
            ask_author(post_id=post.pk, moderator=self.people[asked["by"]], text=asked["words"])
            Mail.objects.filter(to=post.author.email).delete()  # the demo's people have no mailbox
        if looker := utterance.post.get("claimed_by"):
            claim(queue=HELD_POSTS, item_id=post.pk, person=self.people[looker])
