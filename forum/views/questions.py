"""Buttons that answer, extend or end a topic's question: for its asker, for the asked remits, and for moderators."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from forum.actions.answer_question import accept_answer, reopen_question, say_answered
from forum.actions.decline_question import decline_question, undo_decline
from forum.actions.dismiss_question import dismiss_question, undo_dismissal
from forum.actions.end_question import close_own_question, close_question, extend_question
from forum.forms.topic_management import TopicReasonForm
from forum.models import Post
from forum.queries.topic_page import url_of
from forum.rules.questions import (
    can_accept,
    can_close_question,
    can_decline,
    can_dismiss,
    can_manage_question,
    can_settle_question,
)
from forum.views.notices import say_with_undo
from forum.views.read_marks import back_to
from forum.views.topic_management import redirect_to_topic
from forum.views.topics import fetch_topic

# What the asker can do with the whole question: value of the button → (action, message).
SETTLED = {
    "answered": (say_answered, gettext_lazy("Your question is answered. Thank you for saying so.")),
    "extend": (extend_question, gettext_lazy("Your question stays open for 2 weeks.")),
    "close": (close_own_question, gettext_lazy("Your question is closed.")),
    "reopen": (reopen_question, gettext_lazy("Your question is open again.")),
}


@require_POST
def post_accept(request: HttpRequest, post_id: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("topic__board")
    post = get_object_or_404(posts, pk=post_id)
    if not can_accept(request.user, post):
        raise PermissionDenied
    changed = accept_answer(post_id=post.pk, asker=request.user)
    _add_message(request, changed, _("This post answers your question. The question is no longer open."))
    return redirect(url_of(post))


@require_POST
def question_settle(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_settle_question(request.user, topic):
        raise PermissionDenied
    if request.POST.get("do") not in SETTLED:
        raise BadRequest
    action, message = SETTLED[request.POST["do"]]
    _add_message(request, action(topic_id=topic.pk, asker=request.user), str(message))
    return redirect(back_to(request, topic.get_absolute_url()))


@require_POST
def question_dismiss(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_dismiss(request.user, topic):
        raise PermissionDenied
    is_dismissed = "undo" not in request.POST
    action = dismiss_question if is_dismissed else undo_dismissal
    changed = action(topic_id=topic.pk, person=request.user)
    if is_dismissed and changed:
        say_with_undo(
            request, _("The question is no longer under “Needs you”. It stays open for others."), request.path
        )
    else:
        _add_message(request, changed, _("The question is under “Needs you” again."))
    return redirect(back_to(request, topic.get_absolute_url()))


@require_POST
def question_decline(request: HttpRequest, topic_id: int, remit_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    ask = get_object_or_404(topic.asks.select_related("remit"), remit=remit_id)
    if not can_decline(request.user, ask):
        raise PermissionDenied
    is_declined = "undo" not in request.POST
    action = decline_question if is_declined else undo_decline
    changed = action(topic_id=topic.pk, remit_id=remit_id, person=request.user)
    facts = {"remit": ask.remit.name}
    message = (
        _("%(remit)s: not for us. We will tell the person who asked.")
        if is_declined
        else _("The question is open for %(remit)s again.")
    )
    _add_message(request, changed, message % facts)
    return redirect(back_to(request, topic.get_absolute_url()))


def question_close(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_manage_question(request.user, topic):
        raise PermissionDenied
    if not can_close_question(request.user, topic):
        return redirect_to_topic(request, topic, False, "")
    form = TopicReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = close_question(topic_id=topic.pk, moderator=request.user, **form.cleaned_data)
        return redirect_to_topic(request, topic, changed, _("The question is closed."))
    context = {"topic": topic, "board": topic.board, "form": form}
    return render(request, "forum/topic_management/question_close.html", context)


def _add_message(request: HttpRequest, changed: bool, message: str) -> None:
    if changed:
        messages.success(request, message)
    else:
        messages.info(request, _("It was already like that, so nothing was changed."))
