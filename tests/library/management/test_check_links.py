"""The link check runs only if the operator starts it, never asks a private network, and reports to curators."""

import io
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from library import link_requests
from library.actions.store_link_check import store_link_check
from library.enums import Audience, LinkState
from library.link_requests import is_public_address, request_address
from library.models import LinkCheck
from library.queries.outside_links import outside_addresses
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.markup import flat

ASKED: Counter = Counter()
LIST = reverse("library:link_list")


class Server(BaseHTTPRequestHandler):
    """A server that responds by path: with a status, or with a redirect."""

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        ASKED[f"{self.command} {self.path}"] += 1
        status, _, place = self.path.strip("/").partition("/")
        if status == "nohead":
            status = "405" if self.command == "HEAD" else "200"
        if status == "loop":
            status, place = "302", "/loop"
        if status == "slow":
            threading.Event().wait(1.5)
            status = "200"
        self.send_response(int(status))
        if place:
            self.send_header("Location", place.replace("HERE", f"http://127.0.0.1:{self.server.server_port}"))
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()


def here(ip: str) -> bool:
    """Let the test's server count as public; other addresses are checked by the real rule."""
    return ip == "127.0.0.1" or is_public_address(ip)


@pytest.mark.parametrize(
    ("path", "state", "text"),
    [
        ("/200", LinkState.ANSWERS, "200"),
        ("/nohead", LinkState.ANSWERS, "200"),
        ("/404", LinkState.GONE, "404"),
        ("/410", LinkState.GONE, "410"),
        ("/500", LinkState.GONE, "500"),
        ("/302/HERE/200", LinkState.ANSWERS, "200"),
        ("/301/HERE/200", LinkState.MOVED, "200"),
        ("/308/HERE/301/HERE/200", LinkState.MOVED, "200"),
        ("/301/HERE/404", LinkState.GONE, "404"),
    ],
)
def test_each_address_has_one_of_three_states(server, path, state, text):
    answer = request_address(server + path, is_public=here)
    assert (answer.state, answer.text) == (state, text)
    wanted = f"{server}/200" if state is LinkState.MOVED else ""
    assert answer.moved_to.endswith("/200") if wanted else answer.moved_to == ""


def test_get_is_asked_only_where_head_is_not_answered_well(server):
    ASKED.clear()
    request_address(f"{server}/200", is_public=here)
    request_address(f"{server}/nohead", is_public=here)
    assert ASKED == {"HEAD /200": 1, "HEAD /nohead": 1, "GET /nohead": 1}


def test_a_circle_and_a_slow_server_and_no_server_are_gone(server, monkeypatch):
    monkeypatch.setattr(link_requests, "SECONDS", 0.5)
    assert request_address(f"{server}/loop", is_public=here).text == "leads round in a circle"
    assert request_address(f"{server}/slow", is_public=here).text == "does not answer in time"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    assert request_address(f"http://127.0.0.1:{closed}/", is_public=here).text == "does not answer"


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::",
        "255.255.255.255",
    ],
)  # fmt: skip
def test_no_private_address_is_public(ip):
    assert not is_public_address(ip)


def test_public_addresses_are():
    assert all(is_public_address(ip) for ip in ("151.101.0.144", "2a04:4e42::144", "8.8.8.8"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "http://", "http://user:pass@a.example/"])
def test_the_link_check_requests_only_public_web_pages(url):
    assert request_address(url).text == "is no address of a public web page"


def test_a_private_network_is_never_asked_nor_by_a_redirect(server, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, *a, **k: [(2, 1, 6, "", (host, port))])
    ASKED.clear()
    assert request_address(f"{server}/200").text == "is an address of a private network"
    for place in ("http://169.254.169.254/latest/meta-data/", "http://[::1]:80/", "file:///etc/passwd"):
        assert request_address(f"{server}/302/{place}", is_public=here).state is LinkState.GONE
    assert [path for path in ASKED if path.startswith(("HEAD /200", "HEAD /latest"))] == []


