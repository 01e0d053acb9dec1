"""A small network for random acts: few people, boards and topics, so that acts often concern the same rows.

Every text typed in it has a word of its own, which begins with CANARY.
"""

import datetime as dt
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from forum.actions.edit import edit_post
from forum.actions.flag import flag_post
from forum.actions.post import post_reply
from forum.models import Board, Topic
from ratsite.accounts.backends import MemberBackend
from ratsite.accounts.models import User
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Circle, Remit
from tests.clock import at
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic, take_second_step

REMITS = ("housing", "policing", "health")
FEWEST_PEOPLE = 8
LETTERS = 5  # of the number in a word, always as many: no word begins another
Pick = Callable[[Sequence], Any]  # one of several, as whoever runs the acts chooses


@dataclass
class Town:
    now: dt.datetime = at("2026-11-23", "09:00")
    people: list[int] = field(default_factory=list)
    boards: list[int] = field(default_factory=list)
    circles: list[int] = field(default_factory=list)
    agencies: list[int] = field(default_factory=list)
    typed: dict[str, int] = field(default_factory=dict)  # word -> who typed it and has not thrown it away
    names: dict[int, str] = field(default_factory=dict)  # surnames, as they were when people joined
    erased: list[str] = field(default_factory=list)  # those of people who were erased
    done: list[str] = field(default_factory=list)  # what happened, the newest last
    words: int = 0  # how many there are

    def word(self, author: User | None = None) -> str:
        """Return a new unique word, noted as typed by this author if there is one."""
        self.words += 1
        number, letters = self.words, ""
        for _ in range(LETTERS):
            number, place = divmod(number, len(string.ascii_uppercase))
            letters = string.ascii_uppercase[place] + letters
        word = f"CANARY{letters}"
        if author is not None:
            self.typed[word] = author.pk
        return word

    def is_lively(self) -> bool:
        """True if so many people are left that one may leave."""
        return User.objects.approved().filter(pk__in=self.people).count() > FEWEST_PEOPLE

    def stopped(self):
        """Return a context in which Django's clock shows this town's time."""
        return patch("django.utils.timezone.now", lambda: self.now)


def as_in_a_session(person_id: int, *, with_second_step: bool = True) -> User | None:
    """Return the person as the next request reads them; None if they may no longer sign in."""
    person = MemberBackend().get_user(person_id)
    if person is not None:
        person.has_taken_second_step = with_second_step
    return person


def client_of(person_id: int, *, with_second_step: bool = True) -> Client:
    """Return a client that was signed in earlier, whether or not the person may still sign in."""
    client, person = Client(raise_request_exception=True), User.objects.get(pk=person_id)
    client.force_login(person)
    if with_second_step:
        take_second_step(client, person)
    return client


def small_file(word: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{word}.txt", f"Ask about {word} first.".encode())


def build() -> Town:
    """Return the town in which every example begins: each board has topics, and each queue has an item."""
    town = Town()
    with town.stopped():
        agencies = [AgencyFactory(main_remit=Remit.objects.get(slug=slug)) for slug in REMITS]
        for agency in agencies:
            agency.remits.add(agency.main_remit)
        roles = [["Moderators"], ["Coordinators"]]
        stewards = [MemberFactory(agency=agency, roles=chosen) for agency in agencies for chosen in roles]
        members = [MemberFactory(agency=agency) for agency in agencies for _ in range(2)]
        for place, person in enumerate([*stewards, *members]):
            person.last_name = f"Surname{string.ascii_lowercase[place] * 3}"
            person.save()
        people = [*stewards, *members]
        circle = CircleFactory(name=f"Circle {town.word()}", purpose="To plan together.")
        circle.people.add(stewards[0], stewards[1], members[0], members[2])
        other = CircleFactory(name=f"Circle {town.word()}", purpose="To learn together.")
        other.agencies.add(agencies[1])
        other.remits.add(agencies[2].main_remit)
        loose = {"bars_own_agency": False, "ceiling": Marking.AMBER_STRICT}
        boards = [
            BoardFactory(name=f"Everybody {town.word()}", **loose),
            BoardFactory(name=f"Held {town.word()}", holds_replies=True, **loose),
            BoardFactory(name=f"Inside {town.word()}", circle=circle, **loose | {"ceiling": Marking.RED}),
            BoardFactory(name=f"Other {town.word()}", circle=other, **loose),
        ]
        town.people, town.boards = [one.pk for one in people], [one.pk for one in boards]
        town.names = {one.pk: one.last_name for one in people}
        town.circles, town.agencies = [circle.pk, other.pk], [one.pk for one in agencies]
        inside, elsewhere = members[0], members[2]
        for board, author in zip(boards, (inside, inside, inside, elsewhere), strict=True):
            _begin(town, board, author)
        asked = {"kind": "question", "asked_remits": [agencies[1].main_remit, agencies[2].main_remit]}
        _begin(town, boards[0], inside, **asked)
        _let_wait(town, boards, inside)
    return town


def _begin(town: Town, board: Board, author: User, **fields) -> Topic:
    """Start a topic with one reply."""
    texts = {"title": f"Doors {town.word(author)}", "body": f"Seen again: {town.word(author)}"}
    topic = make_topic(board, author, **texts, **fields)
    post_reply(topic=topic, author=author, body=f"And then {town.word(author)}")
    return topic


def _let_wait(town: Town, boards: list[Board], author: User) -> None:
    """Flag a post, and leave an edit waiting for a moderator. The reply on the second board waits in any case."""
    topic = Topic.objects.filter(board=boards[0]).first()
    flag_post(post_id=topic.posts.first().pk, reporter=User.objects.get(pk=town.people[-1]), reason="other", text="")
    Board.objects.filter(pk=boards[0].pk).update(holds_replies=True)
    post = topic.posts.last()
    body = f"{post.source} Corrected: {town.word(author)}"  # nothing that the author typed is thrown away
    edit_post(post_id=post.pk, editor=author, body=body, reason="Clearer")
    Board.objects.filter(pk=boards[0].pk).update(holds_replies=False)


def circles(town: Town) -> list[Circle]:
    return list(Circle.objects.filter(pk__in=town.circles).order_by("pk"))


def agencies(town: Town) -> list[Agency]:
    return list(Agency.objects.filter(pk__in=town.agencies).order_by("pk"))


def minutes_pass(town: Town, minutes: int) -> None:
    town.now += dt.timedelta(minutes=minutes)


def today(town: Town) -> dt.date:
    return timezone.localdate(town.now)
