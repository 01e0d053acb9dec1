import pytest

from ratsite.pages.models import EventIndexPage, HistoryIndexPage, HomePage, NewsIndexPage
from tests.factories import MemberFactory


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
def coordinator(db):
    return MemberFactory(roles=["Coordinators"])
