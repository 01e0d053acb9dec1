"""Test data for random actions: few people, boards and topics, so that actions often concern the same rows.

Every text contains a canary, a unique word that begins with CANARY. `Network` records who typed which word.
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
LETTERS = 5  # in each word after CANARY: all words are equally long, so that none is the beginning of another
Pick = Callable[[Sequence], Any]  # returns a random one of several options


@dataclass
class Network:
    now: dt.datetime = at("2026-11-23", "09:00")
    people: list[int] = field(default_factory=list)
    boards: list[int] = field(default_factory=list)
    circles: list[int] = field(default_factory=list)
    agencies: list[int] = field(default_factory=list)
    typed: dict[str, int] = field(default_factory=dict)  # word → id of the person who typed it and did not discard it
    names: dict[int, str] = field(default_factory=dict)  # surnames by person, as they were when the person joined
    erased: list[str] = field(default_factory=list)  # surnames of erased people
    history: list[str] = field(default_factory=list)  # each action with its outcome, the newest last
    words: int = 0  # number of words returned so far

    def word(self, author: User | None = None) -> str:
        """Return a new unique word. author: recorded as the person who typed it."""
        self.words += 1
        number, letters = self.words, ""
        for _ in range(LETTERS):
            number, place = divmod(number, len(string.ascii_uppercase))
            letters = string.ascii_uppercase[place] + letters
        word = f"CANARY{letters}"
        if author is not None:
            self.typed[word] = author.pk
        return word

    def can_lose_a_person(self) -> bool:
        """True if more than FEWEST_PEOPLE people are members."""
        return User.objects.approved().filter(pk__in=self.people).count() > FEWEST_PEOPLE

    def frozen_clock(self):
        """Return a context manager that sets Django's clock to `now`."""
        return patch("django.utils.timezone.now", lambda: self.now)


def session_user(person_id: int, *, with_second_step: bool = True) -> User | None:
    """Return the person as a request loads them from the session, or None if they may no longer sign in."""
    person = MemberBackend().get_user(person_id)
    if person is not None:
        person.has_taken_second_step = with_second_step
    return person


def client_of(person_id: int, *, with_second_step: bool = True) -> Client:
    """Return a client with a session of this person, even if they may no longer sign in."""
    client, person = Client(raise_request_exception=True), User.objects.get(pk=person_id)
    client.force_login(person)
    if with_second_step:
        take_second_step(client, person)
    return client


def small_file(word: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{word}.txt", f"Ask about {word} first.".encode())


def build_network() -> Network:
    """Create the network with which every example begins: each board has topics, and each queue has an item."""
    network = Network()
    with network.frozen_clock():
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
        circle = CircleFactory(name=f"Circle {network.word()}", purpose="To plan together.")
        circle.people.add(stewards[0], stewards[1], members[0], members[2])
        other = CircleFactory(name=f"Circle {network.word()}", purpose="To learn together.")
        other.agencies.add(agencies[1])
        other.remits.add(agencies[2].main_remit)
        board_settings = {"bars_own_agency": False, "ceiling": Marking.AMBER_STRICT}
        boards = [
            BoardFactory(name=f"Everybody {network.word()}", **board_settings),
            BoardFactory(name=f"Held {network.word()}", holds_replies=True, **board_settings),
            BoardFactory(name=f"Inside {network.word()}", circle=circle, **board_settings | {"ceiling": Marking.RED}),
            BoardFactory(name=f"Other {network.word()}", circle=other, **board_settings),
        ]
        network.people, network.boards = [one.pk for one in people], [one.pk for one in boards]
        network.names = {one.pk: one.last_name for one in people}
        network.circles, network.agencies = [circle.pk, other.pk], [one.pk for one in agencies]
        inside, elsewhere = members[0], members[2]
        for board, author in zip(boards, (inside, inside, inside, elsewhere), strict=True):
            _start_topic(network, board, author)
        asked = {"kind": "question", "asked_remits": [agencies[1].main_remit, agencies[2].main_remit]}
        _start_topic(network, boards[0], inside, **asked)
        _add_waiting_items(network, boards, inside)
    return network


def _start_topic(network: Network, board: Board, author: User, **fields) -> Topic:
    """Start a topic with one reply."""
    texts = {"title": f"Doors {network.word(author)}", "body": f"Seen again: {network.word(author)}"}
    topic = make_topic(board, author, **texts, **fields)
    post_reply(topic=topic, author=author, body=f"And then {network.word(author)}")
    return topic


def _add_waiting_items(network: Network, boards: list[Board], author: User) -> None:
    """Flag a post, and add an edit that waits for approval. A held reply on the second board waits already."""
    topic = Topic.objects.filter(board=boards[0]).first()
    flag_post(post_id=topic.posts.first().pk, reporter=User.objects.get(pk=network.people[-1]), reason="other", text="")
    Board.objects.filter(pk=boards[0].pk).update(holds_replies=True)
    post = topic.posts.last()
    body = f"{post.source} Corrected: {network.word(author)}"  # keep the words that the author typed before
    edit_post(post_id=post.pk, editor=author, body=body, reason="Clearer")
    Board.objects.filter(pk=boards[0].pk).update(holds_replies=False)


def circles(network: Network) -> list[Circle]:
    return list(Circle.objects.filter(pk__in=network.circles).order_by("pk"))


def agencies(network: Network) -> list[Agency]:
    return list(Agency.objects.filter(pk__in=network.agencies).order_by("pk"))


def advance_clock(network: Network, minutes: int) -> None:
    network.now += dt.timedelta(minutes=minutes)


def today(network: Network) -> dt.date:
    return timezone.localdate(network.now)
