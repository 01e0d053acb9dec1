"""A whole topic on one page to print, with its marking, the reader's name and the time on every sheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forum.actions.print_topic import print_topic
from forum.models import Topic, TopicPrint
from forum.queries import topic_page
from forum.queries.ground_check import ground_checks_of
from forum.queries.polls import current_poll, printed_result
from forum.queries.questions import question_of
from forum.queries.quotes import with_quotes
from forum.rules.topics import can_print
from forum.views.topics import topic_context, trend_note_of
from ratsite.accounts.models import User
from ratsite.lib.paging.pager import Pager, page_number

POSTS_A_PART = 500  # posts on one page; a browser would be slow to lay out more for printing


@require_http_methods(["GET", "HEAD", "POST"])
def topic_print(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Ask whether to print, record who prints, then show the copy.

    A closely marked topic is refused, with the reason.
    """
    topics = Topic.objects.visible_to(request.user).select_related("board__circle").with_outcomes()
    topic = get_object_or_404(topics, pk=topic_id)
    context = topic_context(topic, request)
    if not can_print(request.user, topic):
        return render(request, "forum/topic_print_refused.html", context, status=403)
    if request.method == "POST":
        print_topic(topic_id=topic.pk, reader=request.user)
        return redirect("forum:topic_print", topic.pk)
    copy = TopicPrint.objects.recent().filter(topic=topic, person=request.user.pk).first()
    if copy is None:
        return render(request, "forum/topic_print_ask.html", context)
    parts = max(1, -(-copy.newest_number // POSTS_A_PART))
    part = page_number(request.GET.get("page"))
    if part is None or part > parts:
        raise Http404
    first, last = (part - 1) * POSTS_A_PART + 1, min(part * POSTS_A_PART, copy.newest_number)
    posts = list(topic_page.posts_of_page(topic.pk, first, last))
    with_quotes(posts, request.user, topic)
    context |= {
        "posts": topic_page.with_files_and_reveals(posts, request.user),
        "pager": Pager(number=part, count=parts),
        "now": timezone.localtime(),
        "address": request.build_absolute_uri(topic.get_absolute_url()),
    }
    if part == 1:
        context |= _facts(topic, request.user)
    return render(request, "forum/topic_print.html", context)


def _facts(topic: Topic, reader: User) -> dict:
    """Return the template context of what the first part of the copy prints above the posts."""
    poll = current_poll(topic) if topic.has_polls else None
    ended = poll if poll and poll.ended_at else None
    return {
        "is_first": True,
        "trend": trend_note_of(topic),
        "question": question_of(topic, reader),
        "ground": ground_checks_of(topic) if topic.has_ground_checks else None,
        "poll": ended,
        "poll_result": printed_result(ended) if ended else [],
    }
