"""Finding posts by words: the same on both databases, and nothing that is held."""

import pytest

from forum.finding import find_posts
from forum.models import Post
from ratsite.lib.wording import read
from tests.factories import make_topic

pytestmark = pytest.mark.django_db


def test_x(member):
    t = make_topic(title="Four people, one van", body="Nobody has seen a payslip", author=member)
    for q, n in [
        ("van", 1),
        ("payslips", 1),
        ("van payslip", 1),
        ("van -payslip", 0),
        ('"one van"', 1),
        ('"van one"', 0),
        ("pays*", 1),
    ]:
        assert len(find_posts(Post.objects.visible_to(member).live(), read(q), newest_first=False)) == n, q
