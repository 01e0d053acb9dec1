"""No address redirects to another site, whatever target a visitor gives."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve

from ratsite.accounts.enums import Role
from tests.crawl import PUBLIC_PAGES, body_of
from tests.factories import PASSWORD
from tests.test_access import walk
from tests.test_second_step_on_pages import SENT, places, signed_in

SITE = "http://testserver/"
NAMES = ("next", "then", "back", "from", "return", "return_to", "return_url", "url", "redirect", "redirect_to", "to")
HERE = "/forum/?marker=here"  # a page of the site, by which one sees who reads such a name
TARGETS = (
    "//evil.example", "https:evil.example", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)",
    "https://evil.example", "https://testserver@evil.example", "/\t/evil.example", "http:///evil.example",
    "https://testserver.evil.example", "///evil.example", " //evil.example", "data:text/html,evil",
)  # fmt: skip
LINKS = re.compile(r'\b(?:href|action|formaction|src)="([^"]*)"')
SIGN_IN = {"password": PASSWORD, "login": "outsider@redirects.example", "oldpassword": PASSWORD}


def fixed_routes(beginning: str) -> list[str]:
    """Yield the addresses below this one that take no parameter."""
    routes = (f"/{route}" for _, route in walk(get_resolver().url_patterns) if not re.search(r"[<(^$?\\]", route))
    return [route for route in routes if route.startswith(beginning)]


def one_of_each_view(world) -> list[str]:
    found = {resolve(address.partition("?")[0]).view_name: address.partition("?")[0] for address in places(world)}
    return [*found.values(), *fixed_routes("/cms/"), *fixed_routes("/account/")]


def asked(client: Client, address: str, target: str) -> Iterator[HttpResponse]:
    """Return the responses to opening it and to sending its form with the target; changes are rolled back."""
    names = dict.fromkeys(NAMES, target)
    for send in (
        lambda: client.get(f"{address}?{urlencode(names)}"),
        lambda: client.post(f"{address}?{urlencode(names)}", {**SENT, **SIGN_IN, **names}),
    ):
        cookies = dict(client.cookies)
        with transaction.atomic():
            yield send()
            transaction.set_rollback(True)
        client.cookies.update(cookies)


def leads_to(response: HttpResponse) -> list[str]:
    """Return where a response leads: its redirect, or the links and forms of its page."""
    if "Location" in response:
        return [response["Location"]]
    return LINKS.findall(body_of(response).decode("utf-8", "replace"))


def leaves(target: str) -> bool:
    """True if a browser would leave the site.

    It reads \\ as /, drops tabs and line ends, and takes any number of slashes as the beginning of a host.
    """
    read = re.sub(r"[\t\r\n]", "", target.strip()).replace("\\", "/")
    if with_host := re.match(r"(https?:|(?=//))/*(.*)", read, re.IGNORECASE):
        read = f"{with_host[1]}//{with_host[2]}"
    whole = urlsplit(urljoin(SITE, read))
    return whole.scheme not in ("http", "https") or whole.netloc != "testserver"


@pytest.fixture
def visits(world) -> list[tuple[Client, list[str]]]:
    """A visitor without a session, a steward with every role, one without the second step, and what each opens."""
    everything, waits = world.people["moderator"], world.people["other_moderator"]
    everything.groups.set(Group.objects.filter(name__in=Role.values))
    for person in (everything, waits):
        person.set_password(PASSWORD)
        person.save()
    outsider = world.people["outsider"]
    outsider.emailaddress_set.update(email=SIGN_IN["login"])
    outsider.email = SIGN_IN["login"]
    outsider.save()
    account = fixed_routes("/account/")
    found = [
        (Client(), [*account, *PUBLIC_PAGES]),
        (signed_in(everything, True), one_of_each_view(world)),
        (signed_in(waits, False), account),
    ]
    for client, _ in found:
        client.raise_request_exception = False  # /cms/failwhale/ fails for everybody
    return found


@pytest.mark.parametrize(
    ("target", "is_off"),
    [*((target, True) for target in TARGETS), ("/forum/", False), ("?page=2", False), ("#post-2", False), ("", False)],
)
def test_the_check_reads_addresses_as_browsers_do(target, is_off):
    assert leaves(target) == is_off


@pytest.mark.django_db
def test_no_address_leads_off_the_site(visits):
    readers = [
        (client, address)
        for client, addresses in visits
        for address in addresses
        if any(unescape(link) == HERE for answer in asked(client, address, HERE) for link in leads_to(answer))
    ]
    assert {address for _, address in readers} >= {"/account/login/", "/account/logout/"}
    off = {
        (address, target, link)
        for client, address in readers
        for target in TARGETS
        for answer in asked(client, address, target)
        for link in map(unescape, leads_to(answer))
        if ("evil" in link and leaves(link)) or link.startswith("javascript:")
    }
    assert off == set()
