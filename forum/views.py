"""The forum's pages. Each fetches through visible_to (404), asks a rule (403), binds, acts, answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from forum import paging, rules
from forum.actions.posting import post_reply, start_topic
from forum.enums import MayAct, PostState
from forum.forms import ReplyForm, TopicForm
from forum.listing import topics_page
from forum.models import Board, Post, Topic
from ratsite.accounts.models import User
from ratsite.lib import markup
from ratsite.lib.pager import Pager, page_number
from ratsite.network.enums import Marking


def board_list(request: HttpRequest) -> HttpResponse:
    boards = Board.objects.visible_to(request.user).select_related("circle", "latest_topic__last_author")
    boards = sorted(boards, key=lambda board: board.is_for_circle)  # the circles' own boards come last
    return render(request, "forum/board_list.html", {"boards": boards})


def board(request: HttpRequest, board_slug: str) -> HttpResponse:
    found = get_object_or_404(Board.objects.visible_to(request.user).select_related("circle"), slug=board_slug)
    page = topics_page(found, request.user, request.GET.get("before", ""))
    can_start = rules.can_start_topic(request.user, found)
    return render(request, "forum/board.html", {"board": found, "page": page, "can_start": can_start})


def topic_new(request: HttpRequest, board_slug: str) -> HttpResponse:
    found = get_object_or_404(Board.objects.visible_to(request.user).select_related("circle"), slug=board_slug)
    if not rules.can_start_topic(request.user, found):
        raise PermissionDenied
    form = TopicForm(request.POST or None, board=found)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            post = start_topic(board=found, author=request.user, **form.cleaned_data)
            _say_what_happened(request, post)
            return redirect(paging.url_of(post))
        preview = markup.render(form.cleaned_data["body"])
    context = {"board": found, "form": form, "preview": preview, "readers": _readers(found)}
    return render(request, "forum/topic_new.html", context)


def topic(request: HttpRequest, topic_id: int, slug: str = "") -> HttpResponse:
    found = _topic(request, topic_id)
    if slug != found.slug:
        return redirect(found)
    number, count = page_number(request.GET.get("page")), paging.page_count(found)
    if number is None or number > count:
        raise Http404
    own_waiting = _own_waiting(request.user, found) if number == count else Post.objects.none()
    context = {
        **_topic_context(found),
        "tags": [*found.forms.values_list("name", flat=True), *found.affected.values_list("name", flat=True)],
        "posts": paging.posts_on(found, number).with_authors(),
        "own_waiting": own_waiting,
        "pager": Pager(number=number, count=count),
        "is_printable": found.is_printable,
        "can_reply": rules.can_reply(request.user, found),
        "form": ReplyForm(),
    }
    return render(request, "forum/topic.html", context)


def topic_reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    found = _topic(request, topic_id)
    if not rules.can_reply(request.user, found):
        raise PermissionDenied
    form = ReplyForm(request.POST or None)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            post = post_reply(topic=found, author=request.user, **form.cleaned_data)
            _say_what_happened(request, post)
            return redirect(paging.url_of(post))
        preview = markup.render(form.cleaned_data["body"])
    context = {**_topic_context(found), "form": form, "preview": preview}
    return render(request, "forum/topic_reply.html", context)


def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """The permanent link of a post: leads to the page where it stands today."""
    found = get_object_or_404(Post.objects.visible_to(request.user).select_related("topic"), pk=post_id)
    return redirect(paging.url_of(found))


def _topic(request: HttpRequest, topic_id: int) -> Topic:
    return get_object_or_404(Topic.objects.visible_to(request.user).select_related("board__circle"), pk=topic_id)


def _topic_context(found: Topic) -> dict:
    """What every page about a topic prints: who reads it, what they may do with it, where a reply goes."""
    return {
        "topic": found,
        "board": found.board,
        "marking": Marking(found.marking),
        "may_act": MayAct(found.may_act),
        "readers": _readers(found.board),
        "reply_url": reverse("forum:topic_reply", args=[found.pk]),
    }


def _own_waiting(user: User, found: Topic):
    """What this person wrote here that others cannot see: held, or sent back with a reason."""
    waiting = [state for state in PostState if state != PostState.LIVE]  # named, so that post_by_author finds them
    # Nearly always there is nothing, and joins would be the dear part: fetched afterwards, authors cost nothing then.
    theirs = found.posts.filter(author=user, state__in=waiting).order_by("pk")
    return theirs.prefetch_related("author", "agency__main_remit")


def _readers(found: Board) -> dict[str, int]:
    """How many people, in how many agencies, can read this board: counted by the query that enforces it."""
    return User.objects.readers_of(found.circle).aggregate(
        people=Count("pk", distinct=True), agencies=Count("agency", distinct=True)
    )


def _say_what_happened(request: HttpRequest, post: Post) -> None:
    if post.is_live:
        messages.success(request, "Your post is published. Thank you.")
    else:
        messages.info(request, "Your post is waiting for a moderator. Only you and the moderators can see it.")
