"""Pages offer only what their reader may do: no link of a topic, a resource or "Needs you" leads to a refusal."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.ask_author import ask_author
from forum.actions.post import post_reply
from forum.enums import BoardState, PostState, RevisionState
from forum.models import Board, Post, Topic
from ratsite.accounts.models import User
from tests.factories import BoardFactory, MemberFactory, make_resource, make_topic, make_trend_note
from tests.markup import text_of

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a[^>]* href="(/(?!static|account|library/files)[^"#]*)"')  # a file is no page


def tomorrow() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=1)


STATES = {
    "as every member": dict,
    "silenced": lambda: {"silenced_until": tomorrow()},
    "pre-moderated": lambda: {"held_until": tomorrow()},
    "late with the terms": lambda: {"terms_by": timezone.localdate() - dt.timedelta(days=1)},
}


def as_it_is(topic: Topic) -> None:
    pass


def locked(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(is_locked=True, lock_reason="It is settled")


def archived(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(is_archived=True)


def board_archived(topic: Topic) -> None:
    Board.objects.filter(pk=topic.board_id).update(state=BoardState.ARCHIVED)


WAYS = (as_it_is, locked, archived, board_archived)


def pages_with_posts_of(reader: User, close) -> list[str]:
    """Close a topic in which the reader has a live, a rejected and a held post, and a trend note of theirs.

    An edit of the live post was sent back, and a moderator has asked the reader about the held one.
    """
    topic, trend = make_topic(), make_trend_note(BoardFactory(), reader)
    live = post_reply(topic=topic, author=reader, body="Seen.")
    decided = {"created_at": timezone.now(), "decided_at": timezone.now(), "decision_reason": "Not here"}
    live.revisions.create(source="Seen again.", state=RevisionState.REJECTED, **decided)
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    rejected, held = (post_reply(topic=topic, author=reader, body=body) for body in ("Not seen.", "Heard."))
    Post.objects.filter(pk=rejected.pk).update(state=PostState.REJECTED, hold_reasons=[], decision_reason="Not here")
    ask_author(post_id=held.pk, moderator=MemberFactory(roles=["Moderators"]), text="Who said so?")
    close(topic)
    close(trend)
    about = [reverse("forum:post_history", args=[live.pk]), reverse("forum:post_answer", args=[held.pk])]
    return [topic.get_absolute_url(), trend.get_absolute_url(), *about]


@pytest.mark.parametrize("about", STATES)
def test_no_link_on_a_page_leads_to_a_refusal(about, sign_in):
    reader = MemberFactory(roles=["Curators"])
    own, board = make_topic(author=reader, title="Their own"), BoardFactory()
    resource = make_resource(reader)
    open_pages = [own, make_topic(board, title="Another's"), make_trend_note(board, MemberFactory()), resource]
    pages = [*(page.get_absolute_url() for page in open_pages), reverse("catchup:catch_up")]
    pages += [page for close in WAYS for page in pages_with_posts_of(reader, close)]
    User.objects.filter(pk=reader.pk).update(**STATES[about]())
    client = sign_in(reader, with_second_step=True)
    statuses: dict[str, int] = {}
    refused = {}
    for page in pages:
        html = text_of(client.get(page)).partition("<main")[2]
        links = {link.replace("&amp;", "&") for link in LINK.findall(html)}
        assert links
        statuses |= {link: client.get(link).status_code for link in links - statuses.keys()}
        refused |= {link: page for link in links if statuses[link] == 403}
    assert refused == {}
