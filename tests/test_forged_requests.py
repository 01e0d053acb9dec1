"""What another site can make a browser send: a POST without our token changes nothing, and neither does any GET.

The views are those of the URLconf, and the addresses those of the crawl, so a new view is tested without being listed.
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.trends.actions.write_briefing import TEXTS, add_briefing
from ratsite.trends.enums import BriefingKind
from tests.crawl import body_of
from tests.factories import take_second_step
from tests.test_extra_fields import Written
from tests.test_second_step_on_pages import places

pytestmark = pytest.mark.django_db

# Views without Django's CSRF check, and what they ask for instead.
EXEMPT = {
    "mail:stop": "Mail programs post without a cookie (RFC 8058). The signed link is the proof.",
    "pages:contact_send": "Public pages set no cookie. The form carries a signed time; other sites are refused.",
}
# What a GET may write, by view, and why. Nothing of it is written for a HEAD or a prefetch.
# The counts in the band, stored at most once a minute so that the next page need not count.
ANY_VIEW = {f"accounts_user.{name}" for name in ("counted_at", "needs_count", "review_count")}
READ_MARKS = {"notifications_notification.read_at"}
WRITTEN_BY_READING = {
    "circles:circle": READ_MARKS,
    "drafts:draft_list": READ_MARKS,
    "forum:flag_list": READ_MARKS,
    "forum:topic": READ_MARKS | {"forum_topicread"},
    "library:access_request": READ_MARKS,
    "library:resource": READ_MARKS | {"library_resourceopening"},  # the reader's last opening: what is new since then
    "library:version": READ_MARKS,
    "own_messages:message_list": READ_MARKS,
    "own_sanctions:own_sanctions": READ_MARKS,
    "people:invite": READ_MARKS,
    "staff_access:access_change": READ_MARKS,
    "trends:briefing": READ_MARKS,
}
# What is written although perhaps nobody has read the page.
WRITTEN_BY_FETCHING = {
    "library:file_download": {"library_filedownload"},  # the owner sees who downloaded a file of the circle
    "private:calendar": {"feeds_feedtoken.last_used_on"},
    "private:forum": {"feeds_feedtoken.last_used_on"},
    "private:library": {"feeds_feedtoken.last_used_on"},
    "sitemap": {"ratsite_cache"},
}
# Requests that show a page to nobody.
NOT_READ = {
    "HEAD": ("head", {}),
    "prefetch": ("get", {"headers": {"Sec-Purpose": "prefetch"}}),
    "prerender": ("get", {"headers": {"Sec-Purpose": "prefetch;prerender"}}),
    "POST": ("post", {"data": {"csrfmiddlewaretoken": "b" * 32}}),
}
FIRST_COLUMN = re.compile(r'^UPDATE\s+"?(\w+)"?\s+SET\s+"?(\w+)"?', re.IGNORECASE)


class WrittenColumns(Written):
    """Tables that were written to; of an update "table.column", with the first column that it sets."""

    def __call__(self, execute, sql, params, many, context):
        before = set(self.tables)
        answer = super().__call__(execute, sql, params, many, context)
        if found := FIRST_COLUMN.match(sql.lstrip()):
            self.tables = before | {f"{found[1]}.{found[2]}"}
        return answer


@pytest.fixture
def steward(world) -> User:
    """A member of the circle who was given every role."""
    person = world.people["moderator"]
    person.groups.set(Group.objects.filter(name__in=Role.values))
    return person


@pytest.fixture
def addresses(world, steward) -> list[str]:
    """Addresses of every view. A briefing is added, because the shared test data has none."""
    briefing = add_briefing(author=steward, kind=BriefingKind.ADVICE, **dict.fromkeys(TEXTS, "clear"))
    return [*places(world), briefing.get_absolute_url()]


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (view name with namespaces, pattern) for every address."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{namespace}{one.namespace}:" if one.namespace else namespace)
        else:
            yield f"{namespace}{one.name}", one


def visitor(person: User | None) -> Client:
    """A browser in which this person has signed in with the second step, and that checks forms as Django does."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if person:
        client.force_login(person)
        take_second_step(client, person)
    client.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    return client


def answer(client: Client, method: str, address: str, **sent) -> tuple[int, set[str]]:
    """Return the status and what was written; it is undone."""
    cookies, written = dict(client.cookies), WrittenColumns()
    with transaction.atomic():
        with connection.execute_wrapper(written):
            response = getattr(client, method)(address, **sent)
            body_of(response)
        transaction.set_rollback(True)
    client.cookies.update(cookies)
    return response.status_code, written.tables


def view_of(address: str) -> str:
    return resolve(address.partition("?")[0]).view_name


@pytest.mark.usefixtures("world")
def test_only_named_views_take_a_post_without_the_csrf_check():
    found = {name for name, one in patterns(get_resolver()) if getattr(one.callback, "csrf_exempt", False)}
    assert found == set(EXEMPT)


def test_a_post_from_another_site_changes_nothing_at_any_view(addresses, steward):
    client, taken, asked = visitor(steward), {}, set()
    for address in addresses:
        name = view_of(address)
        if name in asked or name in EXEMPT:
            continue
        asked.add(name)
        status, written = answer(client, "post", address, data={"csrfmiddlewaretoken": "a" * 32})
        if status != 403 or written:
            taken[address] = (status, written)
    assert taken == {}
    assert len(asked) > 300


@pytest.mark.parametrize("who", ["steward", "anonymous"])
def test_opening_a_page_writes_nothing_but_that_it_was_read(addresses, steward, who):
    client = visitor(steward if who == "steward" else None)
    opened, surprising = set(), {}
    for address in addresses:
        name = view_of(address)
        if name in opened:
            continue
        status, written = answer(client, "get", address)
        if status in (200, 302, 405):  # a page, or none that a steward would get at another address
            opened.add(name)
        if more := written - ANY_VIEW - WRITTEN_BY_READING.get(name, set()) - WRITTEN_BY_FETCHING.get(name, set()):
            surprising[address] = more
    assert surprising == {}
    assert len(opened) > {"steward": 250, "anonymous": 200}[who]


def test_a_page_that_nobody_looks_at_is_not_marked_as_read(addresses, steward):
    client, marked, read = visitor(steward), [], set()
    for address in addresses:
        name = view_of(address)
        if may := WRITTEN_BY_READING.get(name):
            if answer(client, "get", address)[1] & may:
                read.add(name)
            for how, (method, sent) in NOT_READ.items():
                if answer(client, method, address, **sent)[1] & may:
                    marked.append((how, address))
    assert marked == []
    assert read == set(WRITTEN_BY_READING)
