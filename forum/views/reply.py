"""The page on which a member writes a reply."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum.actions.post import post_reply
from forum.actions.save_draft import reply_place
from forum.forms.post import ReplyForm
from forum.models import Post, Topic
from forum.queries import topic_page
from forum.queries.quotes import with_quotes
from forum.rules.topics import why_no_reply, why_wait
from forum.screening import is_newcomer
from forum.text import quotes
from forum.views.composer import Composer, signed_form, wants_json
from forum.views.refused_text import not_found, retry_when_refused
from forum.views.sent_form import answer_to, form_context
from forum.views.topics import fetch_topic, topic_context
from ratsite.lib.numbers import whole_number


@signed_form
@retry_when_refused
def topic_reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    try:
        topic = fetch_topic(request, topic_id)
    except Http404:
        return _reply_to_merged(request, topic_id) or not_found(request, place=reply_place(Topic(pk=topic_id)))
    composer = Composer(request, reply_place(topic), {"topic_id": topic.pk})
    initial = composer.initial(ReplyForm, topic=topic)
    closed = why_no_reply(request.user, topic)
    if closed and not composer.has_text:
        raise PermissionDenied(closed)
    quoted = _quoted(request, topic)
    if wants_json(request) and request.method == "GET":
        return JsonResponse({"head": quoted.head, "body": quoted.body})
    initial["body"] = quotes.added_to(initial.get("body", ""), quoted)
    if "to" in request.GET:
        initial["reply_to"] = request.GET["to"]
    form = composer.form(ReplyForm, closed, initial=initial, topic=topic)

    def publish() -> Post:
        sent = {"submission": composer.submission, "draft": composer.seen}
        return post_reply(topic=topic, author=request.user, **sent, **form.cleaned_data)

    if answer := answer_to(request, composer, form, publish, closed, topic=topic):
        return answer
    context = {
        **topic_context(topic, request),
        **form_context(composer, form),
        "answered": _answered(request, form),
        "quoted": quoted,
        "wait": why_wait(request.user, topic),
        "is_newcomer": is_newcomer(request.user.pk),
    }
    return render(request, "forum/topic_reply.html", context, status=403 if closed else 200)


def _reply_to_merged(request: HttpRequest, topic_id: int) -> HttpResponse | None:
    """If the topic was merged while the person wrote a reply, save the reply as a draft for the merged topic.

    Returns a redirect to the reply form of the topic into which it was merged, which shows the draft. Returns None if
    the topic was not merged, the person cannot read the other topic, or nothing was sent.
    """
    merged = Topic.objects.visible_to(request.user).merged_from(topic_id).first()
    if merged is None or request.method != "POST" or wants_json(request):
        return None
    composer = Composer(request, reply_place(merged), {"topic_id": merged.pk})
    if not composer.save() or composer.draft is None:
        return None
    message = _(
        "This topic was merged into another topic while you wrote. Your reply is saved as a draft for that topic."
    )
    messages.warning(request, message)
    return redirect(composer.url)


def _answered(request: HttpRequest, form: ReplyForm) -> Post | None:
    """Return the post to which this is a reply, ready to be shown next to the form; None if it replies to no post."""
    answered = form.answered
    if answered is not None:
        with_quotes([answered], request.user, form.topic)
        topic_page.with_files_and_reveals([answered], request.user)
    return answered


def _quoted(request: HttpRequest, topic: Topic) -> quotes.Quote:
    """Return a quote of the post that the address names (?quote=), for a reply in this topic.

    The quote is empty if the post may not be quoted here.
    """
    post_id = whole_number(request.GET.get("quote", ""))
    return quotes.quote(post_id, writer=request.user, board=topic.board, marking=topic.marking)
