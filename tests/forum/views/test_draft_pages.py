"""The list of drafts shows enough for a writer to recognise each of them."""

import pytest

from tests.factories import make_topic
from tests.forum.actions.test_save_draft_files import reply_url
from tests.markup import flat

pytestmark = pytest.mark.django_db
QUOTED = "> [Post 1]({}): Vans at night.\n>\n> Two of them."


@pytest.mark.parametrize(
    ("typed", "shown", "hidden"),
    [(f"{QUOTED}\n\nWe saw them too.", "We saw them too.", "Vans at night"), (QUOTED, "Vans at night", "We saw")],
    ids=["own words", "a quote alone"],
)
def test_a_draft_is_shown_by_its_writers_own_words(member, sign_in, typed, shown, hidden):
    client, topic = sign_in(member), make_topic()
    client.post(reply_url(topic), {"body": typed.format(topic.posts.get().get_absolute_url()), "save": "1"})
    html = flat(client.get("/drafts/").content)
    assert shown in html
    assert hidden not in html
