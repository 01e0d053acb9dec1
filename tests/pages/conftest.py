import pytest

from ratsite.pages.models import EventIndexPage, HistoryIndexPage, HomePage, NewsIndexPage
from tests.factories import MemberFactory, take_second_step


@pytest.fixture
def home(db):
    return HomePage.objects.get()


@pytest.fixture
def history(db):
    return HistoryIndexPage.objects.get()


@pytest.fixture
def news(db):
    return NewsIndexPage.objects.get()


@pytest.fixture
def events(db):
    return EventIndexPage.objects.get()


@pytest.fixture
def editor(db):
    return MemberFactory(roles=["Editors"])


@pytest.fixture
def staff_client(client, editor):
    """A browser in which an editor is signed in."""
    client.force_login(editor)
    take_second_step(client, editor)
    return client
