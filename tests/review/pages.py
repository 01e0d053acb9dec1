"""Deciding as a moderator does: on a page that was opened first."""

import re

from django.http import HttpResponse
from django.test import Client

from tests.markup import flat


def opened(client: Client, address: str) -> str:
    """What the page's form says that the moderator has read."""
    return re.findall(r'name="shown_hash" value="(\w+)"', flat(client.get(address).content))[0]


def decide(client: Client, address: str, **sent: str) -> HttpResponse:
    return client.post(address, {"shown_hash": opened(client, address), **sent})
