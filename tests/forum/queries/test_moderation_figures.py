"""The moderation figures that every member can see are numbers only, and identify nobody."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from forum.queries.moderation_figures import usual_wait
from ratsite.audit.actions import record
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


def log(target, action: str, times: int, actor) -> None:
    for _ in range(times):
        record(target, action, actor=actor, reason="It names a street.")


def months_of(client) -> dict[str, dict[str, str]]:
    html = flat(client.get("/moderation/").content)
    rows = re.findall(r'<h2 class="rows__title">(.*?)</h2>(.*?)</li>', html, re.S)
    return {name: dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", counts)) for name, counts in rows}


def test_decisions_are_counted_by_month_and_kind(member, moderator, sign_in, clock):
    post = make_topic().posts.get()
    clock.set("2026-10-31", "22:00")
    log(post, "forum.post.approve", 4, moderator)
    log(post, "forum.edit.approve", 2, moderator)
    clock.set("2026-11-23", "09:00")
    log(post, "forum.post.reject", 5, moderator)
    log(post, "forum.post.take_down", 4, moderator)
    log(post, "forum.post.leave", 1, moderator)
    log(MemberFactory(), "moderation.sanction.silence", 6, moderator)
    log(MemberFactory(), "moderation.sanction.lift", 3, moderator)
    found = months_of(sign_in(member))
    assert found["October 2026"] == {"Approved": "6"}
    assert list(found) == ["November 2026", "October 2026"]
    assert "In the other months since December 2025, moderators made too few decisions for us to show figures." in flat(
        sign_in(member).get("/moderation/").content
    )
    assert found["November 2026"] == {
        "Sent back": "5",
        "Sanctions": "6",
    }


@pytest.mark.parametrize("fewest", [5, 7])
def test_a_sanction_that_is_alone_in_its_month_changes_nothing_on_the_page(member, sign_in, settings, fewest):
    """If a hidden number were left out when it is 0, its presence would tell that it is not 0."""
    settings.FIGURES_OUTSIDE = fewest
    client = sign_in(member)
    seen = [months_of(client)]
    for _ in range(fewest):
        log(MemberFactory(), "moderation.sanction.silence", 1, member)
        seen.append(months_of(client))
    assert seen == [{}] * fewest + [{"November 2026": {"Sanctions": str(fewest)}}]
    assert f"If moderators did something fewer than {fewest} times in a month" in flat(
        client.get("/moderation/").content
    )


def test_no_name_no_text_and_nothing_of_a_circle_is_counted(member, moderator, sign_in):
    circle = CircleFactory()
    circle.people.add(member)
    post = make_topic(BoardFactory(circle=circle)).posts.get()
    log(post, "forum.post.approve", 9, moderator)
    client = sign_in(member)
    assert months_of(client) == {}
    html = flat(client.get("/moderation/").content)
    assert "moderators have made too few decisions for us to show figures" in html
    assert "It names a street." not in html
    assert str(moderator) not in html


def test_the_usual_wait_is_the_median_and_is_not_shown_for_few(moderator, sign_in, member):
    posts = [make_topic().posts.get() for _ in range(5)]
    now = timezone.now()
    for hours, post in zip((1, 2, 3, 50, 90), posts, strict=True):
        post.created_at = now - dt.timedelta(hours=hours)
        post.save()
    for post in posts[:4]:
        log(post, "forum.post.approve", 1, moderator)
    assert usual_wait() is None
    assert "Too few posts were held to give a waiting time" in flat(sign_in(member).get("/moderation/").content)
    log(posts[4], "forum.post.reject", 1, moderator)
    assert round(usual_wait().total_seconds() / 3600) == 3
    assert "waited 3 hours or less" in flat(sign_in(member).get("/moderation/").content)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_decision_and_three(
    member, moderator, sign_in, count, django_assert_num_queries
):
    log(make_topic().posts.get(), "forum.post.approve", count, moderator)
    client = sign_in(member)
    client.get("/moderation/")
    with django_assert_num_queries(5):  # session, person, decisions by month, the newest, when their posts were written
        client.get("/moderation/")
