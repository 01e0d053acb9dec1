"""Fixtures of the browser journeys: a browser, and for each module a running site on a copy of the test database.

The server's threads must see the rows of a journey, so nothing is rolled back: the copy is deleted with all that was
done in it, and tests of other folders never see it, whatever the order.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from ratsite.demo.pages import load_pages
from tests.databases import a_copy_of_the_database
from tests.journeys.rooms import Furniture
from tests.journeys.visitor import Visitor, Way
from tests.run import browser as chromium_path
from tests.world import build_world

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
WITH_SCRIPTS = Way(scripts=True, width=360, height=740)
WITHOUT_SCRIPTS = Way(scripts=False, width=360, height=740)
AT_A_DESK = Way(scripts=True, width=1280, height=900)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the journeys first, in random order, so that one worker has the browser and no long journey runs last.

    The canary crawls begin the second half of the list, which pytest-xdist gives to another worker. A worker gives away
    only the end of its part, so one worker runs all tests that share their first crawls.
    """
    journeys = [item for item in items if item.get_closest_marker("browser")]
    crawls = [item for item in items if item.path.name == "test_canaries.py"]
    apart = {*journeys, *crawls}
    others = [item for item in items if item not in apart]
    middle = max(0, len(items) // 2 - len(journeys))
    items[:] = journeys + others[:middle] + crawls + others[middle:]


@pytest.fixture(scope="package")
def chromium(django_db_setup) -> Iterator[Browser]:
    """One browser for this folder.

    While it is open an event loop runs in this thread, and Django takes what happens in it for async code, so
    DJANGO_ALLOW_ASYNC_UNSAFE is set. Django then opens new connections. Those of other tests are closed first, because
    a database in use cannot be copied.
    """
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine")
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def public_pages(chromium, django_db_blocker) -> Iterator[None]:
    """A database with the demo's public pages; each module gets a copy of it."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        load_pages()
        yield


@pytest.fixture(scope="module")
def site(public_pages, django_db_blocker) -> Iterator[str]:
    """The address of a running site with the demo's public pages, on a copy of the database for this module."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        cache.clear()
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture
def _django_db_helper(site) -> None:
    """The mark django_db here: rows are stored in the module's copy, without a transaction and without a flush."""


@pytest.fixture
def visit(chromium, site) -> Iterator[Callable[..., Visitor]]:
    """visit(way) opens another browser for one more person; all are watched until the test ends."""
    cache.clear()  # the limits on signing in and writing start anew
    visitors: list[Visitor] = []

    def open_another(way: Way = WITH_SCRIPTS, **options) -> Visitor:
        visitors.append(Visitor(chromium, site, way, **options))
        return visitors[-1]

    yield open_another
    for visitor in visitors:
        visitor.leave()
    complaints = [line for visitor in visitors for line in visitor.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(params=[WITH_SCRIPTS, WITHOUT_SCRIPTS], ids=["with-scripts", "without-scripts"])
def visitor(request, visit) -> Visitor:
    """A person on a phone, once with scripts and once without. For a wide screen use visit(AT_A_DESK)."""
    return visit(request.param)


@pytest.fixture(scope="module")
def furniture(site) -> Furniture:
    """The shared test data with what only browser tests need, created once for each module."""
    return Furniture(build_world())
