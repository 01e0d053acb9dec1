"""Fixtures of the browser tests: one browser, and for each module a running site with its own database.

The server's threads must see the rows of a test, so a test is not rolled back. The database is a copy of the test
database, and is deleted after the module.
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
from tests.journeys.pages import PageData
from tests.journeys.visitor import Device, Visitor
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
WITH_SCRIPTS = Device(scripts=True, width=360, height=740)
WITHOUT_SCRIPTS = Device(scripts=False, width=360, height=740)
DESKTOP = Device(scripts=True, width=1280, height=900)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the browser tests first, and the canary crawls at the beginning of the second half.

    pytest-xdist gives each half of the list to one worker, and later moves only tests from the end of a half. So one
    worker has the browser, one worker runs all crawls, which share a cache, and no slow test runs last.
    """
    journeys = [item for item in items if item.get_closest_marker("browser")]
    crawls = [item for item in items if item.path.name == "test_canaries.py"]
    apart = {*journeys, *crawls}
    others = [item for item in items if item not in apart]
    middle = max(0, len(items) // 2 - len(journeys))
    items[:] = journeys + others[:middle] + crawls + others[middle:]


@pytest.fixture(scope="package")
def chromium(django_db_setup) -> Iterator[Browser]:
    """One Chromium for this folder.

    While it is open, Playwright's event loop runs in this thread, so Django refuses synchronous queries unless
    DJANGO_ALLOW_ASYNC_UNSAFE is set. The open database connections are closed first, because PostgreSQL cannot copy a
    database in use.
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
    """A database with the demo's public pages, from which each module's database is copied."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        load_pages()
        yield


@pytest.fixture(scope="module")
def site(public_pages, django_db_blocker) -> Iterator[str]:
    """The address of a running site with the demo's public pages and a database of its own."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        cache.clear()
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture
def _django_db_helper(site) -> None:
    """What pytest.mark.django_db means here: rows are stored in the module's database, with no rollback or flush."""


@pytest.fixture
def visit(chromium, site) -> Iterator[Callable[..., Visitor]]:
    """visit(device) returns a new Visitor. The test fails if any of them recorded an error."""
    cache.clear()  # reset the rate limits on signing in and writing
    visitors: list[Visitor] = []

    def open_another(device: Device = WITH_SCRIPTS, **options) -> Visitor:
        visitors.append(Visitor(chromium, site, device, **options))
        return visitors[-1]

    yield open_another
    for visitor in visitors:
        visitor.close()
    errors = [line for visitor in visitors for line in visitor.errors]
    assert not errors, "\n".join(errors)


@pytest.fixture(params=[WITH_SCRIPTS, WITHOUT_SCRIPTS], ids=["with-scripts", "without-scripts"])
def visitor(request, visit) -> Visitor:
    """A visitor with a phone: the test runs with and without scripts. For a wide screen use visit(DESKTOP)."""
    return visit(request.param)


@pytest.fixture(scope="module")
def page_data(site) -> PageData:
    """The shared test data with what only browser tests need, created once for each module."""
    return PageData(build_world())
