"""Reading progress: go to the first unread post, mark posts as read, and check for new posts."""

import datetime as dt
import re
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions.mark_read import can_undo_catch_up, catch_up, mark_topic_read, undo_catch_up
from forum.models import Board, Post, Topic
from forum.queries import topic_page
from forum.views.notices import say_with_undo
from ratsite.accounts.models import User
from ratsite.lib.numbers import parse_moment, whole_number
from ratsite.lib.paging import next_topics

CAUGHT_UP = "caught_up"  # the session's key for a dict: path of the request → what catch_up returned for it
GROUP = re.compile(r"[a-z-]{1,20}")  # the anchor of a group on the catch-up page


def topic_unread(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Redirect to the topic's first post that is new to this reader, or to its last post if none is new."""
    topics = Topic.objects.visible_to(request.user).with_reading(request.user)
    topic = topics.filter(pk=topic_id).first() or get_object_or_404(topics.merged_from(topic_id))
    first = topic_page.url_of_number(topic, min(topic.read_to + 1, max(1, topic.last_number)))
    return redirect(next_topics.carry_over(first, request))


def topic_new_posts(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Return a line of HTML that says how many posts are newer than the one with the number ?after=; 204 if none are.

    A topic page that is open in a browser requests this line again and again.
    """
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=topic_id)
    shown = whole_number(request.GET.get("after", ""))
    count = 0 if shown is None else topic.posts_after(shown)
    first = _first_after(topic, shown, request.user) if count else None
    if first is None:
        return HttpResponse(status=204)
    # The permanent link and not the post's anchor, to which a browser with the page open would only scroll.
    context = {"count": count, "url": first.get_absolute_url()}
    return render(request, "forum/topic_new_posts.html", context)


def _first_after(topic: Topic, number: int, reader: User) -> Post | None:
    return Post.objects.visible_to(reader).filter(topic=topic, number__gt=number).order_by("number").first()


@require_POST
def topic_mark_read(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=topic_id)
    number = whole_number(request.POST.get("number", ""))
    if number is not None:
        mark_topic_read(topic=topic, reader=request.user, number=number)
        messages.success(request, _("Marked as read."))
    return redirect(back_to(request, topic.board.get_absolute_url()))


@require_POST
def board_mark_read(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=board_slug)
    if "undo" in request.POST:
        undo_last_catch_up(request)
    elif until := parse_moment(request.POST.get("until", "")):
        message = _("You have no new posts on “%(board)s” now.") % {"board": board.name}
        catch_up_with_undo(request, [board], until, message)
    return redirect(board)


def catch_up_with_undo(request: HttpRequest, boards: Iterable[Board], until: dt.datetime, message: str) -> None:
    """Mark everything on these boards up to the time `until` as read, and show the message with a button to undo it.

    If nothing was unread, because the person pressed the same button twice, the undo button undoes what the first press
    did. Without anything that they marked from this address in the last 10 minutes, there is no undo button.
    """
    caught_up = {path: done for path, done in request.session.get(CAUGHT_UP, {}).items() if can_undo_catch_up(done)}
    if done := catch_up(reader=request.user, boards=boards, until=until):
        caught_up[request.path] = done
        request.session[CAUGHT_UP] = caught_up
    if request.path in caught_up:
        say_with_undo(request, message, request.path)
    else:
        messages.success(request, message)


def undo_last_catch_up(request: HttpRequest) -> None:
    """Undo the last catch_up_with_undo that this session sent to this address."""
    caught_up = dict(request.session.get(CAUGHT_UP, {}))
    done = caught_up.pop(request.path, None)
    request.session[CAUGHT_UP] = caught_up
    if done and undo_catch_up(reader=request.user, done=done):
        messages.success(request, _("What was new is shown as new again."))
    else:
        messages.info(request, _("You can no longer undo this. You can undo it once, within 10 minutes."))


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Return the address to go to after a button that is also on the catch-up page; `otherwise` for every other page.

    On the catch-up page the form has a field `from`, such as "catch-up#needs-you": the page, and the group in which the
    button was. So the reader need not scroll down again.
    """
    page, _hash, group = request.POST.get("from", "").partition("#")
    if page != "catch-up":
        return otherwise
    return f"/catch-up/#{group}" if GROUP.fullmatch(group) else "/catch-up/"
