"""One person sends several forms at once: the posting limits count each of them."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from forum.actions.flag import flag_post
from forum.actions.post import post_reply, start_topic
from forum.models import Flag, Post, Topic
from forum.posting_limits import FLAG_LIMITS, MINUTE, POST_LIMITS, TOPIC_LIMITS
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.threads import WHERE_TWO_WRITE, at_once

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE, pytest.mark.usefixtures("posting_limits")]
MORE = 4  # forms above the limit


def test_replies_sent_at_once_in_several_topics_have_the_same_limit_as_in_turn():
    author, most = MemberFactory(), dict(POST_LIMITS)[MINUTE]
    topics = [make_topic() for _ in range(most + MORE)]
    acts = [partial(post_reply, topic=topic, author=author, body="Vans.") for topic in topics]
    done = at_once(*acts, may_raise=PermissionDenied)
    assert sum(isinstance(one, PermissionDenied) for one in done) == MORE
    assert Post.objects.filter(author=author).count() == most


def test_topics_started_at_once_on_several_boards_have_the_same_limit_as_in_turn():
    author, most = MemberFactory(), dict(TOPIC_LIMITS)[MINUTE]
    facts = {"title": "Vans", "body": "Seen.", "marking": "green", "may_act": "check"}
    acts = [partial(start_topic, board=BoardFactory(), author=author, **facts) for _ in range(most + MORE)]
    done = at_once(*acts, may_raise=PermissionDenied)
    assert sum(isinstance(one, PermissionDenied) for one in done) == MORE
    assert Topic.objects.filter(author=author).count() == most


def test_reports_sent_at_once_of_several_posts_have_the_same_limit_as_in_turn():
    reporter, most = MemberFactory(), dict(FLAG_LIMITS)[MINUTE]
    posts = [make_topic().posts.get() for _ in range(most + MORE)]
    acts = [partial(flag_post, post_id=post.pk, reporter=reporter, reason="identifies") for post in posts]
    done = at_once(*acts, may_raise=PermissionDenied)
    assert sum(isinstance(one, PermissionDenied) for one in done) == MORE
    assert Flag.objects.filter(reporter=reporter).count() == most
