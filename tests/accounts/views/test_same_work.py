"""Forms that take an email address do the same work for known and unknown ones.

The work is measured in queries, password hashes, emails and time.
"""

import math
import re
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.views.apply import ANSWERS
from ratsite.notifications.models import Mail
from tests.accounts.applicants import CHECK, make_application, send, sending
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
TRIES = 200  # of each kind
STEP = 40  # tries after which the result may be certain
SURE = 3  # standard deviations: certain in 99.7% of all measurements
MOST = 0.1  # of the usual time
VALUE = re.compile(r"\bNULL\b|'(?:[^']|'')*'|\b\d+\b|\bs\d+_x\d+")


def reset() -> Callable[[str], object]:
    client = Client()
    return lambda email: client.post(reverse("account_reset_password"), {"email": email})


def wrong_password() -> Callable[[str], object]:
    client = Client()
    return lambda email: client.post(reverse("account_login"), {"login": email, "password": "not this one"})


def invite() -> Callable[[str], object]:
    client, member = Client(), MemberFactory()
    client.force_login(member)

    def do(email: str):
        member.invitations.all().delete()
        return client.post(reverse("people:invite"), {"email": email, "memo": "They know the area."})

    return do


def apply() -> Callable[[str], object]:
    client, sent = Client(), sending()
    send(client, accepts="")

    def do(email: str):
        return client.post(CHECK, sent)

    def prepare(email: str) -> None:
        session = client.session
        answers = session[ANSWERS]
        session[ANSWERS] = {**answers, "you": {**answers["you"], "email": email}, "key": str(uuid.uuid4())}
        session.save()

    do.prepare = prepare
    return do


DOORS = {"reset": reset, "sign-in": wrong_password, "invite": invite, "apply": apply}


def known_addresses() -> dict[str, str]:
    people = {
        "member": MemberFactory(),
        "suspended": MemberFactory(state=MemberState.SUSPENDED),
        "without a password": MemberFactory(),
        "unproved": MemberFactory(),
    }
    people["without a password"].set_unusable_password()
    people["without a password"].save()
    people["unproved"].emailaddress_set.update(verified=False)
    emails = {kind: person.email for kind, person in people.items()}
    return emails | {"applied": make_application(email="applied@lock.example").email}


def work_of(call: Callable, email: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int, int]:
    """Return (SQL statements without values, number of password hashes, number of emails) for this address."""
    hashed = Counter()
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed["times"] += 1
        return encode(self, password, salt)

    cache.clear()
    getattr(call, "prepare", id)(email)
    mails = Mail.objects.count()
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(MD5PasswordHasher, "encode", counted)
        call(email)
    statements = [VALUE.sub("?", query["sql"]) for query in queries]
    return statements, hashed["times"], Mail.objects.count() - mails


@pytest.mark.parametrize("kind", ["member", "suspended", "without a password", "unproved", "applied"])
@pytest.mark.parametrize("door", DOORS)
def test_a_known_address_costs_the_same_queries_hashes_and_emails(door, kind, monkeypatch):
    known, call = known_addresses()[kind], DOORS[door]()
    getattr(call, "prepare", id)("first@lock.example")
    call("first@lock.example")  # what a worker does once
    costs = [work_of(call, email, monkeypatch) for email in (known, "unknown@lock.example", known.upper())]
    assert costs[0] == costs[1] == costs[2]
    assert (costs[0][1], costs[0][2]) == {"reset": (0, 1), "sign-in": (1, 0), "invite": (0, 1), "apply": (0, 1)}[door]


def test_an_unknown_address_gets_no_account_and_no_link(django_capture_on_commit_callbacks):
    before = User.objects.count()
    reset()("unknown@lock.example")
    assert User.objects.count() == before
    assert "/account/password/reset/key/" not in Mail.objects.get().text


def difference(call: Callable, known: str, tries: int) -> float:
    """Return the median difference between the two addresses, as a share of the median time.

    Each pair is measured one after the other, so that a slow phase of the computer affects both. Stops early when the
    median is certainly below MOST.
    """
    pairs: list[tuple[float, float]] = []
    while len(pairs) < tries and not (pairs and len(pairs) % STEP == 0 and is_certainly_small(pairs)):
        took = {}
        for email in (known, "unknown@lock.example") if len(pairs) % 2 else ("unknown@lock.example", known):
            cache.clear()
            getattr(call, "prepare", id)(email)
            start = time.perf_counter()
            call(email)
            took[email] = time.perf_counter() - start
        pairs.append((took[known], took["unknown@lock.example"]))
    return abs(statistics.median(first - second for first, second in pairs)) / usual_time(pairs)


def usual_time(pairs: list[tuple[float, float]]) -> float:
    return statistics.median(one for pair in pairs for one in pair)


def is_certainly_small(pairs: list[tuple[float, float]]) -> bool:
    """Return True if the confidence interval of the median difference (sign test) is within MOST of the usual time."""
    differences = sorted(first - second for first, second in pairs)
    rank = int(len(pairs) / 2 - SURE * math.sqrt(len(pairs)) / 2)
    limit = MOST * usual_time(pairs)
    return -limit < differences[rank - 1] and differences[-rank] < limit


@pytest.mark.parametrize("door", DOORS)
def test_a_known_address_takes_the_same_time(door):
    """Tests use a cheap password hasher, so that a slow hash does not hide the time of an additional query."""
    known, call = known_addresses()["member"], DOORS[door]()
    measured = difference(call, known, TRIES)
    if measured >= MOST:
        measured = difference(call, known, 3 * TRIES)
    assert measured < MOST
