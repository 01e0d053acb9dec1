"""The migration of case learning topics: what was learned stays with its author's words, and in nobody else's."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from forum.actions.post import post_reply
from forum.models import Draft, Post, Topic
from ratsite.lib.markup import markdown
from tests.factories import MemberFactory, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LEARNED = "#1 @Ana_B: *ask* the tenant_s, [alone] & 2 < 3 ~~first~~"


@pytest.fixture
def migrate():
    """Give topics the column that they had; the fixture's value runs the migration on one topic."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE forum_topic ADD COLUMN learned varchar(300) DEFAULT '' NOT NULL")
    apps = MigrationLoader(connection).project_state([("forum", "0003_blaming_phrases")]).apps

    def run(topic, learned=LEARNED) -> None:
        apps.get_model("forum", "Topic").objects.filter(pk=topic.pk).update(kind="case", learned=learned)
        import_module("forum.migrations.0004_case_topics").fold(apps, None)
        assert Topic.objects.get(pk=topic.pk).kind == "discussion"

    return run


def reply(topic: Topic, state: str) -> Post:
    post = post_reply(topic=topic, author=MemberFactory(), body="A reply.")
    if state != "live":
        fields = {"hold_reasons": ["flag"], "decision_reason": "Not here.", "number": None, "published_at": None}
        Post.objects.filter(pk=post.pk).update(state=state, **fields)
    return post


@pytest.mark.parametrize("state", ["held", "rejected", "live"])
def test_it_stands_in_the_first_post_and_never_in_a_reply(migrate, state):
    topic = make_topic()
    other = reply(topic, state)
    migrate(topic)
    first = topic.posts.get(number=1)
    assert first.source.endswith("It began in autumn.")
    for html in (first.html, markdown.render(first.source, ["Ana_B"])):
        assert markdown.plain_text_of(html).split("It began")[0].strip() == LEARNED
        assert "mention" not in html
    other.refresh_from_db()
    assert other.source == "A reply."


@pytest.mark.parametrize("state", ["held", "rejected", "live"])
def test_its_author_gets_it_back_where_the_first_post_is_withdrawn(migrate, state):
    topic = make_topic()
    other = reply(topic, state)
    gone = {"state": "withdrawn", "withdrawn_at": timezone.now(), "source": "", "html": ""}
    topic.posts.filter(number=1).update(**gone)
    migrate(topic)
    other.refresh_from_db()
    assert other.source == "A reply."
    draft = Draft.objects.get(person=topic.author)
    assert draft.fields["body"] == [LEARNED]


def test_a_first_post_that_it_would_make_too_long_stays_as_it_is(migrate):
    topic = make_topic()
    text = "a" * (markdown.MAX_SOURCE - 10)
    topic.posts.update(source=text)
    migrate(topic)
    assert topic.posts.get().source == text
    assert Draft.objects.get(person=topic.author).fields["body"] == [LEARNED]


def test_a_topic_that_waits_has_it_in_its_authors_post(migrate):
    topic = make_topic()
    Post.objects.filter(topic=topic).update(state="held", hold_reasons=["flag"], number=None, published_at=None)
    Topic.objects.filter(pk=topic.pk).update(published_at=None, last_post_at=None, last_number=0)
    migrate(topic, "Ask first.")
    assert topic.posts.get().source == "Ask first.\n\nIt began in autumn."
