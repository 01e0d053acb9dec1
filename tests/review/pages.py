"""Decide an item of the review queue through its page, as a moderator does."""

import re

from django.http import HttpResponse
from django.test import Client

from tests.markup import flat


def opened(client: Client, address: str) -> str:
    """Return the shown_hash in the page's form."""
    return re.findall(r'name="shown_hash" value="(\w+)"', flat(client.get(address).content))[0]


def decide(client: Client, address: str, **sent: str) -> HttpResponse:
    """Decide the item. If identifiers are masked in it, show them first."""
    shown_hash = opened(client, address)
    page = flat(client.get(address).content)
    if 'name="shown_found"' in page:
        page = flat(client.post(address, {"show": "1", "shown_hash": shown_hash}).content)
    found = re.findall(r'name="shown_found" value="(\w+)"', page)
    return client.post(address, {"shown_hash": shown_hash, "shown_found": "".join(found), **sent})


def press_twice(client: Client, address: str, choice: str) -> str:
    """Decide the item, then send the form once more. Return the page of the second answer."""
    decide(client, address, choice=choice, reason="It says too much")
    answer = client.post(address, {"choice": "approve", "reason": "I pressed twice"})
    page = flat(answer.content)
    assert (answer.status_code, "I pressed twice" in page) == (404, True)
    return page
