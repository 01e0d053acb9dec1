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

NOTIFIED_OF = dt.timedelta(days=7)  # people are notified of posts up to this age
ORGANISER = "sian-p"  # the moderator who pins and locks topics
LAST_VISITS = [dt.timedelta(days=days) for days in (12, 2, 5, 1, 40)]


@dataclass(frozen=True)
class Posting:
    """One post of the demo's conversations. is_first: whether the post opens its topic."""

    topic: dict
    post: dict
    is_first: bool
    posted_at: dt.datetime


def load_conversations(boards: dict[str, Board], people: dict[str, User]) -> None:
    """Fill the demo's boards with posts: published at once or, if they are marked as held, waiting for a moderator."""
    now = timezone.now()
    postings = [
        Posting(topic, post, index == 0, _in_working_hours(now - dt.timedelta(days=post["days_ago"]), now))
        for topic in load_topics()
        for index, post in enumerate(topic["posts"])
    ]
    postings.sort(key=lambda posting: posting.posted_at)
    poster = _Poster(boards, people)
    Board.objects.update(holds_newcomers=False)
    poster.post_all(posting for posting in postings if not posting.post.get("held"))
    Board.objects.update(holds_newcomers=True)
    poster.post_all(posting for posting in postings if posting.post.get("held"))
    poster.finish_topics(people[ORGANISER])
    close_due_questions()


def mark_older_posts_read(people: dict[str, User]) -> None:
    """Mark all posts as read up to some days ago, so that each demo person has some, but not all, posts to read."""
    now = timezone.now()
    for number, person in enumerate(people.values()):
        boards = Board.objects.visible_to(person)
        catch_up(reader=person, boards=boards, until=now - LAST_VISITS[number % len(LAST_VISITS)])


def notify_everyone(people: dict[str, User]) -> None:
    """Let each demo person follow a board and a form of exploitation, and notify them of recent unread posts."""
    boards, words = list(Board.objects.filter(circle=None)), list(ExploitationForm.objects.all())
    for number, person in enumerate(people.values()):
        follow(person=person, about=About.BOARD, level=Level.DIGEST, target=boards[number % len(boards)])
        follow(person=person, about=About.FORM, level=Level.DIGEST, target=words[number % len(words)])
    recent = Post.objects.live().filter(published_at__gt=timezone.now() - NOTIFIED_OF).order_by("published_at")
    for post_id in recent.values_list("pk", flat=True):
        notify_of_post(post_id)


def _in_working_hours(moment: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return a time between 07:30 and 19:30 on the same day as `moment`, by scaling the day's 24 hours to 12.

    Nobody in the demo writes at night. If that time is in the future, return the earlier of it and `moment`.
    """
    midnight = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    squeezed = midnight + dt.timedelta(hours=7.5) + (moment - midnight) / 2
    return min(squeezed, moment) if squeezed > now else squeezed


class _Poster:
    def __init__(self, boards: dict[str, Board], people: dict[str, User]):
        self.boards = {key: Board.objects.get(pk=board.pk) for key, board in boards.items()}
        self.people = people
        self.forms = ExploitationForm.objects.in_bulk(field_name="slug")
        self.affected = AffectedGroup.objects.in_bulk(field_name="slug")
        self.areas = Area.objects.in_bulk(field_name="slug")
        self.sectors = Sector.objects.in_bulk(field_name="slug")
        self.remits = Remit.objects.in_bulk(field_name="slug")
        self.topics: dict[str, Topic] = {}

    def post_all(self, postings) -> None:
        for posting in postings:
            if posting.is_first:
                self._open(posting)
            else:
                self._reply(posting)

    def finish_topics(self, moderator: User) -> None:
        for row in load_topics():
            topic_id = self.topics[row["key"]].pk
            if row["pinned"]:
                pin_topic(topic_id=topic_id, moderator=moderator, is_pinned=True)
            if declined := row.get("declined"):
                remit, person = self.remits[declined["remit"]], self.people[declined["by"]]
                decline_question(topic_id=topic_id, remit_id=remit.pk, person=person)
            if reason := row.get("locked"):
                set_topic_lock(topic_id=topic_id, moderator=moderator, is_locked=True, reason=reason)

    def _open(self, posting: Posting) -> None:
        row = posting.topic
        board = Board.objects.get(pk=self.boards[row["board"]].pk)
        post = start_topic(
            board=board,
            author=self.people[posting.post["author"]],
            title=row["title"],
            body=posting.post["body"],
            kind=row["kind"],
            marking=board.marking,
            may_act=row["may_act"],
            forms=[self.forms[slug] for slug in row["forms"]],
            affected=[self.affected[slug] for slug in row["who"]],
            trend=self._trend(row.get("trend"), posting.posted_at),
            asked_remits=[self.remits[slug] for slug in row.get("asked", [])],
            written_at=posting.posted_at,
        )
        self.topics[row["key"]] = post.topic

    def _trend(self, row: dict | None, posted_at: dt.datetime) -> dict | None:
        if row is None:
            return None
        last = timezone.localdate(posted_at)
        first = last - dt.timedelta(days=row["began_days_before"])
        return {
            "areas": [self.areas[slug] for slug in row["areas"]],
            "sector": self.sectors[row["sector"]],
            "first_month": first.replace(day=1),
            "last_month": last.replace(day=1),
            "confidence": row["confidence"],
        }

    def _reply(self, posting: Posting) -> None:
        topic = Topic.objects.select_related("board").get(pk=self.topics[posting.topic["key"]].pk)
        post = post_reply(
            topic=topic,
            author=self.people[posting.post["author"]],
            body=posting.post["body"],
            explanation=posting.post.get("explanation", ""),
            voice=posting.post.get("voice", "name"),
            answers_for=[self.remits[slug].pk for slug in posting.post.get("answers_for", [])],
            written_at=posting.posted_at,
        )
        if posting.post.get("accepted"):
            accept_answer(post_id=post.pk, asker=topic.author)
        if flag := posting.post.get("flagged"):
            flag_post(post_id=post.pk, reporter=self.people[flag["by"]], reason=flag["reason"], text=flag["words"])
        if question := posting.post.get("asked"):
            ask_author(post_id=post.pk, moderator=self.people[question["by"]], text=question["words"])
            Mail.objects.filter(to=post.author.email).delete()  # the demo's people have no mailbox
        if claimer := posting.post.get("claimed_by"):
            claim(queue=HELD_POSTS, item_id=post.pk, person=self.people[claimer])
