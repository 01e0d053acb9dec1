"""Pages that say from which number figures are shown name the number that the operator has set."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.run_poll import start_poll
from forum.enums import PollBy
from tests.factories import BoardFactory, MemberFactory, make_trend_note
from tests.markup import flat

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


@pytest.mark.parametrize("by", PollBy)
def test_the_number_is_the_operators(settings, sign_in, by):
    settings.FIGURES_INSIDE = 7
    author = MemberFactory()
    topic = make_trend_note(BoardFactory(), author)
    closes_on = timezone.localdate() + dt.timedelta(days=7)
    asked = {"question": "Which day suits?", "options": ["Monday", "Friday"], "by": by, "is_named": False}
    client = sign_in(author)
    pages = [reverse("forum:poll_new", args=[topic.pk])]
    shown = [flat(client.get(page).content) for page in pages]
    poll = start_poll(topic_id=topic.pk, starter=author, closes_on=closes_on, **asked)
    pages = [poll.get_absolute_url(), reverse("forum:topic_signal", args=[topic.pk]), reverse("trends:trend_list")]
    shown += [flat(client.get(page).content) for page in [*pages, reverse("guides:guide", args=["member"])]]
    assert [re.search(r"below (\d)", page)[1] for page in shown] == ["7"] * 5


def test_no_template_has_the_number_itself():
    """Figures below 5 of official statistics and of applications have thresholds of their own."""
    found = [path.name for path in TEMPLATES.rglob("*.html") if re.search(r"below 3\b", path.read_text("utf-8"))]
    assert found == []
