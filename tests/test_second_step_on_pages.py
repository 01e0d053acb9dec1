"""On every page a steward without the second step gets a member's response, or is sent to the second step."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from wagtail.models import ModelLogEntry

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.web.access import SECOND_STEP_VIEWS
from tests.crawl import CANARY, addresses, everything_in
from tests.factories import take_second_step
from tests.test_access import MEMBERS_VIEWS, STEWARDS_VIEWS, tables, walk

pytestmark = pytest.mark.django_db

PLACES_A_VIEW = 3  # enough to meet what is for the circle, for members, and held
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
# Catch up tells a coordinator who has not taken the step, and links to a page that leads to it and back.
WAY_TO_THE_STEP = 'href="/review/health/"'
WAYS = re.compile(r'\b(?:href|action|name|for)="[^"]*"')
# What a steward's forms send. An address takes of it what it knows.
SENT = {
    "reason": "It names a street.", "text": "A note.", "note": "A note.", "title": "Another title", "body": "Words.",
    "marking": "clear", "may_act": "free", "voice": "behalf", "explanation": "The hostel", "choice": "approve",
    "is_pinned": "1", "is_locked": "1", "minutes": "60", "months": "12", "archive": "1", "up": "1", "confirmed": "1",
    "kind": "silence", "length": "week", "roles": "Coordinators", "state": "left",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A response: its status, its redirect, and the private words, links and form fields of the page."""

    status: int
    leads_to: str
    words: frozenset[str]
    ways: frozenset[str]


@pytest.fixture
def steward(world) -> User:
    """A member of the circle with every role."""
    person = world.people["moderator"]
    person.groups.set(Group.objects.filter(name__in=Role.values))
    return person


def places(world) -> list[str]:
    """Return some addresses of every view, from the crawl and the table of access."""
    chosen, seen = [], Counter()
    for address in dict.fromkeys([*addresses(world), *(address for address, _ in tables(world))]):
        try:
            name = resolve(address.partition("?")[0]).view_name
        except Resolver404:
            continue
        seen[name] += 1
        if seen[name] <= PLACES_A_VIEW and name != "account_logout" and not address.startswith("/cms/"):
            chosen.append(address)
    return chosen


def walked(person: User, asked: Iterable[str], *, with_second_step: bool = False) -> dict[str, Answer]:
    """Return the response for each address opened by this person. Changes are rolled back."""
    client, found = signed_in(person, with_second_step), {}
    for address in asked:
        with transaction.atomic():
            response = client.get(address)
            text = everything_in(response, address)
            transaction.set_rollback(True)
        main = MAIN.search(text)
        ways = frozenset(WAYS.findall(main[0] if main else "")) - {WAY_TO_THE_STEP}
        found[address] = Answer(
            response.status_code, response.get("Location", ""), frozenset(CANARY.findall(text)), ways
        )
    return found


def sent(person: User, asked: Iterable[str], *, with_second_step: bool = False) -> dict[str, tuple[int, int]]:
    """Return the status and the number of new audit log entries for each address to which this person posts."""
    client, found = signed_in(person, with_second_step), {}
    for address in asked:
        with transaction.atomic():
            before = ModelLogEntry.objects.count()
            status = client.post(address, SENT).status_code
            found[address] = (status, ModelLogEntry.objects.count() - before)
            transaction.set_rollback(True)
    return found


def signed_in(person: User, with_second_step: bool) -> Client:
    client = Client()
    client.force_login(person)
    if with_second_step:
        take_second_step(client, person)
    return client


def to_the_second_step(address: str) -> str:
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': address})}"


def test_the_walk_meets_every_view(world):
    met = {resolve(address.partition("?")[0]).view_name for address in places(world)}
    assert STEWARDS_VIEWS - met == set()
    assert len(MEMBERS_VIEWS & met) > 50


def test_opening_a_page_gives_a_member_s_answer_or_leads_to_the_second_step(world, steward):
    asked = places(world)
    without, opened = walked(steward, asked), walked(steward, asked, with_second_step=True)
    steward.groups.clear()
    member = walked(steward, asked)
    led = {address for address in asked if without[address].leads_to == to_the_second_step(address)}
    assert {
        address: without[address] for address in asked if address not in led and without[address] != member[address]
    } == {}
    refused = {address for address in asked if opened[address].status == 200 and member[address].status in (403, 404)}
    assert refused - led == set()
    views = {address: resolve(address.partition("?")[0]).view_name for address in led}
    assert {member[address].status for address in led if views[address] not in SECOND_STEP_VIEWS} <= {403, 404}
    assert {*views.values()} >= {"forum:topic_marking", "forum:topic_act"}


def test_sending_a_form_gives_a_member_s_answer(world, steward):
    asked = places(world)
    without, opened = sent(steward, asked), sent(steward, asked, with_second_step=True)
    steward.groups.clear()
    member = sent(steward, asked)
    assert {address: without[address] for address in asked if without[address] != member[address]} == {}
    names = {
        resolve(address).view_name for address in asked if "?" not in address and opened[address] != member[address]
    }
    works = ("marking", "act", "move", "merge", "split", "pin", "lock", "rename", "reply")  # a reply on behalf
    assert {f"forum:topic_{name}" for name in works} - names == set()


def test_every_page_of_the_cms_leads_to_the_second_step(steward):
    routes = {f"/{route}" for _, route in walk(get_resolver().url_patterns) if route.startswith("cms/")}
    client = signed_in(steward, False)
    fixed = sorted(route for route in routes if not re.search(r"[<(^$?\\]", route))
    assert len(fixed) > 30
    assert {route for route in fixed if client.get(route).get("Location") != to_the_second_step(route)} == set()
    assert {route for route in fixed if client.post(route, SENT).status_code != 403} == set()
