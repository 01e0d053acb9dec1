"""Pages offer only what their reader may do: no link of a topic or resource leads to a refusal."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from ratsite.accounts.models import User
from tests.factories import BoardFactory, MemberFactory, make_resource, make_topic, make_trend_note
from tests.markup import flat

pytestmark = pytest.mark.django_db
# Not a file, nor the author's way to a post of theirs, whose refusal says until when and why.
LINK = re.compile(r'<a[^>]* href="(/(?!static|account|library/files|forum/posts/\d+/edit/)[^"#]*)"')


def tomorrow() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=1)


STATES = {
    "as every member": dict,
    "silenced": lambda: {"silenced_until": tomorrow()},
    "pre-moderated": lambda: {"held_until": tomorrow()},
    "late with the terms": lambda: {"terms_by": timezone.localdate() - dt.timedelta(days=1)},
}


@pytest.mark.parametrize("about", STATES)
def test_no_link_on_a_page_leads_to_a_refusal(about, sign_in):
    reader = MemberFactory(roles=["Curators"])
    own, board = make_topic(author=reader, title="Their own"), BoardFactory()
    resource = make_resource(reader)
    pages = [own, make_topic(board, title="Another's"), make_trend_note(board, MemberFactory()), resource]
    User.objects.filter(pk=reader.pk).update(**STATES[about]())
    client = sign_in(reader, with_second_step=True)
    refused = {}
    for page in pages:
        html = flat(client.get(page.get_absolute_url()).content).partition("<main")[2]
        links = {link.replace("&amp;", "&") for link in LINK.findall(html)}
        assert links
        refused |= {link: page for link in links if client.get(link).status_code == 403}
    assert refused == {}