def test_a_name_that_has_one_private_address_is_not_asked(monkeypatch):
    """If a host name has two addresses, the request might go to the private one."""
    both = [(2, 1, 6, "", ("151.101.0.144", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: both)
    assert request_address("http://two.example/").text == "is an address of a private network"


def link(url: str) -> dict:
    return {"url": url, "title": "A page", "kind": "public_body"}


@pytest.mark.django_db
def test_the_command_asks_each_address_once_and_curators_see_what_it_found(server, monkeypatch, sign_in):
    monkeypatch.setattr(link_requests, "is_public_address", here)
    curator, circle = MemberFactory(roles=["Curators"]), CircleFactory()
    make_resource(curator, title="Good", links=[link(f"{server}/200")])
    make_resource(curator, title="Moved", links=[link(f"{server}/301/HERE/200#part")])
    make_resource(curator, title="Gone", links=[link(f"{server}/404"), link(f"{server}/404#other")])
    make_resource(title="CLOSED", audience=Audience.CIRCLE, circle=circle, links=[link(f"{server}/410")])
    monkeypatch.setattr("library.management.commands.check_links.outside_addresses", lambda: ours(server))
    LinkCheck.objects.create(url="https://old.example/", state="gone", answer="404", checked_at="2026-01-01T00:00Z")
    ASKED.clear()
    out = io.StringIO()
    call_command("check_links", stdout=out)
    assert "4 addresses: 1 answers, 1 has moved, 2 gone or does not load" in out.getvalue()
    assert ASKED["HEAD /404"] + ASKED["GET /404"] == 2
    assert not LinkCheck.objects.filter(url="https://old.example/").exists()
    page = flat(sign_in(curator, with_second_step=True).get(LIST).content)
    assert [word in page for word in ("Good", "Moved", "Gone or does not load", "CLOSED")] == [
        False,
        True,
        True,
        False,
    ]


def ours(server: str) -> set[str]:
    return {url for url in outside_addresses() if url.startswith(server)}


@pytest.mark.django_db
def test_the_oldest_are_asked_first(monkeypatch):
    make_resource(links=[link("https://a.example/"), link("https://b.example/"), link("https://c.example/")])
    for name, year in (("a", 2025), ("b", 2024)):
        LinkCheck.objects.create(
            url=f"https://{name}.example/", state="answers", answer="200", checked_at=f"{year}-01-01T00:00Z"
        )
    asked = []
    gone = link_requests.Answer(LinkState.GONE, "404")
    monkeypatch.setattr(
        "library.management.commands.check_links.request_address", lambda url: asked.append(url) or gone
    )
    addresses = {f"https://{name}.example/" for name in "abc"}
    monkeypatch.setattr("library.management.commands.check_links.outside_addresses", lambda: addresses)
    call_command("check_links", "--at-most=2", stdout=io.StringIO())
    assert asked == ["https://c.example/", "https://b.example/"]


@pytest.mark.django_db
def test_links_of_public_pages_are_asked_and_the_site_s_own_are_not(settings):
    from ratsite.pages.models import StandardPage

    page = StandardPage.objects.get(slug="why")
    page.introduction = f"See https://council.example/page. And {settings.SITE_URL}/why/"
    page.save()
    found = outside_addresses()
    assert "https://council.example/page" in found
    assert [url for url in found if url.startswith(settings.SITE_URL)] == []


@pytest.mark.django_db
def test_a_broken_link_of_a_public_page_names_the_page_and_leads_to_it(sign_in):
    from ratsite.pages.models import StandardPage

    page = StandardPage.objects.get(slug="why")
    page.introduction = "See https://council.example/page."
    page.save()
    LinkCheck.objects.create(
        url="https://council.example/page", state="gone", answer="404", checked_at="2026-01-01T00:00Z"
    )
    LinkCheck.objects.create(url="https://unused.example/", state="gone", answer="404", checked_at="2026-01-01T00:00Z")
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    html = flat(client.get(LIST).content)
    assert f'<a href="{page.url}">{page.title}</a>' in html
    assert "unused.example" not in html


@pytest.mark.django_db
def test_the_list_says_when_links_were_last_checked(sign_in):
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    assert "We have never checked the links." in flat(client.get(LIST).content)
    store_link_check(url="https://example.org/", state=LinkState.ANSWERS, answer="200", moved_to="")
    day = date_format(timezone.localdate(), "j F Y")
    assert f"We last checked links on {day}." in flat(client.get(LIST).content)


@pytest.mark.django_db
def test_a_curator_outside_a_circle_does_not_read_that_no_link_is_broken(sign_in):
    make_resource(audience=Audience.CIRCLE, circle=CircleFactory(), links=[link("https://a.example/")])
    store_link_check(url="https://a.example/", state=LinkState.GONE, answer="404", moved_to="")
    html = flat(sign_in(MemberFactory(roles=["Curators"]), with_second_step=True).get(LIST).content)
    assert "We know of no broken link in what you can read." in html
    assert "a.example" not in html


@pytest.mark.django_db
def test_no_page_requests_a_linked_address(monkeypatch, sign_in):
    monkeypatch.setattr(link_requests, "_status", lambda *a: pytest.fail("a page asked"))
    curator = MemberFactory(roles=["Curators"])
    resource = make_resource(curator, links=[link("https://a.example/")])
    staff_client = sign_in(curator, with_second_step=True)
    assert [staff_client.get(url).status_code for url in (LIST, resource.get_absolute_url())] == [200, 200]
